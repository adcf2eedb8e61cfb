/**
 * The script that a page loads. Takes the place of the stub that the page's snippet made, and works off what was asked of
 * it meanwhile. Nothing here may throw into the page.
 */
import { Client } from "./client";
import type { Options } from "./options";

const NAME = "sessionRecorder";
const METHODS = ["identify", "capture", "startRecording", "stopRecording", "reset", "optOut", "optIn"] as const;

type Call = readonly [string, ...unknown[]];

export interface SessionRecorder {
  init(token: string, options?: Options): void;
  identify(distinctId: string, properties?: object): void;
  capture(event: string, properties?: object): void;
  startRecording(): void;
  stopRecording(): void;
  reset(): void;
  optOut(): void;
  optIn(): void;
}

const script = document.currentScript as HTMLScriptElement | null;
const origin = script?.src ? new URL(script.src).origin : location.origin;
let client: Client | undefined;

function quietly(work: () => void): void {
  try {
    work();
  } catch (error) {
    console.warn("session recorder:", error);
  }
}

const recorder = {
  init: (token: string, options: Options = {}) =>
    quietly(() => {
      client ??= new Client(token, options, origin);
    }),
} as SessionRecorder;
for (const method of METHODS) {
  recorder[method] = (...args: unknown[]) => quietly(() => (client?.[method] as ((...given: unknown[]) => void) | undefined)?.apply(client, args));
}

const page = window as unknown as { [name: string]: unknown };
const asked = page[NAME];
page[NAME] = recorder;
if (Array.isArray(asked)) {
  for (const [method, ...args] of asked as Call[]) {
    const known = recorder[method as keyof SessionRecorder] as ((...given: unknown[]) => void) | undefined;
    known?.(...args);
  }
}
