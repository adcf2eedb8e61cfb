import "./browser";
import assert from "node:assert/strict";
import { test } from "node:test";
import { matches, privacyOf, readDecision } from "../src/recorder/options";
import type { Store } from "../src/recorder/store";
import { Visitor } from "../src/recorder/visitor";

class MapStore implements Store {
  private readonly values = new Map<string, unknown>();
  read = (key: string) => this.values.get(key);
  write = (key: string, value: unknown) => void this.values.set(key, value);
  remove = (key: string) => void this.values.delete(key);
}

test("what is no configuration is no answer, and one without recording is a no", () => {
  for (const none of [undefined, null, "<html>", 3, {}, { status: 1 }]) {
    assert.equal(readDecision(none), undefined);
  }
  assert.equal(readDecision({ sessionRecording: false })?.record, false);
});

test("lists of pages and events are read, and what is malformed in them is left out", () => {
  const decision = readDecision({
    sessionRecording: {
      minimumDurationMilliseconds: "2000",
      eventTriggers: ["signup", 3],
      urlTriggers: [{ url: "/checkout", matching: "regex" }, { url: "x", matching: "exact" }, null],
      urlBlocklist: [{ url: "(", matching: "regex" }, { url: "^https://a\\.example/admin", matching: "regex" }],
    },
  })!;
  assert.deepEqual(
    [decision.minimumDuration, decision.eventTriggers, decision.urlTriggers],
    [2_000, ["signup"], ["/checkout"]],
  );
  assert.equal(matches("https://a.example/admin/x", decision.blockedUrls), true);
  assert.equal(matches("https://a.example/shop", decision.blockedUrls), false);
});

test("inputs are recorded only where page and host agree", () => {
  const host = (maskAllInputs: boolean) => readDecision({ sessionRecording: { masking: { maskAllInputs } } })!;
  assert.equal(privacyOf({ privacy: { maskAllInputs: false } }, host(false)).maskAllInputs, false);
  assert.equal(privacyOf({ privacy: { maskAllInputs: false } }, host(true)).maskAllInputs, true);
  assert.equal(privacyOf({}, host(false)).maskAllInputs, true);
});

test("a stranger who says who he is stays the same person; two known ids are two persons", () => {
  const store = new MapStore();
  const visitor = new Visitor(store, "id");
  const random = visitor.id;
  assert.equal(visitor.identify("ada"), random);
  assert.equal(new Visitor(store, "id").id, "ada");
  assert.equal(visitor.identify("bob"), undefined);
  visitor.reset();
  assert.match(visitor.id, /-7/);
  assert.notEqual(visitor.id, random);
});
