import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { module, optionsOf, own, script, type Choices } from "../src/snippet/code";

const TEMPLATE = readFileSync(new URL("snippet.txt", import.meta.url), "utf8");
const PLACE = { host: "https://analytics.example.com", token: "phc_0123" };
const DEFAULTS: Choices = { capturePageviews: false, respectDoNotTrack: true, canvas: false, mask: false, nonce: false };

test("what is as by default is left out of the snippet", () => {
  assert.deepEqual(optionsOf(DEFAULTS), {});
  assert.deepEqual(optionsOf({ ...DEFAULTS, respectDoNotTrack: false, canvas: true, mask: true }), {
    respectDoNotTrack: false,
    canvasFps: 2,
    privacy: { maskTextSelector: ".private" },
  });
});

test("the snippet holds host and token and nothing that is left to fill in", () => {
  const code = own(TEMPLATE, PLACE, { ...DEFAULTS, capturePageviews: true });
  assert.match(code, /sessionRecorder\.init\("phc_0123",\{"capturePageviews":true\}\)/);
  assert.ok(code.includes('"https://analytics.example.com"'));
  assert.doesNotMatch(code, /__/);
  assert.ok(code.length < 1_024, `${code.length} characters`);
});

test("whatever the token holds, it ends no script", () => {
  const hostile = { host: "https://a.example", token: '</script><img src=x onerror="1">' };
  for (const code of [own(TEMPLATE, hostile, DEFAULTS), script(hostile, DEFAULTS)]) {
    assert.doesNotMatch(code, /<img/);
  }
});

test("posthog-js is told the same", () => {
  const choices = { ...DEFAULTS, capturePageviews: true, mask: true };
  for (const code of [script(PLACE, choices), module(PLACE, choices)]) {
    assert.ok(code.includes('"api_host":"https://analytics.example.com"'));
    assert.ok(code.includes('"capture_pageview":true'));
    assert.ok(code.includes('"maskTextSelector":".private"'));
  }
});

test("a nonce has a place on every script", () => {
  const choices = { ...DEFAULTS, nonce: true };
  assert.equal(own(TEMPLATE, PLACE, choices).match(/<script nonce=/g)?.length, 1);
  assert.equal(script(PLACE, choices).match(/nonce=/g)?.length, 2);
});
