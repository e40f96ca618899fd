/** Sound is laid at the exact place or not at all, whatever this Premiere does. */

import assert from "node:assert/strict";
import { test } from "node:test";

import type { Sound } from "../../plugin_bridge/premiere/src/placer";
import { samePath } from "../../plugin_bridge/premiere/src/placing";
import { Refusal } from "../../plugin_bridge/premiere/src/refusal";
import type { Job } from "../../plugin_bridge/premiere/src/wire";
import { anItem, placedAt, SECOND, type Manners, type Placed } from "./fake_state";
import { FRAME, Stage } from "./stage";

/** As it is placed for its own clip, the first time. */
function alone(job: Job): Sound {
  return { job, clips: [], gone: [], anew: false };
}

async function place(stage: Stage, ...jobs: Job[]): Promise<(string | undefined)[]> {
  const outcomes = await stage.placer.place(jobs.map(alone), jobs);
  return jobs.map((job) => {
    const outcome = outcomes.get(job.id);
    return outcome instanceof Refusal ? outcome.code : outcome;
  });
}

test("a clip's sound lies exactly under it, its handles hidden, on a track of ours at the end", async () => {
  const stage = new Stage();
  assert.deepEqual(await place(stage, stage.job(1)), ["on A3, Footfall"]);
  assert.deepEqual(stage.trackNames, ["Audio 1", "Audio 2", "Footfall"]);
  assert.deepEqual(stage.onTrack(2), [["walk_foley_1_mix_t1.wav", 50, 125, 25]]);
  assert.deepEqual(stage.onTrack(0), [["speech.wav", 0, 150, 0]]);
});

test("butted clips share one track, and after the first they are one undo step", async () => {
  const stage = new Stage();
  await place(stage, stage.job(0), stage.job(1), stage.job(2));
  assert.deepEqual(
    stage.onTrack(2).map((item) => item.slice(1)),
    [
      [0, 50, 25],
      [50, 125, 25],
      [125, 150, 25],
    ],
  );
  assert.equal(stage.sequence.audio.length, 3);
  assert.deepEqual(stage.fake.editing.steps, [
    "Create bin Footfall",
    "Generate Foley",
    "Name track Footfall",
    "Generate Foley",
  ]);
});

test("one undo takes a placing back, and nothing else", async () => {
  const stage = new Stage();
  await place(stage, stage.job(0));
  await place(stage, stage.job(1), stage.job(2));
  stage.fake.editing.undo();
  assert.deepEqual(stage.onTrack(2), [["walk_foley_0_mix_t1.wav", 0, 50, 25]]);
});

test("layers have tracks of their own", async () => {
  const stage = new Stage();
  assert.match((await place(stage, stage.job(0, {}, ["feet", "ambience"])))[0] ?? "", /^on A4/);
  assert.deepEqual(stage.trackNames.slice(2), ["Footfall Feet", "Footfall Ambience"]);
});

test("where the slot is taken, a further track is made", async () => {
  const stage = new Stage();
  await place(stage, stage.job(0));
  await place(stage, stage.job(0, { take: 2, id: "second" }));
  assert.deepEqual(stage.trackNames.slice(2), ["Footfall", "Footfall"]);
  assert.equal(stage.onTrack(2).length, 1);
});

test("a hidden handle may not eat what lies behind it before it is known that marks are heeded", async () => {
  const stage = new Stage();
  const near = placedAt(anItem("clip", "near.wav", "/films/near.wav", SECOND), 55n * FRAME, 0n, SECOND);
  stage.sequence.audio.push({ name: "Footfall", items: [near] });
  await place(stage, stage.job(0));
  assert.deepEqual(stage.onTrack(2), [["near.wav", 55, 80, 0]]);
  assert.deepEqual(
    stage.onTrack(3).map((item) => item.slice(1)),
    [[0, 50, 25]],
  );
});

