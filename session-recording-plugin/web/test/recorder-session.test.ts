import { fire } from "./browser";
import assert from "node:assert/strict";
import { test } from "node:test";
import { uuid7 } from "../src/recorder/ids";
import { PAUSE_AFTER, SESSION_IDLE, SESSION_LONGEST, Sessions } from "../src/recorder/session";
import type { Store } from "../src/recorder/store";

class MapStore implements Store {
  constructor(private readonly values = new Map<string, unknown>()) {}
  read = (key: string) => this.values.get(key);
  write = (key: string, value: unknown) => void this.values.set(key, value);
  remove = (key: string) => void this.values.delete(key);
  copy = () => new MapStore(new Map(this.values));
}

const AT = 1_795_000_000_000;

function sessions(shared: Store = new MapStore(), own: Store = new MapStore(), at = AT): Sessions {
  return new Sessions(shared, own, "s", at);
}

test("ids are UUIDs of version 7 that sort by time", () => {
  const [first, second] = [uuid7(AT), uuid7(AT + 1)];
  assert.match(first, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.equal(parseInt(first.replace(/-/g, "").slice(0, 12), 16), AT);
  assert.ok(first < second);
});

test("activity keeps a session for a day and no longer", () => {
  const own = sessions();
  const id = own.current(AT).sessionId;
  for (let at = AT; at <= AT + SESSION_LONGEST; at += SESSION_IDLE) {
    assert.deepEqual([own.touch(at).sessionId, own.touch(at).rotated], [id, false]);
  }
  const next = own.touch(AT + SESSION_LONGEST + 1);
  assert.notEqual(next.sessionId, id);
  assert.ok(next.rotated);
  assert.equal(own.touch(AT + SESSION_LONGEST + 2).rotated, false);
});

test("half an hour without activity ends a session, and only the visitor opens the next", () => {
  const own = sessions();
  const id = own.touch(AT).sessionId;
  const late = AT + SESSION_IDLE + 1;
  assert.deepEqual([own.current(late).sessionId, own.current(late).rotated], [id, false]);
  assert.ok(own.touch(late).rotated);
});

test("tabs share a session, and the activity of one keeps it for the other", () => {
  const shared = new MapStore();
  const [one, other] = [sessions(shared), sessions(shared)];
  const id = one.touch(AT).sessionId;
  one.touch(AT + SESSION_IDLE - 1);
  assert.equal(other.touch(AT + 2 * SESSION_IDLE - 2).sessionId, id);
});

test("a session that one tab opened is a rotation for the other", () => {
  const shared = new MapStore();
  const [one, other] = [sessions(shared), sessions(shared)];
  const next = one.touch(AT + SESSION_IDLE + 1).sessionId;
  const seen = other.touch(AT + SESSION_IDLE + 2);
  assert.deepEqual([seen.sessionId, seen.rotated], [next, true]);
});

test("a clock that was set back does not keep a session for ever", () => {
  const own = sessions();
  const id = own.touch(AT).sessionId;
  assert.equal(own.touch(AT - 30_000).sessionId, id, "a little is no harm");
  assert.notEqual(own.touch(AT - 3_600_000).sessionId, id);
});

test("some minutes without activity pause, and activity resumes", () => {
  const own = sessions();
  own.touch(AT);
  assert.equal(own.isPaused(AT + PAUSE_AFTER), false);
  assert.equal(own.isPaused(AT + PAUSE_AFTER + 1), true);
  own.touch(AT + PAUSE_AFTER + 2);
  assert.equal(own.isPaused(AT + PAUSE_AFTER + 3), false);
});

test("a reload keeps its window, a duplicated tab gets one of its own", () => {
  const own = new MapStore();
  const first = sessions(new MapStore(), own).current(AT).windowId;
  const duplicated = sessions(new MapStore(), own.copy()).current(AT).windowId;
  assert.notEqual(duplicated, first);
  fire("pagehide");
  assert.equal(sessions(new MapStore(), own).current(AT).windowId, first);
});

test("opening a page counts as being there, though it keeps no session", () => {
  const shared = new MapStore();
  sessions(shared).touch(AT);
  const later = AT + PAUSE_AFTER + 1;
  const next = sessions(shared, new MapStore(), later);
  assert.equal(next.isPaused(later + 1), false);
  assert.equal(next.isPaused(later + PAUSE_AFTER + 1), true);
  const id = next.current(later).sessionId;
  assert.notEqual(sessions(shared, new MapStore(), AT + SESSION_IDLE + 1).current(AT + SESSION_IDLE + 1).sessionId, id);
});

test("a new session that one tab asked for holds in all, and one that ended leaves nothing behind", () => {
  const [shared, own] = [new MapStore(), new MapStore()];
  const [one, other] = [sessions(shared, own), sessions(shared)];
  const before = other.current(AT).sessionId;
  one.renew(AT);
  assert.notEqual(one.current(AT).sessionId, before);
  assert.equal(other.current(AT).sessionId, one.current(AT).sessionId);
  one.close();
  fire("pagehide");
  assert.deepEqual([shared.read("s"), own.read("s.window")], [undefined, undefined]);
});

test("stored rubbish is no session", () => {
  for (const rubbish of [null, 1, "x", {}, { id: 3, start: AT, last: AT }, { id: "x", start: "y", last: AT }]) {
    const shared = new MapStore();
    shared.write("s", rubbish);
    assert.match(sessions(shared).touch(AT).sessionId, /-7/);
  }
});
