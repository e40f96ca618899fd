/** The jobs of this editor as the daemon tells of them. */

import { EDITOR } from "./orders";
import type { Job, News } from "./wire";

export class Queue {
  #jobs = new Map<string, Job>();

  /** Newest first. */
  get jobs(): Job[] {
    return [...this.#jobs.values()].sort((a, b) => b.created - a.created || b.take - a.take);
  }

  get(id: string): Job | undefined {
    return this.#jobs.get(id);
  }

  /** Jobs that ended well with this news, or were found so. */
  hear(news: News): Job[] {
    switch (news.type) {
      case "snapshot":
        if (news.part === 1) this.#jobs = new Map();
        return news.jobs.filter((job) => this.#take(job) && job.state === "done");
      case "state":
        if (news.job === null) this.#jobs.delete(news.id);
        return news.job !== null && this.#take(news.job) && news.job.state === "done" ? [news.job] : [];
      case "progress":
        for (const [id, progress] of news.progress)
          this.#update(id, { progress, etaS: news.etaS.get(id) ?? null });
        return [];
      default:
        return [];
    }
  }

  #take(job: Job): boolean {
    if (job.place?.editor !== EDITOR) return false;
    this.#jobs.set(job.id, job);
    return true;
  }

  #update(id: string, change: Partial<Job>): void {
    const job = this.#jobs.get(id);
    if (job) this.#jobs.set(id, { ...job, ...change });
  }
}
