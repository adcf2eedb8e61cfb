import "./browser";
import assert from "node:assert/strict";
import { test } from "node:test";
import { gunzipSync } from "node:zlib";
import type { Entry } from "../src/recorder/batch";
import { Gzip } from "../src/recorder/gzip";
import type { Journal, Piece } from "../src/recorder/journal";
import { Outbox } from "../src/recorder/outbox";
import { KEEPALIVE_BYTES, type Outcome, type Transport } from "../src/recorder/transport";

const AT = 1_795_000_000_000;
const TAKEN: Outcome = { kind: "taken" };

interface Event {
  readonly uuid: string;
  readonly event: string;
  readonly properties: { readonly $session_id?: string; readonly $snapshot_data?: { readonly n: number }[] };
}

/** Keeps in memory what IndexedDB would. */
class MemoryJournal implements Journal {
  readonly kept = new Map<number, Piece>();
  left: Piece[] = [];
  add = async (piece: Piece) => void this.kept.set(piece.id, piece);
  remove = async (ids: readonly number[]) => ids.forEach((id) => this.kept.delete(id));
  removeAtOnce = (ids: readonly number[]) => void this.remove(ids);
  destroy = async () => this.kept.clear();
  inherit = async () => this.left.splice(0);
}

class Host {
  readonly requests: Event[][] = [];
  readonly beacons: Uint8Array[] = [];
  underWay = 0;
  most = 0;
  answers: Outcome[] = [];
  room = 64 << 10;

  readonly transport = {
    send: async (body: Uint8Array): Promise<Outcome> => {
      this.most = Math.max(this.most, ++this.underWay);
      await new Promise((resolve) => setTimeout(resolve, 1));
      this.underWay--;
      this.requests.push(Host.events(body));
      return this.answers.shift() ?? TAKEN;
    },
    leave: (body: Uint8Array): boolean => {
      if (body.length > this.room) {
        return false;
      }
      this.room -= body.length;
      this.beacons.push(body);
      return true;
    },
  } as unknown as Transport;

  static events(body: Uint8Array): Event[] {
    return (JSON.parse(gunzipSync(body).toString()) as { batch: Event[] }).batch;
  }

  get numbers(): number[] {
    return this.requests.flat().flatMap((event) => event.properties.$snapshot_data?.map(({ n }) => n) ?? []);
  }
}

function snapshot(n: number, size = 10, session = "s"): Entry {
  return { kind: "snapshot", session, window: "w", at: AT, json: JSON.stringify({ n, pad: "x".repeat(size) }) };
}

function event(name: string): Entry {
  return { kind: "event", json: JSON.stringify({ uuid: name, event: name, properties: {} }) };
}

let time = AT;

function outbox(host: Host, journal = new MemoryJournal(), lost: string[] = []): Outbox {
  time = AT;
  return new Outbox(
    host.transport,
    new Gzip(),
    journal,
    () => ({ token: "phc", distinctId: "ada" }),
    { onLost: (reason) => lost.push(reason) },
    () => (time += 1),
  );
}

