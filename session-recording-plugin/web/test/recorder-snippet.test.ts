import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { createContext, runInContext } from "node:vm";

const TEMPLATE = readFileSync(new URL("snippet.txt", import.meta.url), "utf8");
const HOST = "https://analytics.example.com";
const TOKEN = "phc_0123456789abcdefghijABCDEFGHIJ0123456789abc";
const FLAG = `sr.${TOKEN}.consent`;
const OPTIONS = '{"capturePageviews":true}';

function filled(options = OPTIONS): string {
  return TEMPLATE.replace("__HOST__", () => JSON.stringify(HOST))
    .replace("__TOKEN__", () => JSON.stringify(TOKEN))
    .replace("__OPTIONS__", () => options);
}

type Stub = unknown[][] & { [method: string]: (...args: unknown[]) => void };

class Page {
  readonly scripts: { src?: string; async?: boolean; nonce?: string }[] = [];
  readonly stored = new Map<string, string>();
  readonly navigator: { [signal: string]: unknown } = {};
  storage = true;
  broken = false;
  readonly window: { sessionRecorder?: Stub } = {};

  run(html = filled()): Stub {
    const storage = {
      getItem: (key: string) => this.stored.get(key) ?? null,
      setItem: (key: string, value: string) => this.stored.set(key, value),
    };
    const page = this;
    const document = {
      currentScript: { nonce: "n0nce" },
      createElement: () => {
        if (page.broken) {
          throw new Error("the page replaced it");
        }
        return {};
      },
      head: { appendChild: (script: object) => page.scripts.push(script) },
    };
    const context = createContext({
      window: this.window,
      document,
      navigator: this.navigator,
      get localStorage() {
        if (!page.storage) {
          throw new Error("denied");
        }
        return storage;
      },
      get sessionRecorder() {
        return page.window.sessionRecorder;
      },
    });
    runInContext(html.replace(/<\/?script>/g, ""), context);
    return this.window.sessionRecorder!;
  }

  calls(): string {
    return JSON.stringify(this.window.sessionRecorder);
  }
}

test("the snippet stays below 1 KB with host, token and options", () => {
  assert.ok(Buffer.byteLength(filled()) < 1024, `${Buffer.byteLength(filled())} bytes`);
});

test("it loads the recorder beside the page and notes what is asked meanwhile, in order", () => {
  const page = new Page();
  const stub = page.run();
  for (const method of ["identify", "capture", "startRecording", "stopRecording", "reset"]) {
    stub[method]!(method);
  }
  assert.deepEqual(page.scripts, [{ async: true, nonce: "n0nce", src: `${HOST}/static/session-recording/session-recorder.js` }]);
  assert.equal(
    page.calls(),
    JSON.stringify([
      ["init", TOKEN, { capturePageviews: true }],
      ...["identify", "capture", "startRecording", "stopRecording", "reset"].map((method) => [method, method]),
    ]),
  );
});

test("after an opt-out it loads nothing and notes nothing, until the visitor opts in", () => {
  const page = new Page();
  page.stored.set(FLAG, '"out"');
  const stub = page.run();
  stub.capture!("secret");
  assert.deepEqual(page.scripts, []);

  stub.optIn!();
  stub.capture!("told");
  assert.equal(page.scripts.length, 1);
  assert.equal(page.stored.get(FLAG), '"in"');
  assert.equal(page.calls(), JSON.stringify([["init", TOKEN, { capturePageviews: true }], ["optIn"], ["capture", "told"]]));
});

test("an opt-out before the recorder is there is kept at once", () => {
  const page = new Page();
  const stub = page.run();
  stub.optOut!();
  stub.capture!("secret");
  assert.equal(page.stored.get(FLAG), '"out"');
  assert.equal(page.calls(), JSON.stringify([["init", TOKEN, { capturePageviews: true }], ["optOut"]]));
});

test("the browser's signals count as an opt-out, unless the visitor opted in or the site decided otherwise", () => {
  const scripts = (signal: object, said?: string, options?: string) => {
    const page = new Page();
    Object.assign(page.navigator, signal);
    if (said !== undefined) {
      page.stored.set(FLAG, said);
    }
    page.run(filled(options));
    return page.scripts.length;
  };
  assert.equal(scripts({ globalPrivacyControl: true }), 0);
  assert.equal(scripts({ doNotTrack: "1" }), 0);
  assert.equal(scripts({ doNotTrack: "0" }), 1);
  assert.equal(scripts({ doNotTrack: "1" }, '"in"'), 1);
  assert.equal(scripts({ doNotTrack: "1" }, undefined, '{"respectDoNotTrack":false}'), 1);
});

test("without storage it loads, and an opt-out holds for the page", () => {
  const page = new Page();
  page.storage = false;
  const stub = page.run();
  assert.equal(page.scripts.length, 1);
  stub.optOut!();
  stub.capture!("secret");
  assert.ok(!page.calls().includes("secret"));
});

test("a page that broke its document hears of nothing, and too many calls are left out", () => {
  const page = new Page();
  page.broken = true;
  const stub = page.run();
  for (let i = 0; i < 2_000; i++) {
    stub.capture!("e");
  }
  assert.equal(stub.length, 1_000);
});

test("a second snippet changes nothing", () => {
  const page = new Page();
  const stub = page.run();
  assert.equal(page.run(), stub);
  assert.equal(page.scripts.length, 1);
});