test("it goes where the clip is now", async () => {
  const stage = new Stage();
  const job = stage.job(1);
  const clip = stage.clip(1);
  [clip.start, clip.end] = [clip.start + 400n * FRAME, clip.end + 400n * FRAME];
  await place(stage, job);
  assert.deepEqual(
    stage.onTrack(2).map((item) => item.slice(1)),
    [[450, 525, 25]],
  );
});

test("a trimmed clip gets the part that it still shows", async () => {
  const stage = new Stage();
  const job = stage.job(1);
  const clip = stage.clip(1);
  [clip.start, clip.in, clip.end] = [clip.start + 10n * FRAME, clip.in + 10n * FRAME, clip.end - 5n * FRAME];
  await place(stage, job);
  assert.deepEqual(
    stage.onTrack(2).map((item) => item.slice(1)),
    [[60, 120, 35]],
  );
});

test("a clip that was extended uses its handles, and no more than there is", async () => {
  const stage = new Stage();
  const job = stage.job(1);
  const clip = stage.clip(1);
  [clip.start, clip.in] = [clip.start - 20n * FRAME, clip.in - 20n * FRAME];
  assert.match((await place(stage, job))[0] ?? "", /^on A3/);
  assert.deepEqual(
    stage.onTrack(2).map((item) => item.slice(1)),
    [[30, 125, 5]],
  );
  [clip.start, clip.in] = [clip.start - 20n * FRAME, clip.in - 20n * FRAME];
  stage.sequence.audio[2]?.items.pop();
  assert.deepEqual(await place(stage, job), ["clip-longer"]);
});

test("a clip that was extended past the end of its sound is not placed", async () => {
  const stage = new Stage();
  const job = stage.job(2);
  stage.clip(2).end += 30n * FRAME;
  assert.deepEqual(await place(stage, job), ["clip-longer"]);
});

test("of two clips that show the same, it goes under the one that it was asked for", async () => {
  const stage = new Stage();
  const clip = stage.clip(1);
  const copy = { ...clip, start: clip.start + 300n * FRAME, end: clip.end + 300n * FRAME };
  stage.sequence.video[0]?.items.unshift(copy);
  await place(stage, stage.job(1));
  assert.deepEqual(
    stage.onTrack(2).map((item) => item.slice(1)),
    [[50, 125, 25]],
  );
});

test("a sound that two clips show is laid under both, in one file, and each once", async () => {
  const stage = new Stage();
  const copy = placedAt(stage.film, 300n * FRAME, stage.clip(1).in, 75n * FRAME);
  stage.sequence.video[0]?.items.push(copy);
  const tag = stage.tag(1).replace(String(stage.clip(1).start), String(copy.start));
  const sound = { job: stage.job(1), clips: [tag], gone: [], anew: false };
  const outcomes = await stage.placer.place([sound], [sound.job]);
  assert.equal(outcomes.get("job-1-1"), "on A3, Footfall");
  const there = [
    ["walk_foley_1_mix_t1.wav", 50, 125, 25],
    ["walk_foley_1_mix_t1.wav", 300, 375, 25],
  ];
  assert.deepEqual(stage.onTrack(2), there);
  await stage.placer.place([sound], [sound.job]);
  assert.deepEqual(stage.onTrack(2), there);
  copy.start += 25n * FRAME;
  copy.end += 25n * FRAME;
  await stage.placer.place([{ ...sound, anew: true }], [sound.job]);
  assert.deepEqual(
    stage.onTrack(2).map((item) => item[1]),
    [50, 325],
  );
});

test("clips that show the same and have moved together keep their sounds, in their order", async () => {
  const stage = new Stage();
  const job = stage.job(1);
  const copy = placedAt(stage.film, 300n * FRAME, stage.clip(1).in, 75n * FRAME);
  stage.sequence.video[0]?.items.push(copy);
  const tag = stage.tag(1).replace(String(stage.clip(1).start), String(copy.start));
  for (const clip of [stage.clip(1), copy]) {
    clip.start += 500n * FRAME;
    clip.end += 500n * FRAME;
  }
  await stage.placer.place([{ job, clips: [tag], gone: [], anew: false }], [job]);
  assert.deepEqual(
    stage.onTrack(2).map((item) => item[1]),
    [550, 800],
  );
});

