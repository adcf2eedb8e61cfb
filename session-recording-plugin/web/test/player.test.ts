import assert from "node:assert/strict";
import { test } from "node:test";
import { Batcher } from "../src/player/batches";
import { problemOf } from "../src/player/problem";
import { firstPlayable, readChunks, WindowCursor, windowsOf, type ChunkEntry } from "../src/player/windows";
import { readInvitation, writeInvitation } from "../src/protocol";

function chunk(window_id: string | null, count: number, full: number): ChunkEntry {
  return { window_id, count, start: "2026-11-23T10:00:00.000Z", end: "2026-11-23T10:01:00.000Z", full: Array(full).fill([0, ""]) };
}

test("begins with the first window that has a full snapshot", () => {
  const windows = windowsOf([chunk("a", 2, 0), chunk("b", 3, 1), chunk("a", 1, 0)]);
  assert.deepEqual(windows.map((w) => [w.id, w.snapshots, w.playable]), [["a", 3, false], ["b", 3, true]]);
  assert.equal(firstPlayable(windows)?.id, "b");
});

test("tells the window of each snapshot in stored order", () => {
  const cursor = new WindowCursor([chunk("a", 2, 1), chunk("b", 1, 0), chunk(null, 1, 0)]);
  assert.deepEqual([cursor.next(), cursor.next(), cursor.next(), cursor.next(), cursor.next()], ["a", "a", "b", "", null]);
});

test("refuses a chunk list that is none", () => {
  assert.throws(() => readChunks({ title: "oops" }), /list of chunks/);
});

test("joins snapshots into JSON arrays", () => {
  const batcher = new Batcher();
  assert.equal(batcher.add(new TextEncoder().encode('{"a":1}')), null);
  batcher.add(new TextEncoder().encode('{"b":"é"}'));
  const batch = batcher.flush();
  assert.deepEqual(JSON.parse(new TextDecoder().decode(batch?.json)), [{ a: 1 }, { b: "é" }]);
  assert.equal(batch?.events, 2);
  assert.equal(batcher.flush(), null);
});

test("tells expired from erased and unreachable", async () => {
  const answer = (status: number, body: object) => problemOf(new Response(JSON.stringify(body), { status }));
  assert.match((await answer(410, { expired_at: "2026-11-20T01:02:03Z" })).message, /expired on 2026-11-20/);
  assert.match((await answer(410, { erased_at: "2026-11-21T01:02:03Z" })).message, /erased on 2026-11-21/);
  const unreachable = await answer(503, { detail: "enable session-recording" });
  assert.deepEqual([unreachable.message, unreachable.retry], ["enable session-recording", true]);
});

test("carries an invitation through the address", () => {
  const invitation = { parent: "http://127.0.0.1:8000", token: "t&=#", startAt: 1500 };
  assert.deepEqual(readInvitation("#" + writeInvitation(invitation)), invitation);
  assert.throws(() => readInvitation("#parent=javascript:1&token=x"), /without an invitation|Invalid/);
});
