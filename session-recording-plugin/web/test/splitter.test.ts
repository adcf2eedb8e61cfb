import assert from "node:assert/strict";
import { test } from "node:test";
import { DocumentSplitter } from "../src/player/splitter";

const SNAPSHOTS = ['{"a":"]}\\"[\\ud83c"}', '{"b":[{"c":[]}],"snapshots":[1]}', '{"type":3,"text":"植木鉢"}'];
const DOCUMENT = `{"version":1,"facts":{"snapshots":["no"]},"list":[1],"snapshots": [ ${SNAPSHOTS.join(" ,\n")} ],"chunks":[{"count":3}]}`;

function split(document: string, step: number): { snapshots: string[]; frame: Record<string, unknown> } {
  const snapshots: string[] = [];
  const splitter = new DocumentSplitter((json) => snapshots.push(new TextDecoder().decode(json)));
  const bytes = new TextEncoder().encode(document);
  for (let at = 0; at < bytes.length; at += step) {
    splitter.push(bytes.subarray(at, at + step));
  }
  return { snapshots, frame: splitter.finish() };
}

test("gives every snapshot to the byte, wherever the document is cut", () => {
  for (let step = 1; step < 200; step++) {
    assert.deepEqual(split(DOCUMENT, step).snapshots, SNAPSHOTS, `cut every ${step} bytes`);
  }
});

test("gives what stands around the snapshots", () => {
  assert.deepEqual(split(DOCUMENT, 7).frame, {
    version: 1,
    facts: { snapshots: ["no"] },
    list: [1],
    snapshots: [],
    chunks: [{ count: 3 }],
  });
});

test("reads a document without snapshots", () => {
  assert.deepEqual(split('{"snapshots":[],"chunks":[]}', 3), { snapshots: [], frame: { snapshots: [], chunks: [] } });
});

test("says so when the document broke off", () => {
  assert.throws(() => split(DOCUMENT.slice(0, -20), 11), /ended too early/);
});
