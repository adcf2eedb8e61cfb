/**
 * The browser's own functions, whatever the page made of them. Taken when the script starts; a page that replaced them
 * before is given those of a fresh frame.
 */

const NATIVE = /\{\s*\[native code\]\s*\}\s*$/;

function isNative(candidate: unknown): boolean {
  try {
    return typeof candidate === "function" && NATIVE.test(Function.prototype.toString.call(candidate));
  } catch {
    return false;
  }
}

function pristineWindow(): (Window & typeof globalThis) | null {
  try {
    const frame = document.createElement("iframe");
    frame.hidden = true;
    frame.className = "sr-block";
    (document.head ?? document.documentElement).appendChild(frame);
    const pristine = frame.contentWindow as (Window & typeof globalThis) | null;
    // the frame stays: some browsers take its functions away together with it
    return pristine;
  } catch {
    return null;
  }
}

let fresh: (Window & typeof globalThis) | null | undefined;

function own<T>(current: T, pick: (from: Window & typeof globalThis) => T): T {
  if (isNative(current)) {
    return current;
  }
  try {
    fresh ??= pristineWindow();
    return fresh === null ? current : pick(fresh);
  } catch {
    return current; // in a sandbox each frame is another's
  }
}

/** The page never hears of what fails here. */
export function unheard<A extends unknown[]>(work: (...args: A) => void): (...args: A) => void {
  return (...args) => {
    try {
      work(...args);
    } catch {
      // see above
    }
  };
}

/** The same of what ends later. */
export async function unheardOf(work: Promise<unknown>): Promise<void> {
  try {
    await work;
  } catch {
    // see above
  }
}

/** The language's own, which asynchronous functions make whatever the page put in its place. */
export const NativePromise = (async () => {})().constructor as PromiseConstructor;

const stringifyNative = own(JSON.stringify, (w) => w.JSON.stringify);
const parseNative = own(JSON.parse, (w) => w.JSON.parse);
export const nativeFetch: typeof fetch = own(window.fetch, (w) => w.fetch).bind(window);
const setTimeoutNative = own(window.setTimeout, (w) => w.setTimeout).bind(window);
export const setTimer = (work: () => void, delay = 0): ReturnType<typeof setTimeout> =>
  setTimeoutNative(unheard(work), delay) as unknown as ReturnType<typeof setTimeout>;
export const clearTimer = (timer: ReturnType<typeof setTimeout> | undefined): void => window.clearTimeout(timer);
export const now: () => number = own(Date.now, (w) => w.Date.now);

/** False where the browser is sure that it has no network. */
export const online = (): boolean => typeof navigator === "undefined" || navigator.onLine !== false;

/** Prototypes to which old libraries add a `toJSON` that turns arrays into strings. */
const SPOILT: readonly object[] = [Array.prototype, Object.prototype, String.prototype, Number.prototype, Boolean.prototype];

/** JSON as the standard says, also on pages whose libraries add `toJSON` to arrays and objects. */
export function stringify(value: unknown): string {
  const taken: [object, PropertyDescriptor][] = [];
  for (const prototype of SPOILT) {
    const added = Object.getOwnPropertyDescriptor(prototype, "toJSON");
    if (added?.configurable) {
      taken.push([prototype, added]);
      delete (prototype as { toJSON?: unknown }).toJSON;
    }
  }
  try {
    return stringifyNative(value);
  } finally {
    for (const [prototype, added] of taken) {
      Object.defineProperty(prototype, "toJSON", added);
    }
  }
}

/** What a text holds, or undefined where it is no JSON. */
export function parse(text: string): unknown {
  try {
    return parseNative(text);
  } catch {
    return undefined;
  }
}