test("a file of the same name from elsewhere is not taken for it", async () => {
  const stage = new Stage();
  const job = stage.job(1);
  const path = job.outputs[0]?.path ?? "";
  stage.fake.project?.root.children.unshift(
    anItem("clip", path.split("/").pop() ?? "", `/elsewhere${path}`, 9n * SECOND),
  );
  assert.deepEqual(await place(stage, job), ["on A3, Footfall"]);
  assert.equal(stage.sequence.audio[2]?.items[0]?.item.path, path);
});

const gone: readonly (readonly [string, string, (stage: Stage) => void])[] = [
  ["a deleted clip", "clip-gone", (stage) => void stage.sequence.video[0]?.items.splice(1, 1)],
  ["a clip that plays at another speed", "clip-gone", (stage) => void (stage.clip(1).speed = 2)],
  ["a clip that is there twice, and moved", "clip-many", (stage) => twice(stage)],
  ["another sequence", "other-sequence", (stage) => stage.fake.open(stage.other)],
  ["no sequence", "no-sequence", (stage) => stage.fake.open(null)],
];

function twice(stage: Stage): void {
  const clip = stage.clip(1);
  for (const by of [200n, 400n]) {
    stage.sequence.video[1]?.items.push({ ...clip, start: clip.start + by * FRAME, end: clip.end + by * FRAME });
  }
  stage.sequence.video[0]?.items.splice(1, 1);
}

for (const [what, code, change] of gone) {
  test(`${what}: not placed, nothing touched, and the reason said`, async () => {
    const stage = new Stage();
    const job = stage.job(1);
    change(stage);
    assert.deepEqual(await place(stage, job), [code]);
    assert.equal(stage.sequence.audio.length, 2);
    assert.deepEqual(stage.fake.editing.steps, []);
  });
}

test("another project: not placed", async () => {
  const stage = new Stage();
  const job = stage.job(1);
  const place2 = { ...(job.place as NonNullable<Job["place"]>), project: "another" };
  assert.deepEqual(await place(stage, { ...job, place: place2 }), ["other-project"]);
});

test("what lies on the timeline already is not laid again", async () => {
  const stage = new Stage();
  const job = stage.job(1);
  await place(stage, job);
  const steps = stage.fake.editing.steps.length;
  assert.deepEqual(await place(stage, job), ["on the timeline already"]);
  assert.equal(stage.fake.editing.steps.length, steps);
});

test("a file is imported once, however often it is placed", async () => {
  const stage = new Stage();
  const job = stage.job(1);
  await place(stage, job);
  stage.sequence.audio[2]?.items.pop();
  await place(stage, job);
  const bin = stage.fake.project?.root.children.find((item) => item.name === "Footfall");
  assert.equal(bin?.children.length, 1);
});

const manners: readonly (readonly [string, Partial<Manners>, string])[] = [
  ["makes a track only past the next index", { newTrackAt: "count+1" }, "on A3, Footfall"],
  ["makes no tracks", { newTrackAt: "never" }, "not-placed"],
  ["lays it on an existing track", { newTrackAt: "existing" }, "no-new-track"],
  ["lays the whole file", { heedsMarks: false }, "handles-shown"],
  ["imports nothing and says yes", { imports: false }, "not-imported"],
  ["carries nothing out", { transacts: false }, "not-placed"],
  ["takes no actions", { takesActions: false }, "not-placed"],
  ["is a frame late", { late: FRAME }, "wrong-place"],
];

for (const [what, how, outcome] of manners) {
  test(`a Premiere that ${what}: ${outcome}, and the user's tracks are as they were`, async () => {
    const stage = new Stage(how);
    assert.deepEqual(await place(stage, stage.job(1)), [outcome]);
    assert.deepEqual(stage.onTrack(0), [["speech.wav", 0, 150, 0]]);
    const left = stage.sequence.audio
      .flatMap((track) => track.items)
      .filter((item) => item.item.name.includes("foley"));
    assert.equal(left.length, outcome.startsWith("on") ? 1 : 0);
  });
}

