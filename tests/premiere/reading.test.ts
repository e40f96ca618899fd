/** The selection as it is read from Premiere, and the orders that are made of it. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { noticeOf, obstacleOf, orderOf } from "../../plugin_bridge/premiere/src/orders";
import type { PictureClip, SequenceFacts } from "../../plugin_bridge/premiere/src/host";
import { partsOf, type Part } from "../../plugin_bridge/premiere/src/markers";
import { fromWire, rounded, toWire } from "../../plugin_bridge/premiere/src/ticks";
import { aMarker, aMotion, anItem, placedAt, SECOND, type Effect, type MarkerState, type Placed } from "./fake_state";
import { FRAME, Stage } from "./stage";

/** The whole clip. */
function all(prompt: string): Part {
  return { span: null, prompt, hits: [] };
}

const WISHES = { engine: "sketch", seed: 7, takes: 2, handles: 1, layers: false };

async function selected(
  stage: Stage,
  ...items: Placed[]
): Promise<{ facts: SequenceFacts; clips: readonly PictureClip[] }> {
  stage.fake.select(...items);
  const selection = await stage.host.selection();
  assert.ok(selection);
  return selection;
}

test("an order says exactly which frames of which file, and where they play", async () => {
  const stage = new Stage();
  const { facts, clips } = await selected(stage, stage.clip(1));
  const order = orderOf(clips[0] as PictureClip, all("boots"), facts, WISHES);
  assert.deepEqual(order.clip.source_in, { value: 140, rate: [25, 1] });
  assert.deepEqual(order.clip.source_out, { value: 215, rate: [25, 1] });
  assert.equal(order.clip.play_rate, "1/1");
  assert.deepEqual(order.clip.place.record_in, { value: 90_050, rate: [25, 1] });
  assert.equal(order.clip.place.timeline, stage.sequence.guid);
  assert.equal(order.clip.place.project, stage.fake.project?.guid);
  assert.deepEqual([order.prompt, order.engine, order.seed, order.takes], ["boots", "sketch", 7, 2]);
  assert.deepEqual(order.handles, { value: 1, rate: [1, 1] });
});

test("a selection's linked sound is left out, and clips come in the order of time", async () => {
  const stage = new Stage();
  const speech = stage.sequence.audio[0]?.items[0] as Placed;
  const { clips } = await selected(stage, stage.clip(2), speech, stage.clip(0));
  assert.deepEqual(
    clips.map((clip) => clip.start),
    [0n, 125n * FRAME],
  );
});

test("with nothing selected it is the clip under the playhead, the topmost one", async () => {
  const stage = new Stage();
  const top = placedAt(anItem("clip", "top.mov", "/films/top.mov", 9n * SECOND), 60n * FRAME, 0n, 10n * FRAME);
  stage.sequence.video[1]?.items.push(top);
  stage.sequence.player = 65n * FRAME;
  assert.deepEqual(
    (await selected(stage)).clips.map((clip) => clip.name),
    ["top.mov"],
  );
  stage.sequence.player = 70n * FRAME; // out is exclusive
  assert.deepEqual(
    (await selected(stage)).clips.map((clip) => clip.start),
    [50n * FRAME],
  );
});

test("without a sequence or a project there is no selection", async () => {
  const stage = new Stage();
  stage.fake.open(null);
  assert.equal(await stage.host.selection(), null);
  stage.fake.project = null;
  assert.equal(await stage.host.selection(), null);
});

const obstacles: readonly (readonly [string, RegExp, (clip: Placed) => void])[] = [
  ["an adjustment layer", /adjustment layer/, (clip) => (clip.adjustment = true)],
  ["a reversed clip", /backwards/, (clip) => (clip.reversed = true)],
  ["an offline clip", /offline/, (clip) => (clip.item.offline = true)],
  ["a multi-camera clip", /multi-camera/, (clip) => (clip.item.multicam = true)],
  ["a clip past the end of its file", /another start/, (clip) => (clip.in = 30n * SECOND)],
  ["a clip that stands still", /no frame/, (clip) => (clip.speed = 0)],
];

