/** What the panel does, with a real reading and placing of a fake Premiere and a gateway that is only spoken. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { Follower } from "../../plugin_bridge/premiere/src/follow";
import { BLANK, Memory, type Form, type Shelf } from "../../plugin_bridge/premiere/src/memory";
import type { Order } from "../../plugin_bridge/premiere/src/orders";
import { Panel, type JobRow } from "../../plugin_bridge/premiere/src/panel";
import { Refusal } from "../../plugin_bridge/premiere/src/refusal";
import type { Job } from "../../plugin_bridge/premiere/src/wire";
import { aMotion, placedAt } from "./fake_state";
import { FRAME, Stage } from "./stage";
import { FakeWorld, settled, type FakeSocket } from "./world";

class Play {
  readonly stage = new Stage();
  readonly world = new FakeWorld();
  readonly shelf = new Map<string, string>();
  panel = this.reopened();
  socket: FakeSocket | null = null;

  /** A panel as it is after Premiere was started anew. */
  reopened(): Panel {
    const { host, placer } = this.stage;
    const panel = new Panel(host, this.world, new Memory(this.shelfOf()), placer, () => {});
    host.onSelection(() => panel.lookAtSelection());
    return panel;
  }

  shelfOf(): Shelf {
    return {
      getItem: (key: string) => this.shelf.get(key) ?? null,
      setItem: (key: string, value: string) => void this.shelf.set(key, value),
    };
  }

  async connect(...jobs: Job[]): Promise<void> {
    const { panel } = this;
    void new Follower(this.world, {
      link: (link, line) => panel.hearLink(link, line),
      news: (news) => panel.hearNews(news),
      pasted: () => "",
    }).run();
    this.socket = await this.world.opened(jobs.map(said));
    await settled();
  }

  async tell(job: Job): Promise<void> {
    this.socket?.tell({ type: "state", sequence: 1, id: job.id, job: said(job) });
    await settled();
  }

  wish(form: Partial<Form>): void {
    this.panel.form = { ...BLANK, ...form };
  }

  row(id: string): JobRow {
    return this.panel.shown.jobs.find((row) => row.id === id) as JobRow;
  }
}

/** A job as the gateway says it. */
function said(job: Job): unknown {
  const outputs = job.outputs.map(({ sampleRate, ...rest }) => ({ ...rest, sample_rate: sampleRate }));
  return { ...job, outputs, error: job.error === "" ? null : { code: "x", message: job.error }, eta_s: job.etaS };
}

async function generated(play: Play): Promise<{ orders: { prompt: string }[]; request_id: string }[]> {
  play.panel.generate();
  await settled();
  return play.world.asked.filter((request) => request.method === "POST").map((request) => request.body) as never;
}

const REFRAMED = new Refusal("reframed", "clip 'walk.mov' is reframed on the timeline: accept what its media shows");

test("one reframed clip is named, and the others are asked for", async () => {
  const play = new Play();
  play.world.answers["/v1/jobs"] = (body: { orders: Order[] }) =>
    body.orders.some((order) => order.clip.reframed) ? REFRAMED : { jobs: body.orders.map((_, index) => `j${index}`) };
  await play.connect();
  play.stage.clip(1).effects = [aMotion({ 1: 150 })];
  play.stage.fake.select(...play.stage.clips);
  await settled();
  const requests = await generated(play);
  assert.deepEqual(
    requests.map((request) => request.orders.length),
    [3, 2, 1],
  );
  assert.equal(new Set(requests.map((request) => request.request_id)).size, 3);
  assert.equal(
    play.panel.shown.message.trim(),
    "Asked for Foley for 2 clips. Left out: clip 'walk.mov' is reframed on the timeline: accept what its media shows.",
  );
  assert.equal(new Memory(play.shelfOf()).pending.length, 0);
});

test("a reframed clip alone is named, and nothing waits", async () => {
  const play = new Play();
  play.world.answers["/v1/jobs"] = REFRAMED;
  await play.connect();
  play.stage.clip(1).effects = [aMotion({ 4: 180 })];
  play.stage.fake.select(play.stage.clip(1));
  await settled();
  await generated(play);
  assert.match(play.panel.shown.message, /'walk.mov' is reframed/);
  assert.equal(new Memory(play.shelfOf()).pending.length, 0);
});

test("of several reframed clips the reason and what to do are told once", async () => {
  const play = new Play();
  play.world.answers["/v1/jobs"] = REFRAMED;
  await play.connect();
  for (const clip of play.stage.clips) clip.effects = [aMotion({ 4: 180 })];
  play.stage.fake.select(...play.stage.clips);
  await settled();
  await generated(play);
  assert.equal(
    play.panel.shown.message.trim(),
    `Left out: ${REFRAMED.message}. Also left out, for the same reason: 2 clips.`,
  );
});

