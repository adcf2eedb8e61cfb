import assert from "node:assert/strict";
import { test } from "node:test";
import { clock } from "../src/player/clock";
import { Follow } from "../src/player/follow";
import { gapsOf } from "../src/player/gaps";
import { valid } from "../src/player/preferences";
import { problemOf } from "../src/player/problem";
import { pictureFor, placeFor, readReel, throughOf, type ChunkEntry, type Track } from "../src/player/reel";
import { Runs } from "../src/player/runs";
import { Survey } from "../src/player/survey";
import { readInvitation, writeInvitation } from "../src/protocol";
import type { Digest } from "../src/worker/messages";

const START = Date.parse("2026-11-23T10:00:00.000Z");
const at = (second: number) => new Date(START + second * 1000).toISOString();

/** A chunk from one second to another, with full snapshots at some. */
function entry(id: number, window_id: string | null, from: number, to: number, full: [number, number][] = [], bytes = 100): ChunkEntry {
  return { id, window_id, bytes, length: bytes * 10, count: 5, start: at(from), end: at(to), full: full.map(([offset, second]) => [offset, at(second)]) };
}

const reel = (...chunks: ChunkEntry[]) => readReel({ chunks });
const digest = (some: Partial<Digest>): Digest => ({ doings: [], clicks: [], firstReaction: null, pages: [], errors: [], steps: new Float64Array(), ...some });

test("orders a window's chunks by when they happened, however late they came", () => {
  const [track] = reel(entry(1, "a", 0, 5, [[0, 0]]), entry(2, "a", 10, 15), entry(9, "a", 5, 10)).tracks;
  assert.deepEqual(track?.chunks.map(({ id }) => id), [1, 9, 2]);
  assert.equal(throughOf(track as Track, 0), START + 5000);
});

test("finds the last picture before an instant, else the first", () => {
  const track = reel(entry(1, "a", 0, 5), entry(2, "a", 5, 9, [[0, 5]]), entry(3, "a", 9, 20, [[700, 12]])).tracks[0] as Track;
  assert.equal(pictureFor(track, START)?.place, 1);
  assert.equal(pictureFor(track, START + 11_000)?.place, 1);
  assert.equal(pictureFor(track, START + 12_000)?.place, 2);
  // the page's size may stand at the end of the chunk before
  assert.deepEqual(track.pictures.map(placeFor), [0, 2]);
});

test("refuses a chunk list that is none", () => {
  assert.throws(() => readReel({ title: "oops" }), /list of chunks/);
});

test("asks for a window's chunks by few requests, over little of other windows", () => {
  const big = 600 * 1024;
  const chunks = [entry(1, "a", 0, 1, [[0, 0]]), entry(2, "b", 1, 2), entry(3, "a", 2, 3), entry(4, "b", 3, 4, [], big), entry(5, "a", 4, 5)];
  const read = reel(...chunks);
  const run = new Runs(read.chunks).from(read.tracks[0] as Track, 0);
  assert.deepEqual([run.first, run.last, run.own, run.chunks.length], [1, 3, 2, 3]);
});

test("ends a request where it gets too large, but always asks for one chunk", () => {
  const read = reel(entry(1, "a", 0, 1, [], 900_000), entry(2, "a", 1, 2), entry(3, "a", 2, 3));
  const runs = new Runs(read.chunks);
  assert.equal(runs.from(read.tracks[0] as Track, 0).own, 1);
  assert.equal(runs.from(read.tracks[0] as Track, 1).own, 2);
});

test("follows the window in which the visitor did something last", () => {
  const read = reel(entry(1, "a", 0, 30, [[0, 0]]), entry(2, "b", 10, 12, [[0, 10]]), entry(3, "a", 30, 40), entry(4, "b", 32, 34));
  const survey = new Survey(read);
  const follow = new Follow(read, survey);
  const shown = (second: number) => follow.trackAt(START + second * 1000)?.id;
  assert.deepEqual([shown(0), shown(11), shown(31), shown(33)], ["a", "b", "a", "b"]);
  survey.add(read.chunks[3] as never, digest({})); // nobody did anything there: a page that changes by itself
  assert.equal(shown(33), "a");
});

test("tells rage, dead and answered clicks apart", () => {
  const read = reel(entry(1, "a", 0, 10, [[0, 0]]), entry(2, "a", 11, 30));
  const survey = new Survey(read);
  const click = (second: number, x: number, reaction: number | null) => ({ at: START + second * 1000, x, y: 0, target: null, reaction: reaction === null ? null : START + reaction * 1000 });
  survey.add(read.chunks[0] as never, digest({ clicks: [click(1, 0, 1.1), click(3, 0, 9), click(5, 5, 5.1), click(5.2, 6, 9), click(5.4, 7, 9), click(9, 500, null)] }));
  survey.add(read.chunks[1] as never, digest({ firstReaction: START + 11_000 }));
  assert.deepEqual(survey.markers().map(({ kind }) => kind), ["click", "dead", "rage", "click"]);
});

test("labels what is missing: the beginning, silence, chunks that cannot be read", () => {
  const read = reel(entry(1, "a", 0, 5), entry(2, "a", 5, 9, [[0, 5]]), entry(3, "a", 109, 120));
  const gaps = gapsOf(read, [{ chunk: read.chunks[2] as never, reason: "gone" }]);
  assert.deepEqual(gaps.map(({ kind }) => kind), ["head", "quiet", "lost"]);
  assert.match(gaps[1]?.label ?? "", /No snapshots for 1:40/);
});

test("takes of kept preferences what it knows", () => {
  assert.deepEqual(valid({ speed: 4, skip_idle: false, autoplay: "yes", other: 1 }), { speed: 4, skip_idle: false, autoplay: false, panel: true });
  assert.equal(valid({ speed: 1e9 }).speed, 1);
  assert.equal(valid(null).skip_idle, true);
});

test("writes times as people do", () => {
  assert.deepEqual([0, 65_000, 3_723_999].map(clock), ["0:00", "1:05", "1:02:03"]);
});

test("tells expired from erased and unreachable", async () => {
  const answer = (status: number, body: object) => problemOf(new Response(JSON.stringify(body), { status }));
  assert.match((await answer(410, { expired_at: "2026-11-20T01:02:03Z" })).message, /expired on 2026-11-20/);
  assert.match((await answer(410, { erased_at: "2026-11-21T01:02:03Z" })).message, /erased on 2026-11-21/);
  const unreachable = await answer(503, { detail: "enable session-recording" });
  assert.deepEqual([unreachable.message, unreachable.retry], ["enable session-recording", true]);
});

test("carries an invitation through the address", () => {
  const invitation = { parent: "http://127.0.0.1:8000", token: "t&=#", assets: null };
  assert.deepEqual(readInvitation("#" + writeInvitation(invitation)), invitation);
  assert.throws(() => readInvitation("#parent=javascript:1&token=x"), /without an invitation|Invalid/);
});