for (const [what, words, change] of obstacles) {
  test(`${what} is refused with a sentence`, async () => {
    const stage = new Stage();
    change(stage.clip(1));
    const { facts, clips } = await selected(stage, stage.clip(1));
    assert.match(obstacleOf(clips[0] as PictureClip, facts)?.message ?? "", words);
    assert.throws(() => orderOf(clips[0] as PictureClip, all(""), facts, WISHES), words);
  });
}

const moved: readonly (readonly [string, Effect])[] = [
  ["zoomed in", aMotion({ 1: 120 })],
  ["moved", aMotion({ 0: { x: 0.7, y: 0.5 } })],
  ["moved up", aMotion({ 0: [0.5, 0.3] })],
  ["moved, in pixels", aMotion({ 0: { x: 1300, y: 540 } })],
  ["turned", aMotion({ 4: -90 })],
  ["squeezed", aMotion({ 1: 100, 2: 80, 3: false })],
  ["moved by keyframes", aMotion({}, [1])],
  ["cropped by Motion", aMotion({ 9: 12 })],
  ["cropped by keyframes", aMotion({}, [10])],
  ["cropped", { matchName: "AE.ADBE AECrop", values: [10, 0, 0, 0, false, 0], varying: [] }],
  ["mirrored", { matchName: "AE.ADBE Horizontal Flip", values: [], varying: [] }],
];

for (const [what, effect] of moved) {
  test(`a clip that is ${what} is told to the daemon, and said`, async () => {
    const stage = new Stage();
    stage.clip(1).effects = [effect];
    const { facts, clips } = await selected(stage, stage.clip(0), stage.clip(1));
    const told = clips.map((clip) => orderOf(clip, all(""), facts, WISHES).clip.reframed ?? false);
    assert.deepEqual(told, [false, true]);
    assert.match(noticeOf(clips[1] as PictureClip), /reframed/);
  });
}

const fits: readonly (readonly [string, Effect])[] = [
  ["at its defaults", aMotion()],
  ["made smaller to fit", aMotion({ 1: 50 })],
  ["in the middle, in pixels", aMotion({ 0: { x: 960, y: 540 } })],
  ["turned once around", aMotion({ 4: 360 })],
  ["scaled a little", aMotion({ 1: 104 })],
  ["faded", { matchName: "AE.ADBE Opacity", values: [20], varying: [0] }],
  ["hardly cropped", { matchName: "AE.ADBE AECrop", values: [2, 0, 2, 0, false, 0], varying: [] }],
];

for (const [what, effect] of fits) {
  test(`a clip that is ${what} is not reframed`, async () => {
    const stage = new Stage();
    stage.clip(1).effects = [effect];
    const { facts, clips } = await selected(stage, stage.clip(1));
    assert.equal("reframed" in orderOf(clips[0] as PictureClip, all(""), facts, WISHES).clip, false);
  });
}

const sizes: readonly (readonly [string, number, boolean])[] = [
  ["1280 x 720 (1.0)", 150, false],
  ["1280 x 720 (1.0)", 180, true],
  ["3840 x 2160 (1.0), Straight Alpha", 50, false],
  ["3840 x 2160 (1.0), Straight Alpha", 80, true],
  ["3840 x 2160 (1.0)", 100, false],
  ["1440 x 1080 (1.3333)", 101, false],
  ["1440 x 1080 (2.0)", 101, true],
  ["", 120, true],
  ["", 50, false],
];

for (const [videoInfo, scale, reframed] of sizes) {
  test(`media of ${videoInfo || "an unknown size"} at ${scale} % is ${reframed ? "" : "not "}reframed`, async () => {
    const stage = new Stage();
    stage.film.videoInfo = videoInfo;
    stage.clip(1).effects = [aMotion({ 1: scale })];
    const { clips } = await selected(stage, stage.clip(1));
    assert.equal(clips[0]?.reframed, reframed);
  });
}

test("where the host tells no size of media, they are as large as the frame", async () => {
  const stage = new Stage({ tellsColumns: false });
  stage.film.videoInfo = "1280 x 720 (1.0)";
  stage.clip(1).effects = [aMotion({ 1: 150 })];
  const { clips } = await selected(stage, stage.clip(0), stage.clip(1));
  assert.deepEqual(
    clips.map((clip) => clip.reframed),
    [false, true],
  );
});

