/** The panel as it is seen and used: it shows what `Panel` says, and tells it what the user does. */

import { button, element, field, Rows, say, show, type Row } from "./elements";
import { FormView } from "./formview";
import type { Link } from "./follow";
import type { ClipRow, JobAction, JobRow, Panel, Shown } from "./panel";

const VERBS: Readonly<Record<JobAction, string>> = {
  cancel: "Cancel",
  retry: "Try again",
  place: "Place",
  use: "Use take",
};

export class View {
  readonly #link = element("p", { class: "link", role: "status" });
  readonly #message = element("p", { class: "message", role: "status", "aria-live": "polite" });
  readonly #token: HTMLElement;
  readonly #sequence = element("h2");
  readonly #nothing = element("p", { class: "quiet" });
  readonly #clips: Rows<ClipRow>;
  readonly #jobs: Rows<JobRow>;
  readonly #jobsHead = element("h2", {}, "Jobs");
  readonly #form: FormView;
  readonly #generate: HTMLButtonElement;
  readonly #place: HTMLButtonElement;
  readonly #remove: HTMLButtonElement;

  constructor(root: HTMLElement, panel: Panel) {
    const clips = element("div");
    const jobs = element("div");
    this.#clips = new Rows(clips, (clip) => clipRow(clip, panel));
    this.#jobs = new Rows(jobs, (job) => jobRow(job, panel));
    this.#form = new FormView(panel);
    this.#token = tokenField(panel);
    this.#generate = button("Generate Foley", () => panel.generate(), "main");
    this.#place = button("Place finished Foley", () => panel.placeFinished());
    this.#remove = button("Remove Foley", () => panel.removeAll());
    const buttons = element("div", {}, this.#generate, this.#place, this.#remove);
    const parts = [this.#link, this.#token, this.#sequence, this.#nothing, clips, this.#form.element, buttons];
    for (const part of [...parts, this.#message, this.#jobsHead, jobs]) root.appendChild(part);
  }

  show(shown: Shown): void {
    say(this.#link, linkWords(shown.link));
    this.#link.setAttribute("class", shown.link.kind === "down" ? "link trouble" : "link");
    show(this.#token, shown.link.kind === "down" && TOKEN_HELPS.has(shown.link.code));
    say(this.#sequence, shown.sequence === null ? "No sequence" : `Selected in ${shown.sequence}`);
    show(this.#nothing, shown.clips.length === 0);
    say(this.#nothing, shown.sequence === null ? "Open a sequence." : "Select clips of picture in the timeline.");
    this.#clips.show(shown.clips.map((clip) => [clip.key, clip]));
    this.#form.show(shown.form, shown.engines);
    enable(
      this.#generate,
      shown.clips.some((clip) => clip.obstacle === ""),
    );
    say(this.#place, shown.placeable === 0 ? "Place finished Foley" : `Place finished Foley (${shown.placeable})`);
    enable(this.#place, shown.placeable > 0);
    enable(this.#remove, shown.sequence !== null);
    say(this.#message, shown.message);
    show(this.#jobsHead, shown.jobs.length > 0);
    this.#jobs.show(shown.jobs.map((job) => [job.id, job]));
  }
}

const TOKEN_HELPS: ReadonlySet<string> = new Set(["no-token", "impostor", "unauthorized"]);

function linkWords(link: Link): string {
  switch (link.kind) {
    case "searching":
      return "Looking for Footfall…";
    case "live":
      return link.over === "WebSocket"
        ? "Connected to Footfall (live)"
        : "Connected to Footfall (asked every 2 s)";
    case "down":
      return `${link.why}.`.replace(/\.\.$/, ".");
  }
}

function tokenField(panel: Panel): HTMLElement {
  const input = element("input", { type: "password", class: "wide" });
  input.value = panel.token;
  input.addEventListener("change", () => (panel.token = input.value));
  return field("token", "Key (the text of the file gateway.token)", input);
}

function clipRow(clip: ClipRow, panel: Panel): Row<ClipRow> {
  const name = element("p", { class: "name" });
  const range = element("p", { class: "quiet" });
  const notice = element("p", { class: "quiet" });
  const obstacle = element("p", { class: "trouble" });
  const prompt = element("input", {
    type: "text",
    class: "prompt",
    placeholder: "What is heard, e.g. boots on gravel",
  });
  prompt.value = clip.prompt;
  prompt.addEventListener("input", () => panel.typePrompt(clip.key, prompt.value));
  prompt.addEventListener("keydown", (event) => {
    if (event.key === "Enter") panel.generate();
  });
  const update = (now: ClipRow): void => {
    say(name, now.name);
    say(range, now.range);
    say(notice, now.notice);
    show(notice, now.notice !== "");
    say(obstacle, now.obstacle);
    show(obstacle, now.obstacle !== "");
    show(prompt, now.obstacle === "");
    prompt.setAttribute("aria-label", `Prompt for ${now.name}`);
  };
  return { element: element("div", { class: "row clip" }, name, range, notice, obstacle, prompt), update };
}

function jobRow(job: JobRow, panel: Panel): Row<JobRow> {
  let action: JobAction | null = null;
  const title = element("p", { class: "name" });
  const words = element("p");
  const bar = element("div", { class: "done" });
  const track = element("div", { class: "track" }, bar);
  const press = button("", () => action !== null && panel.act(action, job.id));
  const update = (now: JobRow): void => {
    ({ action } = now);
    say(title, now.title);
    say(words, now.words);
    words.setAttribute("class", now.trouble ? "trouble" : "quiet");
    show(track, now.progress !== null);
    bar.style.width = `${Math.round(100 * (now.progress ?? 0))}%`;
    show(press, now.action !== null);
    if (now.action !== null) {
      const verb = now.action === "use" ? `${VERBS.use} ${now.take}` : VERBS[now.action];
      say(press, verb);
      press.setAttribute("aria-label", `${verb}: ${now.title}`);
    }
  };
  const text = element("div", { class: "wide" }, title, words, track);
  return { element: element("div", { class: "row job line" }, text, press), update };
}

function enable(made: HTMLButtonElement, able: boolean): void {
  if (able) made.removeAttribute("disabled");
  else made.setAttribute("disabled", "");
}
