/** The selection as it is read from Premiere, and the orders that are made of it. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { obstacleOf, orderOf } from "../../plugin_bridge/premiere/src/orders";
import type { PictureClip, SequenceFacts } from "../../plugin_bridge/premiere/src/host";
import { fromWire, rounded, toWire } from "../../plugin_bridge/premiere/src/ticks";
import { anItem, placedAt, SECOND, type Placed } from "./fake_state";
import { FRAME, Stage } from "./stage";

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
  const order = orderOf(clips[0] as PictureClip, facts, "  boots ", WISHES);
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
    assert.throws(() => orderOf(clips[0] as PictureClip, facts, "", WISHES), words);
  });
}

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

test("constant speed goes along as an exact fraction, so that the sound is as long as the slot", async () => {
  const stage = new Stage();
  const clip = stage.clip(1);
  clip.speed = 2;
  const { facts, clips } = await selected(stage, clip);
  const order = orderOf(clips[0] as PictureClip, facts, "", WISHES);
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