test("what is selected is shown with its range, and what is typed goes along", async () => {
  const play = new Play();
  play.world.answers["/v1/jobs"] = { jobs: ["a", "b"] };
  await play.connect();
  play.stage.fake.select(play.stage.clip(0), play.stage.clip(1));
  await settled();
  const [first, second] = play.panel.shown.clips;
  assert.equal(second?.range, "0:05.600–0:08.600, plays at 0:02.000 for 0:03.000");
  play.panel.typePrompt(first?.key ?? "", "boots on gravel");
  const [request] = await generated(play);
  assert.deepEqual(
    request?.orders.map((order) => order.prompt),
    ["boots on gravel", ""],
  );
  assert.equal(play.panel.shown.message, "Asked for Foley for 2 clips.");
});

test("nothing selected is said", async () => {
  const play = new Play();
  await play.connect();
  play.stage.sequence.player = 10n ** 15n;
  await generated(play);
  assert.match(play.panel.shown.message, /^Nothing is selected/);
});

test("a request made while Footfall is down is kept, also over a restart, and sent once", async () => {
  const play = new Play();
  play.stage.fake.select(play.stage.clip(0));
  play.panel.generate();
  await settled();
  assert.match(play.panel.shown.message, /this is kept/);
  play.world.answers["/v1/jobs"] = { jobs: ["a"] };
  play.panel = play.reopened();
  await play.connect();
  const posts = play.world.asked.filter((request) => request.method === "POST");
  assert.equal(posts.length, 1);
  await play.connect();
  assert.equal(play.world.asked.filter((request) => request.method === "POST").length, 1);
});

test("what the daemon refuses is said, and not sent again", async () => {
  const play = new Play();
  play.world.answers["/v1/jobs"] = new Refusal("unknown-engine", "there is no such engine");
  await play.connect();
  play.stage.fake.select(play.stage.clip(0));
  await generated(play);
  assert.equal(play.panel.shown.message, "there is no such engine");
  await play.connect();
  assert.equal(play.world.asked.filter((request) => request.method === "POST").length, 1);
});

test("a finished job waits to be placed, is placed on demand, and is not placed twice", async () => {
  const play = new Play();
  await play.connect();
  const job = play.stage.job(1);
  await play.tell({ ...job, state: "running", outputs: [] });
  await play.tell(job);
  assert.deepEqual([play.row(job.id).words, play.panel.shown.placeable], ["generated, not placed", 1]);
  assert.equal(play.stage.sequence.audio.length, 2);
  play.panel.placeFinished();
  await settled();
  assert.deepEqual([play.row(job.id).words, play.panel.shown.placeable], ["placed on A3, Footfall", 0]);
  play.stage.sequence.audio[2]?.items.pop(); // the user takes it off
  play.panel = play.reopened();
  await play.connect(job);
  play.panel.placeFinished();
  await settled();
  assert.deepEqual(play.stage.onTrack(2), []);
  assert.equal(play.row(job.id).words, "generated, taken off the timeline");
});

test("placed by itself, where that is wished: what was asked for, not what is old", async () => {
  const play = new Play();
  play.wish({ automatic: true });
  await play.connect(play.stage.job(0));
  assert.equal(play.stage.sequence.audio.length, 2);
  const job = play.stage.job(1);
  await play.tell({ ...job, state: "running", outputs: [] });
  await play.tell(job);
  assert.equal(play.stage.onTrack(2).length, 1);
});

test("a job that ended while the connection was lost is placed by itself too", async () => {
  const play = new Play();
  play.wish({ automatic: true });
  const job = play.stage.job(1);
  await play.connect({ ...job, state: "running", outputs: [] });
  play.socket?.close();
  await settled();
  await play.world.pass(500);
  await play.world.opened([said(job)]);
  assert.equal(play.stage.onTrack(2).length, 1);
});

test("on another sequence it stays generated, not placed; back on its own it can be placed", async () => {
  const play = new Play();
  play.wish({ automatic: true });
  await play.connect();
  const job = play.stage.job(1);
  await play.tell({ ...job, state: "running", outputs: [] });
  play.stage.fake.open(play.stage.other);
  await play.tell(job);
  assert.match(play.row(job.id).words, /^generated, not placed: it belongs to another sequence/);
  play.stage.fake.open(play.stage.sequence);
  await settled();
  assert.equal(play.row(job.id).words, "generated, not placed");
  play.panel.placeFinished();
  await settled();
  assert.equal(play.row(job.id).words, "placed on A3, Footfall");
});