test("the daemon is told of the proxy of a file that it may not be able to decode", async () => {
  const stage = new Stage();
  const told = async (): Promise<object> => {
    const { facts, clips } = await selected(stage, stage.clip(1));
    return clips.map((clip) => orderOf(clip, all(""), facts, WISHES).clip)[0] ?? {};
  };
  assert.equal("proxy" in (await told()), false);
  stage.film.proxy = "/proxies/walk.mov";
  const clip = await told();
  assert.deepEqual([Reflect.get(clip, "media"), Reflect.get(clip, "proxy")], ["/films/walk.mov", "/proxies/walk.mov"]);
});

test("where the file is offline or camera RAW, its proxy is looked at, and that is said", async () => {
  const stage = new Stage();
  const raw = placedAt(anItem("clip", "A001.braw", "/films/A001.braw", 9n * SECOND), 200n * FRAME, 0n, SECOND);
  stage.sequence.video[0]?.items.push(raw);
  stage.film.offline = true;
  const before = await selected(stage, stage.clip(1), raw);
  assert.match(before.clips[0]?.obstacle ?? "", /offline/);
  assert.match(before.clips[1]?.obstacle ?? "", /camera RAW, which cannot be decoded: create a proxy/);
  stage.film.proxy = "/proxies/walk.mov";
  raw.item.proxy = "/proxies/A001.mov";
  const { facts, clips } = await selected(stage, stage.clip(1), raw);
  assert.deepEqual(
    clips.map((clip) => [orderOf(clip, all(""), facts, WISHES).clip.media, noticeOf(clip)]),
    [
      ["/proxies/walk.mov", "its proxy is looked at"],
      ["/proxies/A001.mov", "its proxy is looked at"],
    ],
  );
});

for (const [kind, path, words] of [
  ["sequence", "", /nested/],
  ["clip", "", /no file/],
] as const) {
  test(`a ${kind} without a file is refused with a sentence`, async () => {
    const stage = new Stage();
    const odd = placedAt(anItem(kind, "odd", path, SECOND), 200n * FRAME, 0n, SECOND);
    stage.sequence.video[0]?.items.push(odd);
    const { facts, clips } = await selected(stage, odd);
    assert.match(obstacleOf(clips[0] as PictureClip, facts)?.message ?? "", words);
  });
}

/** The parts of the second clip, in frames from its start, with these markers on the sequence. */
async function parts(markers: MarkerState[], typed = "", colour: number | null = null): Promise<unknown[]> {
  const stage = new Stage();
  stage.sequence.markers.push(...markers);
  const { facts, clips } = await selected(stage, stage.clip(1));
  const frames = (ticks: bigint): number => Number(ticks / FRAME);
  return partsOf(clips[0] as PictureClip, typed, colour, facts).map(({ span, prompt, hits }) => [
    span === null ? "all" : [frames(span.from), frames(span.to)],
    prompt,
    hits.map(frames),
  ]);
}

test("a marker that begins with foley: is a prompt and a hit; others are not", async () => {
  const markers = [aMarker(60n * FRAME, "Foley: a latch"), aMarker(70n * FRAME, "a note"), aMarker(40n * FRAME, "foley: x")];
  assert.deepEqual(await parts(markers, " boots "), [["all", "boots, a latch", [10]]]);
  assert.deepEqual(await parts([aMarker(60n * FRAME, "", { comments: "foley:" })]), [["all", "", [10]]]);
});

test("a marker with a length is a part with a prompt of its own", async () => {
  const gravel = aMarker(60n * FRAME, "foley: gravel", { duration: 20n * FRAME });
  assert.deepEqual(await parts([gravel, aMarker(65n * FRAME, "foley: a stone")], "boots"), [
    [[0, 10], "boots", []],
    [[10, 30], "gravel, a stone", [15]],
    [[30, 75], "boots", []],
  ]);
  const frame = aMarker(60n * FRAME, "foley: tick", { duration: FRAME });
  assert.deepEqual(await parts([frame]), [["all", "tick", [10]]]);
});

