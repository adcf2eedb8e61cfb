import assert from "node:assert/strict";
import { test } from "node:test";
import { LiveTail, type Surroundings } from "../src/player/live";
import { Problem } from "../src/player/problem";
import { Reel, type ChunkEntry, type Picture, type Track } from "../src/player/reel";
import type { Listing } from "../src/player/source";

const START = Date.parse("2026-11-23T10:00:00.000Z");
const at = (second: number) => new Date(START + second * 1000).toISOString();
const MINUTE = 60_000;

function entry(id: number, window_id: string, from: number, to: number, full: [number, number][] = []): ChunkEntry {
  return { id, window_id, bytes: 100, length: 1000, count: 5, start: at(from), end: at(to), full: full.map(([offset, second]) => [offset, at(second)]) };
}

const listing = (tag: string, ...entries: ChunkEntry[]): Listing => ({ entries, now: START, tag });

/** A page and a host of which each asks what it is told. */
class Scene implements Surroundings {
  now = 0;
  away = false;
  readonly asked: { readonly after: number; readonly time: number }[] = [];
  readonly news: number[][] = [];
  readonly live: boolean[] = [];
  answer: () => Listing | null = () => null;
  private timers: { readonly due: number; readonly then: () => void }[] = [];
  private shown: () => void = () => undefined;

  hidden = () => this.away;
  onShown = (then: () => void) => void (this.shown = then);
  time = () => this.now;
  after = (millis: number, then: () => void) => void this.timers.push({ due: this.now + millis, then });

  listAfter = async (after: number): Promise<Listing | null> => {
    this.asked.push({ after, time: this.now });
    return this.answer();
  };

  tail(first: Listing, last: number, end: number): this {
    const listener = { onNews: (entries: readonly ChunkEntry[]) => void this.news.push(entries.map(({ id }) => id)), onLive: (live: boolean) => void this.live.push(live) };
    new LiveTail(this, first, last, end, listener, this).begin();
    return this;
  }

  async pass(millis: number): Promise<void> {
    const until = this.now + millis;
    for (;;) {
      const next = this.timers.filter(({ due }) => due <= until).sort((a, b) => a.due - b.due)[0];
      if (!next) {
        break;
      }
      this.timers = this.timers.filter((timer) => timer !== next);
      this.now = next.due;
      next.then();
      await new Promise(setImmediate);
    }
    this.now = until;
  }

  async show(): Promise<void> {
    this.away = false;
    this.shown();
    await new Promise(setImmediate);
  }
}

test("asks soon after something came, ever more seldom while nothing does, and no more after half an hour", async () => {
  const scene = new Scene().tail(listing("1", entry(1, "a", -10, -5)), 1, START - 5000);
  assert.deepEqual(scene.live, [true]);
  await scene.pass(10_000);
  assert.deepEqual(scene.asked.map(({ time }) => Math.round(time / 100) / 10), [2, 4.8, 8.7]);
  scene.answer = () => listing("2", entry(2, "a", 0, 3));
  await scene.pass(6000);
  assert.deepEqual(scene.news, [[2]]);
  scene.answer = () => null;
  const before = scene.asked.length;
  await scene.pass(2000);
  assert.deepEqual(scene.asked.slice(before).map(({ after }) => after), [2]);
  await scene.pass(6 * MINUTE);
  assert.deepEqual(scene.live, [true, false]);
  await scene.pass(60 * MINUTE);
  const many = scene.asked.length;
  assert.ok(many < 150, `${many} requests`);
  await scene.pass(60 * MINUTE);
  assert.equal(scene.asked.length, many);
});

test("says so when the visitor comes back after a while", async () => {
  const scene = new Scene().tail(listing("1", entry(1, "a", -700, -600)), 1, START - 10 * MINUTE);
  assert.deepEqual(scene.live, []);
  scene.answer = () => listing("2", entry(2, "a", 0, 3));
  await scene.pass(2000);
  assert.deepEqual([scene.live, scene.news], [[true], [[2]]]);
});

test("does not ask while nobody sees the page, and at once when somebody does", async () => {
  const scene = new Scene().tail(listing("1", entry(1, "a", -10, -5)), 1, START - 5000);
  scene.away = true;
  await scene.pass(20 * MINUTE);
  assert.equal(scene.asked.length, 0);
  await scene.show();
  assert.equal(scene.asked.length, 1);
});

test("waits for nothing of a recording that is over, or of a span", async () => {
  const over = new Scene().tail(listing("1", entry(1, "a", 0, 1)), 1, START - 31 * MINUTE);
  const span = new Scene().tail({ entries: [entry(1, "a", 0, 1)], now: null, tag: null }, 1, START);
  await over.pass(60 * MINUTE);
  await span.pass(60 * MINUTE);
  assert.deepEqual([over.asked, over.live, span.asked, span.live], [[], [], [], []]);
});

test("goes on after a failure, but not where the recording is gone", async () => {
  const scene = new Scene().tail(listing("1", entry(1, "a", -10, -5)), 1, START - 5000);
  scene.answer = () => {
    throw new TypeError("no network");
  };
  await scene.pass(10_000);
  assert.equal(scene.asked.length, 2);
  scene.answer = () => {
    throw new Problem("gone", "Gone", "erased", false);
  };
  await scene.pass(60 * MINUTE);
  assert.equal(scene.asked.length, 3);
  assert.deepEqual(scene.live, [true, false]);
});

test("a reel grows: late chunks find their place, pictures stay the same, windows keep their numbers", () => {
  const reel = new Reel();
  reel.add([entry(1, "a", 0, 5, [[0, 0]]), entry(3, "a", 10, 15, [[7, 12]])]);
  const track = reel.tracks[0] as Track;
  const pictures = [...track.pictures];
  const late = reel.add([entry(3, "a", 10, 15, [[7, 12]]), entry(4, "b", 3, 9, [[0, 3]]), entry(5, "a", 5, 9)]);
  assert.deepEqual(late.chunks.map(({ id }) => id), [4, 5]);
  assert.deepEqual([...late.disturbed], [track]);
  assert.deepEqual(late.opened.map(({ number }) => number), [2]);
  assert.deepEqual(track.chunks.map(({ id }) => id), [1, 5, 3]);
  assert.ok(track.pictures.every((picture: Picture, i) => picture === pictures[i]));
  assert.deepEqual(track.pictures.map(({ place }) => place), [0, 2]);
  assert.deepEqual(reel.add([entry(6, "a", 15, 20)]).disturbed.size, 0);
  assert.deepEqual([reel.last, reel.end, track.end, reel.version], [6, START + 20_000, START + 20_000, 3]);
});
