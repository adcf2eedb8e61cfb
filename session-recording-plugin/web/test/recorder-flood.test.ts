import "./browser";
import assert from "node:assert/strict";
import { test } from "node:test";
import { changesOf, FloodGate } from "../src/recorder/flood";
import { SizeMeter } from "../src/recorder/sizes";

const AT = 1_795_000_000_000;

test("two thousand changes a second pass, every second", () => {
  const gate = new FloodGate();
  for (let second = 0; second < 5; second++) {
    assert.equal(gate.admit(2_000, AT + second * 1_000), "keep");
  }
});

test("a flood is shown every ten seconds and once it is over, and what was left out is counted", () => {
  const gate = new FloodGate();
  let shown = 0;
  let left = 0;
  for (let at = AT; at < AT + 25_000; at += 100) {
    const verdict = gate.admit(1_000, at);
    if (verdict === "anew") {
      shown++;
      left += gate.shown(at);
    }
  }
  assert.equal(shown, 2);
  const end = AT + 26_500;
  assert.ok(gate.calmedDown(end));
  left += gate.shown(end);
  assert.equal(gate.calmedDown(end), false);
  assert.equal(gate.admit(1, end + 1), "keep");
  assert.equal(left, 250_000 - 2_000, "but for the two thousand that passed before");
});

test("changes are counted over all kinds", () => {
  assert.equal(changesOf({ adds: [1, 2], removes: [1], attributes: [], texts: [1] }), 4);
  assert.equal(changesOf({}), 0);
});

test("a page that weighs little is not reported", () => {
  const meter = new SizeMeter();
  meter.add({ texts: [{ id: 1 }] }, 1_000);
  assert.deepEqual(meter.report(() => null), []);
});
