/**
 * The script that a page loads. Takes the place of the stub that the page's snippet made, and works off what was asked of
 * it meanwhile. Nothing here may throw into the page.
 */
import { Client, type Choice } from "./client";
import type { RecorderOptions, SessionRecorder } from "./session-recorder";

const NAME = "sessionRecorder";
const METHODS = ["identify", "capture", "startRecording", "stopRecording", "reset", "optOut", "optIn"] as const;

type Call = readonly [string, ...unknown[]];
type Methods = { [name: string]: (...given: unknown[]) => void };

const script = document.currentScript as HTMLScriptElement | null;
const origin = script?.src ? new URL(script.src).origin : location.origin;
let client: Client | undefined;
/** What the visitor chose before there was a client. */
let chosen: Choice | undefined;

function quietly(work: () => void): void {
  try {
    work();
  } catch (error) {
    console.warn("session recorder:", error);
  }
}

const recorder = {
  init: (token: string, options: RecorderOptions = {}) =>
    quietly(() => {
      client ??= new Client(token, options, origin, script?.nonce ?? "", chosen);
    }),
} as SessionRecorder & Methods;
for (const method of METHODS) {
  recorder[method] = (...args: unknown[]) => quietly(() => (client as unknown as Methods | undefined)?.[method]?.apply(client, args));
}

/** Of several choices the last one holds, from the start: nothing is sent on behalf of an earlier one. */
function workOff(calls: readonly Call[]): void {
  for (const [method] of calls) {
    chosen = method === "optOut" || method === "optIn" ? method : chosen;
  }
  for (const [method, ...args] of calls) {
    if (method !== "optOut" && method !== "optIn") {
      (recorder as Methods)[method]?.(...args);
    }
  }
}

quietly(() => {
  const page = window as unknown as { [name: string]: unknown };
  const stub = page[NAME];
  page[NAME] = recorder;
  if (Array.isArray(stub)) {
    const asked = stub.splice(0) as Call[];
    Object.assign(stub, recorder); // for scripts that hold on to the stub
    workOff(asked);
  }
});