test("a Premiere that moves other clips: the user is told to undo, which restores all", async () => {
  const stage = new Stage({ shiftsAll: true });
  assert.deepEqual(await place(stage, stage.job(0)), ["moved-others"]);
  stage.fake.editing.undo();
  assert.deepEqual(
    stage.sequence.video[0]?.items.map((clip) => clip.start),
    [0n, 50n * FRAME, 125n * FRAME],
  );
});

test("a Premiere that lays whole files can still place one without handles", async () => {
  const stage = new Stage({ heedsMarks: false });
  assert.deepEqual(await place(stage, stage.job(1, {}, ["mix"], 0)), ["on A3, Footfall"]);
});

test("before 26.3 tracks have no names of ours, and are known by what lies on them", async () => {
  const stage = new Stage({}, "25.6.0");
  const jobs = [stage.job(0), stage.job(1)];
  await place(stage, ...jobs);
  assert.deepEqual(stage.trackNames, ["Audio 1", "Audio 2", "Audio 3"]);
  assert.equal(stage.onTrack(2).length, 2);
});

test("the sequence is switched while placing: nothing is laid on the wrong one", async () => {
  const stage = new Stage();
  const lay = stage.host.lay.bind(stage.host);
  stage.host.lay = async (...words) => {
    stage.fake.open(stage.other);
    return lay(...words);
  };
  assert.deepEqual(await place(stage, stage.job(0), stage.job(1)), ["other-sequence", "other-sequence"]);
  assert.deepEqual(
    stage.other.audio.flatMap((track) => track.items),
    [],
  );
});

test("another take replaces the one that sounds, in its very place", async () => {
  const stage = new Stage();
  const [first, second] = [stage.job(1), stage.job(1, { take: 2, id: "second" })];
  await place(stage, first);
  const outcomes = await stage.placer.place(
    [alone(second)],
    [first, second],
    first.outputs.map((output) => output.path),
  );
  assert.equal(outcomes.get("second"), "on A3, Footfall");
  assert.deepEqual(stage.onTrack(2), [["walk_foley_1_mix_t2.wav", 50, 125, 25]]);
});

test("all of ours is taken off in one step, and nothing else", async () => {
  const stage = new Stage();
  const jobs = [stage.job(0), stage.job(1, {}, ["feet", "props"])];
  await place(stage, ...jobs);
  const before = stage.fake.editing.steps.length;
  assert.equal(await stage.placer.remove(jobs), 3);
  assert.equal(stage.fake.editing.steps.length, before + 1);
  const left = stage.sequence.audio.flatMap((track) => track.items.map((item: Placed) => item.item.name));
  assert.deepEqual(left, ["speech.wav"]);
});

test("what is ours by its name is taken off though its job is forgotten", async () => {
  const stage = new Stage();
  const jobs = [0, 1, 2].map((index) => {
    const job = stage.job(index);
    const names = ["walk_foley_01-00-00-00_t1_v2.wav", "FOLYFeet_walk_Footfall_NONE_t1-v1.wav", "my_foley_v1.wav"];
    const path = `/films/${names[index] ?? ""}`;
    stage.files.set(path, stage.files.get(job.outputs[0]?.path ?? "") ?? 0n);
    return { ...job, outputs: job.outputs.map((output) => ({ ...output, path })) };
  });
  await place(stage, ...jobs);
  assert.equal(await stage.placer.remove([]), 2);
  const left = stage.sequence.audio.flatMap((track) => track.items.map((item: Placed) => item.item.name));
  assert.deepEqual(left, ["speech.wav", "my_foley_v1.wav"]);
});

test("paths are the same however a host writes them", () => {
  assert.ok(samePath("C:/Films/Walk.wav", "\\\\?\\c:\\films\\walk.wav"));
  assert.ok(!samePath("/films/Walk.wav", "/films/walk.wav"));
});