async function until(condition: () => boolean): Promise<void> {
  const deadline = Date.now() + 5_000;
  while (!condition()) {
    assert.ok(Date.now() < deadline, "waited in vain");
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

test("nothing leaves before the answer, and a no forgets snapshots but no other events", async () => {
  const host = new Host();
  const journal = new MemoryJournal();
  const box = outbox(host, journal);
  [snapshot(1), event("a"), snapshot(2), event("b")].forEach((entry) => box.add(entry));
  box.retryNow();
  await new Promise((resolve) => setTimeout(resolve, 20));
  assert.equal(host.requests.length, 0);

  box.refuseSnapshots();
  box.allowEvents();
  box.retryNow();
  await until(() => journal.kept.size === 0 && host.requests.length > 0);
  assert.deepEqual(host.requests.flat().map((each) => each.event), ["a", "b"]);
});

test("all is sent in order, one request at a time, each session's snapshots as events of their own", async () => {
  const host = new Host();
  const box = outbox(host);
  box.allowEverything("s");
  const count = 200;
  for (let n = 0; n < count; n++) {
    box.add(snapshot(n, 20_000, n < 100 ? "s1" : "s2"));
    if (n % 40 === 39) {
      await until(() => host.requests.length > 0);
    }
  }
  box.retryNow();
  await until(() => host.numbers.length >= count - 30);
  box.retryNow();
  await until(() => host.numbers.length === count);
  assert.deepEqual(host.numbers, [...Array(count).keys()]);
  assert.equal(host.most, 1);
  for (const each of host.requests.flat()) {
    const session = each.properties.$session_id;
    assert.ok(each.properties.$snapshot_data!.every(({ n }) => session === (n < 100 ? "s1" : "s2")));
  }
});

test("what the host did not take comes again with the same ids, and is kept until it did", async () => {
  const host = new Host();
  const journal = new MemoryJournal();
  host.answers = [{ kind: "later", after: 60_000 }];
  const box = outbox(host, journal);
  box.add(snapshot(1));
  box.allowEverything("s");
  box.retryNow();
  await until(() => host.requests.length === 1);
  assert.equal(journal.kept.size, 1);
  box.add(snapshot(2));
  await new Promise((resolve) => setTimeout(resolve, 20));
  box.retryNow();
  await new Promise((resolve) => setTimeout(resolve, 20));
  assert.equal(host.requests.length, 1, "it waits as long as the host asked, whatever happens");
  box.leave();
  assert.equal(host.beacons.length, 0, "also on leaving");

  time += 60_001;
  box.retryNow();
  await until(() => host.requests.length === 2 && journal.kept.size === 0);
  assert.equal(host.requests[0]![0]!.uuid, host.requests[1]![0]!.uuid);
  assert.deepEqual(host.numbers, [1, 1, 2]);
});

test("what is refused is dropped and told, and the rest goes on", async () => {
  const host = new Host();
  const lost: string[] = [];
  host.answers = [{ kind: "refused" }];
  const box = outbox(host, new MemoryJournal(), lost);
  box.add(snapshot(1));
  box.allowEverything("s");
  box.retryNow();
  await until(() => lost.length === 1);
  box.add(snapshot(2));
  box.retryNow();
  await until(() => host.requests.length === 2);
  assert.deepEqual([lost, host.numbers], [["refused"], [1, 2]]);
});

test("over a quota no snapshots are taken for a while, other events are", async () => {
  const host = new Host();
  const lost: string[] = [];
  host.answers = [{ kind: "limited" }];
  const box = outbox(host, new MemoryJournal(), lost);
  box.add(snapshot(1));
  box.allowEverything("s");
  box.retryNow();
  await until(() => lost.includes("limited"));
  assert.equal(box.add(snapshot(2)), false);
  assert.equal(box.add(event("a")), true);
});

test("more than can be held is left out and told", () => {
  const lost: string[] = [];
  const box = outbox(new Host(), new MemoryJournal(), lost);
  let taken = 0;
  while (taken < 1_000 && box.add(snapshot(taken, 100_000))) {
    taken++;
  }
  assert.ok(taken >= 40 && taken <= 42, `${taken} of 100 kB`);
  assert.deepEqual(lost, ["memory"]);
});

test("a page that goes leaves all behind that the browser takes, in pieces it accepts; the rest is kept", async () => {
  const host = new Host();
  host.answers = [{ kind: "later", after: 60_000 }];
  const journal = new MemoryJournal();
  const box = outbox(host, journal);
  box.allowEverything("s");
  const noise = (n: number): Entry => ({
    kind: "snapshot",
    session: `s${n}`,
    window: "w",
    at: AT,
    json: JSON.stringify({ n, pad: Array.from({ length: 900 }, () => Math.random().toString(36).slice(2, 14)).join("") }),
  });
  for (let n = 0; n < 20; n++) {
    box.add(noise(n));
    box.leave();
  }
  const sent = host.beacons.flatMap((body) => Host.events(body)).flatMap((each) => each.properties.$snapshot_data!.map(({ n }) => n));
  assert.ok(host.beacons.every((body) => body.length <= KEEPALIVE_BYTES));
  assert.ok(sent.length > 4);
  assert.equal(sent.length + journal.kept.size, 20, "each is sent or kept");
});

test("snapshots wait for leave while events go; those of a session that got none are forgotten, those agreed to before are not", async () => {
  const host = new Host();
  const journal = new MemoryJournal();
  const box = outbox(host, journal);
  box.allowEvents();
  box.add(snapshot(1, 10, "short"));
  box.add(event("a"));
  box.add(snapshot(2, 10, "long"));
  box.retryNow();
  await until(() => host.requests.length === 1);
  assert.deepEqual(host.requests.flat().map((each) => each.event), ["a"]);

  box.allowEverything("long");
  box.add(snapshot(3, 10, "long"));
  box.allowEvents();
  box.add(snapshot(4, 10, "next"));
  box.refuseSnapshots();
  box.retryNow();
  await until(() => host.numbers.length === 2 && journal.kept.size === 0);
  assert.deepEqual(host.numbers, [2, 3]);
});

test("while the host cannot be reached, what the browser took on leaving is kept too", async () => {
  const host = new Host();
  host.answers = [{ kind: "later", after: 0 }];
  const journal = new MemoryJournal();
  const box = outbox(host, journal);
  box.allowEverything("s");
  box.add(snapshot(1));
  box.retryNow();
  await until(() => host.requests.length === 1 && host.underWay === 0);
  box.leave();
  assert.deepEqual([host.beacons.length, journal.kept.size], [1, 1]);
});

test("a host that refuses again and again is left alone for a while", async () => {
  const host = new Host();
  const lost: string[] = [];
  host.answers = [{ kind: "refused" }, { kind: "refused" }, { kind: "refused" }];
  const box = outbox(host, new MemoryJournal(), lost);
  box.allowEverything("s");
  for (let n = 1; n <= 3; n++) {
    assert.ok(box.ready);
    box.add(snapshot(n));
    box.retryNow();
    await until(() => lost.length === n);
  }
  assert.deepEqual([box.ready, box.add(snapshot(4))], [false, false]);
  time += 60_001;
  assert.ok(box.ready);
});

test("what an earlier page left comes first, and keeps its ids", async () => {
  const host = new Host();
  const journal = new MemoryJournal();
  journal.left = [{ id: -5, events: [JSON.stringify({ uuid: "old", event: "$snapshot", properties: { $snapshot_data: [{ n: 0 }] } })], session: "s", agreed: true }];
  const box = outbox(host, journal);
  box.add(snapshot(1));
  await box.inherit();
  assert.equal(host.requests.length, 0, "nothing leaves yet");
  box.allowEverything("s");
  box.retryNow();
  await until(() => host.numbers.length === 2);
  assert.deepEqual([host.numbers, host.requests[0]![0]!.uuid], [[0, 1], "old"]);
});
