/** Stands in for what the recorder's modules take from a browser when they are loaded; imported before them. */
const listeners = new Map<string, (() => void)[]>();
let answer: typeof fetch = globalThis.fetch;
const fake = {
  fetch: (...asked: Parameters<typeof fetch>) => answer(...asked),
  // nobody waits for the recorder's timers when a test is over
  setTimeout: (work: () => void, delay?: number) => globalThis.setTimeout(work, delay).unref(),
  clearTimeout: globalThis.clearTimeout,
  addEventListener: (name: string, work: () => void) => listeners.set(name, [...(listeners.get(name) ?? []), work]),
  removeEventListener: (name: string, work: () => void) => listeners.set(name, (listeners.get(name) ?? []).filter((each) => each !== work)),
};
Object.defineProperty(globalThis, "window", { value: fake, configurable: true });

/** What the browser would call. */
export function fire(name: string): void {
  listeners.get(name)?.forEach((work) => work());
}

/** From now on each request is answered so. */
export function answerWith(answers: typeof fetch): void {
  answer = answers;
}
