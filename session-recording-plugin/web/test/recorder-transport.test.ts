import { answerWith } from "./browser";
import assert from "node:assert/strict";
import { test } from "node:test";
import { Transport, type Outcome } from "../src/recorder/transport";

const BODY = new Uint8Array([31, 139]);

/** How a batch ends that is answered so. */
async function outcome(status: number, body = "", headers: { [name: string]: string } = {}): Promise<Outcome> {
  answerWith(async () => new Response(body, { status, headers }));
  return new Transport("https://host.example").send(BODY, false);
}

test("a batch is taken where the host itself says so, and nowhere else", async () => {
  assert.deepEqual(await outcome(200, '{"status":1}'), { kind: "taken" });
  assert.deepEqual(await outcome(200, '{"status":"Ok"}'), { kind: "taken" });
  for (const other of ["<html>log in</html>", "", "null", "[]", '"status"', '{"ok":true}']) {
    assert.deepEqual(await outcome(200, other), { kind: "later", after: 0 }, other);
  }
});

test("a quota for recordings limits, and one for something else does not", async () => {
  assert.deepEqual(await outcome(200, '{"status":1,"quota_limited":["recordings"]}'), { kind: "limited" });
  assert.deepEqual(await outcome(200, '{"status":1,"quota_limited":["events"]}'), { kind: "taken" });
  assert.deepEqual(await outcome(200, '{"status":1,"quota_limited":"recordings"}'), { kind: "taken" });
});

test("a host that is busy or broken is asked again, and not before it said", async () => {
  for (const status of [408, 429, 500, 502, 503, 504]) {
    assert.deepEqual(await outcome(status), { kind: "later", after: 0 }, String(status));
  }
  assert.deepEqual(await outcome(429, "", { "Retry-After": "7" }), { kind: "later", after: 7_000 });
  assert.deepEqual(await outcome(503, "", { "Retry-After": "86400" }), { kind: "later", after: 600_000 });
  for (const rubbish of ["soon", "-1", "Wed, 21 Oct 2026 07:28:00 GMT"]) {
    assert.deepEqual(await outcome(503, "", { "Retry-After": rubbish }), { kind: "later", after: 0 }, rubbish);
  }
});

test("what the host will never take is refused", async () => {
  for (const status of [400, 401, 403, 404, 413]) {
    assert.deepEqual(await outcome(status, "{}"), { kind: "refused" }, String(status));
  }
});

test("without a network nothing is lost", async () => {
  answerWith(async () => {
    throw new TypeError("Failed to fetch");
  });
  const transport = new Transport("https://host.example");
  assert.deepEqual(await transport.send(BODY, false), { kind: "later", after: 0 });
  assert.equal(await transport.ask("/decide/", "{}"), undefined);
});

test("a batch needs no preflight request, carries no cookie, and outlives its page only where asked to", async () => {
  const asked: RequestInit[] = [];
  answerWith(async (_, init) => {
    asked.push(init!);
    return new Response('{"status":1}');
  });
  const transport = new Transport("https://host.example");
  await transport.send(BODY, false);
  await transport.send(BODY, true);
  assert.deepEqual(
    asked.map(({ credentials, headers, keepalive }) => [credentials, headers, keepalive]),
    [false, true].map((outlives) => ["omit", { "Content-Type": "text/plain" }, outlives]),
  );
});
