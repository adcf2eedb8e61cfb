import "./browser";
import assert from "node:assert/strict";
import { test } from "node:test";
import { Consent } from "../src/recorder/consent";
import type { Store } from "../src/recorder/store";

function consent(signals: object, said?: unknown, respects = true): Consent {
  const kept = new Map<string, unknown>(said === undefined ? [] : [["consent", said]]);
  const store: Store = {
    read: (key) => kept.get(key),
    write: (key, value) => void kept.set(key, value),
    remove: (key) => void kept.delete(key),
  };
  return new Consent(store, "consent", respects, signals);
}

test("who said nothing is recorded, unless the browser speaks for them", () => {
  assert.ok(consent({}).isGiven());
  assert.ok(consent({ doNotTrack: "0", globalPrivacyControl: false }).isGiven());
  for (const signal of [{ globalPrivacyControl: true }, { doNotTrack: "1" }, { doNotTrack: "yes" }]) {
    assert.equal(consent(signal).isGiven(), false);
    assert.ok(consent(signal, undefined, false).isGiven(), "the site decided otherwise");
    assert.ok(consent(signal, "in").isGiven(), "the visitor did");
  }
});

test("what the visitor chose last holds", () => {
  assert.equal(consent({}, "out").isGiven(), false);
  assert.equal(consent({}, "out", false).isGiven(), false, "whatever the site thinks of signals");
  assert.ok(consent({}, "rubbish").isGiven());
  const choice = consent({});
  choice.optOut();
  assert.equal(choice.isGiven(), false);
  choice.optIn();
  assert.ok(choice.isGiven());
});