test("of several takes one sounds; another is swapped in", async () => {
  const play = new Play();
  const takes = [1, 2, 3].map((take) => play.stage.job(1, { take, id: `take-${take}` }));
  await play.connect(...takes);
  play.panel.placeFinished();
  await settled();
  assert.equal(play.row("take-1").words, "placed on A3, Footfall");
  assert.deepEqual([play.row("take-2").words, play.row("take-2").action], ["in reserve: take 1 sounds", "use"]);
  play.panel.act("use", "take-2");
  await settled();
  assert.deepEqual(
    play.stage.onTrack(2).map((item) => item[0]),
    ["walk_foley_1_mix_t2.wav"],
  );
  assert.deepEqual([play.row("take-1").action, play.row("take-2").action], ["use", null]);
  assert.equal(play.panel.shown.placeable, 0);
});

test("all of ours is removed by one press", async () => {
  const play = new Play();
  await play.connect(play.stage.job(0), play.stage.job(1));
  play.panel.placeFinished();
  await settled();
  play.panel.removeAll();
  await settled();
  assert.match(play.panel.shown.message, /^2 files taken off/);
  assert.deepEqual(play.stage.onTrack(2), []);
  play.panel.removeAll();
  await settled();
  assert.equal(play.panel.shown.message, "There is no Foley on this sequence.");
});

test("progress and trouble are shown as they come", async () => {
  const play = new Play();
  await play.connect();
  const job = { ...play.stage.job(1), state: "running", outputs: [], progress: 0 };
  await play.tell(job);
  play.socket?.tell({ type: "progress", progress: { [job.id]: 0.425 }, eta_s: { [job.id]: 11.2 } });
  assert.deepEqual([play.row(job.id).words, play.row(job.id).action], ["42 %, 12 s left", "cancel"]);
  await play.tell({ ...job, state: "failed", error: "the film ends early: choose another" });
  assert.deepEqual(
    [play.row(job.id).words, play.row(job.id).action],
    ["failed: the film ends early: choose another", "retry"],
  );
});

test("jobs of other editors are not shown", async () => {
  const play = new Play();
  const job = play.stage.job(1);
  await play.connect(
    { ...job, place: { ...(job.place as NonNullable<Job["place"]>), editor: "Resolve" } },
    { ...job, id: "bare", place: null },
  );
  assert.deepEqual(play.panel.shown.jobs, []);
});

/** The three clips' sounds lie under them. */
async function placed(): Promise<{ play: Play; jobs: Job[] }> {
  const play = new Play();
  const jobs = [0, 1, 2].map((index) => play.stage.job(index));
  await play.connect(...jobs);
  play.panel.placeFinished();
  await settled();
  play.stage.fake.select(...play.stage.clips);
  await settled();
  return { play, jobs };
}

function under(play: Play): (string | number)[][] {
  return play.stage
    .onTrack(2)
    .map((item) => [item[1] as number, item[2] as number])
    .sort((a, b) => a[0] as number - (b[0] as number));
}

test("asked for again, what is there is not made again", async () => {
  const { play } = await placed();
  assert.deepEqual(await generated(play), []);
  assert.match(play.panel.shown.message, /^3 sounds made already/);
  assert.equal(play.panel.shown.placeable, 3);
  play.panel.placeFinished();
  await settled();
  assert.deepEqual(under(play), [
    [0, 50],
    [50, 125],
    [125, 150],
  ]);
  assert.equal(play.panel.shown.placeable, 0);
});

test("the sound of a clip that moved is laid where it is now, and none stays behind", async () => {
  const { play } = await placed();
  for (const clip of [play.stage.clip(1), play.stage.clip(2)]) {
    clip.start += 200n * FRAME;
    clip.end += 200n * FRAME;
  }
  play.stage.fake.select(...play.stage.clips);
  await settled();
  assert.match(play.row("job-1-1").words, /^on the timeline, but stale: its clip plays elsewhere now/);
  assert.deepEqual(await generated(play), []);
  assert.equal(play.row("job-1-1").words, "to be laid again");
  play.panel.placeFinished();
  await settled();
  assert.deepEqual(under(play), [
    [0, 50],
    [250, 325],
    [325, 350],
  ]);
  assert.match(play.row("job-1-1").words, /^placed/);
});

test("a copy that nobody asked for stays silent when the clip that it is of has moved", async () => {
  const { play } = await placed();
  const clip = play.stage.clip(2);
  play.stage.sequence.video[0]?.items.push(placedAt(clip.item, 900n * FRAME, clip.in, clip.end - clip.start));
  clip.start += 200n * FRAME;
  clip.end += 200n * FRAME;
  play.stage.fake.select(clip);
  await generated(play);
  play.panel.placeFinished();
  await settled();
  assert.deepEqual(under(play), [
    [0, 50],
    [50, 125],
    [325, 350],
  ]);
});