test("a chosen colour makes markers prompts by their names", async () => {
  const markers = [aMarker(60n * FRAME, "glass", { colour: 3 }), aMarker(61n * FRAME, "wood", { colour: 2 })];
  assert.deepEqual(await parts(markers, "", 3), [["all", "glass", [10]]]);
  assert.deepEqual(await parts(markers), [["all", "", []]]);
});

test("markers of what a clip shows count where they come to lie on the sequence", async () => {
  const stage = new Stage();
  stage.film.markers.push(aMarker(150n * FRAME, "foley: splash"));
  const { facts, clips } = await selected(stage, stage.clip(1)); // it begins at frame 140 of its film
  const [part] = partsOf(clips[0] as PictureClip, "", null, facts);
  assert.deepEqual(part, { span: null, prompt: "splash", hits: [10n * FRAME] });
});

test("a part is ordered as such, its hits counted from its first picture", async () => {
  const stage = new Stage();
  stage.sequence.markers.push(
    aMarker(60n * FRAME, "foley: gravel", { duration: 20n * FRAME }),
    aMarker(65n * FRAME, "foley: a stone"),
  );
  const { facts, clips } = await selected(stage, stage.clip(1));
  const clip = clips[0] as PictureClip;
  const order = orderOf(clip, partsOf(clip, "", null, facts)[1] as Part, facts, WISHES, 3);
  assert.deepEqual(order.clip.source_in, { value: 150, rate: [25, 1] });
  assert.deepEqual(order.clip.source_out, { value: 170, rate: [25, 1] });
  assert.deepEqual(order.clip.place.record_in, { value: 90_060, rate: [25, 1] });
  assert.deepEqual(order.contacts, [{ time: 0.2 }]);
  assert.deepEqual([order.first_take, order.seed], [4, 10]);
});

test("constant speed goes along as an exact fraction, so that the sound is as long as the slot", async () => {
  const stage = new Stage();
  const clip = stage.clip(1);
  clip.speed = 2;
  const { facts, clips } = await selected(stage, clip);
  const order = orderOf(clips[0] as PictureClip, all(""), facts, WISHES);
  assert.equal(order.clip.play_rate, "2/1");
  assert.deepEqual(order.clip.source_out, { value: 290, rate: [25, 1] });
});

test("in and out that do not fit the speed are not believed", async () => {
  const stage = new Stage();
  const { facts, clips } = await selected(stage, stage.clip(1));
  assert.equal(obstacleOf({ ...(clips[0] as PictureClip), speed: 2 }, facts)?.code, "clip-speed");
});

const rates: readonly (readonly [bigint, readonly [number, number]])[] = [
  [10_594_584_000n, [24_000, 1001]],
  [8_475_667_200n, [30_000, 1001]],
  [SECOND / 24n, [24, 1]],
  [SECOND / 50n, [50, 1]],
];

for (const [ticksPerFrame, rate] of rates) {
  test(`frames at ${rate.join("/")} travel exactly`, () => {
    const clock = { ticksPerSecond: SECOND, ticksPerFrame };
    const day = 24n * 3600n * rateOf(rate);
    for (const frames of [0n, 1n, 107_892n, day]) {
      const wire = toWire(frames * ticksPerFrame, clock);
      assert.deepEqual(wire, { value: Number(frames), rate });
      assert.equal(fromWire(wire, SECOND), frames * ticksPerFrame);
    }
  });
}

function rateOf([numerator, denominator]: readonly [number, number]): bigint {
  return BigInt(Math.round(numerator / denominator));
}

test("times between frames travel as fractions of a second, or to the nanosecond", () => {
  const clock = { ticksPerSecond: SECOND, ticksPerFrame: FRAME };
  assert.deepEqual(toWire(SECOND / 48_000n, clock), { value: 1, rate: [48_000, 1] });
  const odd = toWire(SECOND + 1n, clock);
  assert.deepEqual(odd, { value: 1_000_000_000, rate: [1_000_000_000, 1] });
});

test("rounding is to the nearest, on both sides of zero", () => {
  const numbers = [-8n, -7n, -6n, -2n, -1n, 0n, 1n, 2n, 6n, 7n, 8n];
  assert.deepEqual(
    numbers.map((number) => rounded(number, 5n)),
    [-2n, -1n, -1n, 0n, 0n, 0n, 0n, 0n, 1n, 1n, 2n],
  );
});
