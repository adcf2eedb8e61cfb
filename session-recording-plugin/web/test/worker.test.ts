import assert from "node:assert/strict";
import { test } from "node:test";
import { Reader } from "../src/worker/digest";
import type { Piece } from "../src/worker/messages";
import { PieceCutter } from "../src/worker/pieces";

const bytes = (text: string) => new TextEncoder().encode(text);

function piece(some: Partial<Piece> = {}): Piece {
  return { index: 0, id: 1, window: 1, after: 0, length: 1, start: 10_000, end: 12_000, wanted: true, digest: true, ...some };
}

test("cuts a run into its chunks, wherever it is cut itself", () => {
  const run = '{"a":"é"},{"b":2},{"c":3},{"d":4}';
  for (const step of [1, 2, 7, 1000]) {
    const cut: string[] = [];
    const pieces = ['{"a":"é"},{"b":2}', '{"c":3}', '{"d":4}'].map((text, index) => piece({ index, length: bytes(text).length }));
    const cutter = new PieceCutter(pieces, (_, json) => cut.push(new TextDecoder().decode(json)));
    for (let i = 0; i < bytes(run).length; i += step) {
      cutter.push(bytes(run).subarray(i, i + step));
    }
    assert.deepEqual(cut, ['[{"a":"é"},{"b":2}]', '[{"c":3}]', '[{"d":4}]']);
    assert.equal(cutter.done, 3);
  }
});

test("refuses chunks of a size that no host stores", () => {
  assert.throws(() => new PieceCutter([piece({ length: 1e12 })], () => undefined).push(bytes("x")), /chunks have/);
});

test("finds by how much a clock was corrected, and is not misled by one odd instant", () => {
  const reader = new Reader();
  const json = (...times: number[]) => JSON.stringify(times.map((timestamp) => ({ type: 3, timestamp, data: { source: 0 } })));
  assert.equal(reader.read(json(4000, 6000), piece()).shift, 6000);
  assert.equal(reader.read(json(7, 6500), piece({ start: 12_000, end: 12_500 })).shift, 6000);
});

test("gathers what the timeline shows", () => {
  const event = (type: number, timestamp: number, data: object) => ({ type, timestamp, data });
  const events = [
    event(4, 10_000, { href: "http://x/a" }),
    event(3, 10_100, { source: 1, positions: [] }),
    event(3, 10_200, { source: 2, type: 2, x: 5, y: 6 }),
    event(3, 10_900, { source: 0 }),
    event(3, 11_000, { source: 2, type: 2 }),
    event(5, 11_500, { tag: "$pageview", payload: { href: "http://x/b" } }),
    event(6, 12_000, { plugin: "rrweb/console@1", payload: { level: "error", payload: ['"boom"', "42"] } }),
    null,
    { type: 3 },
  ];
  const { digest } = new Reader().read(JSON.stringify(events), piece());
  assert.deepEqual(digest?.clicks, [
    { at: 10_200, x: 5, y: 6, target: null, reaction: 10_900 },
    { at: 11_000, x: 0, y: 0, target: null, reaction: null },
  ]);
  assert.deepEqual(digest?.pages.map(({ text }) => text), ["http://x/a", "http://x/b"]);
  assert.deepEqual(digest?.errors.map(({ text }) => text), ["boom 42"]);
  assert.equal(digest?.firstReaction, 10_000);
  assert.deepEqual(digest?.doings, [10_100, 11_000]);
});

test("reads hostile JSON without harm", () => {
  const hostile = '[{"timestamp":1,"type":5,"data":{"tag":"$pageview","payload":{"__proto__":{"owned":1},"href":7}}},{"timestamp":2,"type":6,"data":null}]';
  assert.deepEqual(new Reader().read(hostile, piece()).digest?.pages, []);
  assert.equal(({} as { owned?: unknown }).owned, undefined);
  assert.equal(new Reader().read("[{", piece()).digest, null);
});