test("a clip that shows more than its sound is of is made anew, and the new sound takes the old one's place", async () => {
  const { play } = await placed();
  play.world.answers["/v1/jobs"] = { jobs: ["new"] };
  const clip = play.stage.clip(2);
  clip.end += 100n * FRAME;
  play.stage.fake.select(clip);
  const [request] = await generated(play);
  assert.equal(request?.orders.length, 1);
  assert.match(play.panel.shown.message, /1 sound stale: see below\.$/);
  const job = play.stage.job(2, { id: "new", created: 9 }, ["long"]);
  await play.tell(job);
  play.panel.placeFinished();
  await settled();
  assert.deepEqual(
    play.stage.sequence.audio.flatMap((track) => track.items.map((item) => item.item.name)).sort(),
    ["speech.wav", "walk_foley_0_mix_t1.wav", "walk_foley_1_mix_t1.wav", "walk_foley_2_long_t1.wav"],
  );
});

test("what two selected clips show is asked for once and laid under both", async () => {
  const play = new Play();
  play.world.answers["/v1/jobs"] = { jobs: ["job-1-1"] };
  await play.connect();
  const copy = placedAt(play.stage.film, 300n * FRAME, play.stage.clip(1).in, 75n * FRAME);
  play.stage.sequence.video[0]?.items.push(copy);
  play.stage.fake.select(play.stage.clip(1), copy);
  const [request] = await generated(play);
  assert.equal(request?.orders.length, 1);
  assert.equal(play.panel.shown.message, "Asked for Foley for 2 clips.");
  await play.tell(play.stage.job(1));
  play.panel.placeFinished();
  await settled();
  assert.deepEqual(under(play), [
    [50, 125],
    [300, 375],
  ]);
});

test("further takes are made where they are wished for, numbered on", async () => {
  const { play } = await placed();
  play.wish({ anew: true, seed: 5 });
  play.stage.fake.select(play.stage.clip(0));
  play.world.answers["/v1/jobs"] = { jobs: ["next"] };
  const [request] = (await generated(play)) as unknown as [{ orders: { first_take: number; seed: number }[] }];
  assert.deepEqual(
    request.orders.map((order) => [order.first_take, order.seed]),
    [[2, 6]],
  );
});

test("a clip that moved keeps the take that sounds: the ones in reserve stay there", async () => {
  const { play } = await placed();
  const second = play.stage.job(2, { take: 2, id: "second" });
  await play.tell(second);
  play.stage.clip(2).start += 200n * FRAME;
  play.stage.clip(2).end += 200n * FRAME;
  play.stage.fake.select(play.stage.clip(2));
  await settled();
  assert.deepEqual([play.panel.shown.placeable, play.row("second").action], [0, "use"]);
  await generated(play);
  assert.deepEqual([play.panel.shown.placeable, play.row("second").action], [1, "use"]);
  play.panel.placeFinished();
  await settled();
  assert.deepEqual(under(play), [
    [0, 50],
    [50, 125],
    [325, 350],
  ]);
  assert.match(play.row("job-2-1").words, /^placed/);
  play.panel.act("use", "second");
  await settled();
  assert.match(play.row("second").words, /^placed/);
  assert.equal(under(play).length, 3);
});

test("a clip that is gone leaves a sound that is said to be stale", async () => {
  const { play } = await placed();
  play.stage.sequence.video[0]?.items.splice(1, 1);
  play.stage.fake.select(play.stage.clip(0));
  await settled();
  assert.match(play.row("job-1-1").words, /stale: its clip is not on this sequence any more/);
});

test("the engines are those that Footfall has", async () => {
  const play = new Play();
  const engine = { name: "sketch", title: "Sketch", ready: true, missing: "", default: true };
  play.world.answers["/v1/engines"] = { engines: [engine, { ...engine, name: "big", ready: false, missing: "get it" }] };
  await play.connect();
  assert.deepEqual(
    play.panel.shown.engines.map(({ name, missing }) => [name, missing]),
    [
      ["sketch", ""],
      ["big", "get it"],
    ],
  );
});

for (const [version, words] of [
  ["0.2.0", /older than Footfall \(0\.2\.0\): `footfall setup premiere` renews it/],
  ["0.0.9", /newer than Footfall \(0\.0\.9\): update Footfall/],
] as const)
  test(`of Footfall ${version} it is said once which is older, and all goes on`, async () => {
    const play = new Play();
    play.world.version = version;
    await play.connect();
    assert.match(play.panel.shown.message, words);
    assert.equal(play.panel.shown.link.kind, "live");
    play.panel.placeFinished();
    await play.panel.idle;
    const after = play.panel.shown.message;
    await play.connect();
    assert.equal(play.panel.shown.message, after);
    assert.doesNotMatch(after, words);
  });
