/** The gateway is found, checked, followed, lost and found again. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { Follower, type Link } from "../../plugin_bridge/premiere/src/follow";
import { findGateway, proofOf } from "../../plugin_bridge/premiere/src/gateway";
import { addressPath } from "../../plugin_bridge/premiere/src/uxp";
import { FakeWorld, PORT, settled, TOKEN } from "./world";

function followed(world: FakeWorld, pasted = ""): Link[] {
  const links: Link[] = [];
  const follower = new Follower(world, { link: (link) => links.push(link), news: () => {}, pasted: () => pasted });
  void follower.run();
  return links;
}

function last(links: readonly Link[]): Link {
  return links[links.length - 1] as Link;
}

async function refusal(world: FakeWorld, pasted = ""): Promise<string> {
  return findGateway(world, pasted).then(
    () => "found",
    (error: { code: string }) => error.code,
  );
}

test("the proof is the one that the gateway gives", () => {
  // Of footfall_bridge.gateway.secret: Token("secret").proof("0123456789abcdef", 17840)
  const expected = "d321773e21d79afac23ef9dda9925548513d787890e0f44d9a797f5aa2e1038c";
  assert.equal(proofOf({ port: 17840, token: "secret" }, "0123456789abcdef"), expected);
});

test("it is found by its files", async () => {
  assert.deepEqual(await findGateway(new FakeWorld(), ""), { port: PORT, token: TOKEN, notice: "" });
});

test("the token is told to nobody who has not shown that he knows it", async () => {
  const world = new FakeWorld();
  world.listening.set(PORT, "another token");
  assert.equal(await refusal(world), "impostor");
  assert.ok(world.asked.every((request) => request.token === null));
});

test("where files cannot be read, the pasted key finds it on whichever port it is", async () => {
  const world = new FakeWorld();
  world.file = null;
  assert.equal(await refusal(world), "no-token");
  assert.equal(await refusal(world, "an old key"), "impostor");
  assert.deepEqual(await findGateway(world, TOKEN), { port: PORT, token: TOKEN, notice: "" });
});

test("a daemon that does not run is said so, with how to start it", async () => {
  const world = new FakeWorld();
  world.listening.clear();
  const links = followed(world);
  await settled();
  const link = last(links);
  assert.ok(link.kind === "down" && link.code === "no-daemon" && /Footfall is not running: type/.test(link.why));
});

test("a port that the manifest does not list is said, not tried", async () => {
  const world = new FakeWorld();
  world.file = JSON.stringify({ port: 5000, token_file: "/run/gateway.token" });
  assert.equal(await refusal(world), "other-port");
  assert.deepEqual(world.asked, []);
});

test("the token comes first on the WebSocket, and it is live with the first message", async () => {
  const world = new FakeWorld();
  const links = followed(world);
  const socket = await world.opened();
  assert.deepEqual(socket.said[0], { token: TOKEN });
  assert.deepEqual(last(links), { kind: "live", over: "WebSocket", port: PORT });
});

test("after a restart of the daemon it reads the new token and goes on", async () => {
  const world = new FakeWorld();
  const links = followed(world);
  const socket = await world.opened();
  world.listening.clear();
  socket.close();
  await settled();
  assert.equal(last(links).kind, "down");
  world.listening.set(PORT, "a new token");
  world.tokenFile = "a new token";
  await world.pass(500);
  const next = await world.opened();
  assert.deepEqual(next.said[0], { token: "a new token" });
  assert.equal(last(links).kind, "live");
});

test("a connection that says nothing any more is given up", async () => {
  const world = new FakeWorld();
  const links = followed(world);
  const socket = await world.opened();
  await world.pass(5_000);
  assert.deepEqual(socket.said[1], { type: "ping" });
  socket.tell({ type: "pong" });
  await world.pass(20_000);
  assert.equal(last(links).kind, "live");
  await world.pass(20_000);
  assert.equal(last(links).kind, "down");
});

test("where the host refuses WebSockets, it asks every two seconds and says so", async () => {
  const world = new FakeWorld();
  world.socketsAllowed = false;
  world.answers["/v1/jobs"] = { jobs: [], next: null };
  const links = followed(world);
  await settled();
  assert.deepEqual(last(links), { kind: "live", over: "polling", port: PORT });
  const before = world.asked.filter((request) => request.path === "/v1/jobs").length;
  await world.pass(2_000);
  assert.equal(world.asked.filter((request) => request.path === "/v1/jobs").length, before + 1);
});

test("a WebSocket that never opens falls back to asking", async () => {
  const world = new FakeWorld();
  world.answers["/v1/jobs"] = { jobs: [], next: null };
  const links = followed(world);
  await settled();
  await world.pass(5_000);
  assert.equal((last(links) as { over: string }).over, "polling");
});

async function refusedWith(code: string, message: string): Promise<unknown> {
  const world = new FakeWorld();
  const links = followed(world);
  const socket = await world.opened();
  socket.tell({ type: "error", error: { code, message } });
  socket.close();
  await settled();
  return last(links);
}

test("the gateway's refusal on the WebSocket is what is shown", async () => {
  const why = "ask less often";
  assert.deepEqual(await refusedWith("too-many", why), { kind: "down", code: "too-many", why });
});

test("a daemon that has gone is said in the words for one that does not run", async () => {
  const why = "Footfall is not running: type `footfall daemon` in a terminal";
  assert.deepEqual(await refusedWith("daemon-gone", "it has ended"), { kind: "down", code: "daemon-gone", why });
});

test("a message that cannot be read is said, and the connection goes on", async () => {
  const world = new FakeWorld();
  const links = followed(world);
  const socket = await world.opened();
  socket.onmessage?.({ data: "no JSON" });
  assert.equal(last(links).kind, "live");
  socket.close();
  await settled();
  assert.match((last(links) as { why: string }).why, /JSON/);
});

for (const [platform, home, path] of [
  ["win10", "C:\\Users\\ann", "C:\\Users\\ann\\AppData\\Local\\footfall\\run\\gateway.json"],
  ["darwin", "/Users/ann", "/Users/ann/Library/Application Support/footfall/run/gateway.json"],
] as const) {
  test(`the address file on ${platform}`, () => {
    assert.equal(addressPath({ platform: () => platform, homedir: () => home }), path);
  });
}
