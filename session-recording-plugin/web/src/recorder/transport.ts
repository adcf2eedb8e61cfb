import { clearTimer, nativeFetch, now, parse, setTimer } from "./natives";

/** How a request ended. */
export type Outcome =
  /** Durable at the host. */
  | { readonly kind: "taken" }
  /** The host will never take it: sending it again is of no use. */
  | { readonly kind: "refused" }
  /** Come again, not before so many milliseconds. */
  | { readonly kind: "later"; readonly after: number }
  /** Taken, but recording is over its quota: no snapshots for a while. */
  | { readonly kind: "limited" };

const TIMEOUT = 30_000;
const LONGEST_WAIT = 10 * 60_000;
/** What browsers let a page that goes away leave behind: 64 KiB, headers included. */
export const KEEPALIVE_BYTES = 60_000;

function retryAfter(response: Response): number {
  const seconds = Number(response.headers.get("Retry-After"));
  return Number.isFinite(seconds) && seconds > 0 ? Math.min(seconds * 1000, LONGEST_WAIT) : 0;
}

/** Sends to the capture endpoint of a host. Holds no state. */
export class Transport {
  constructor(private readonly host: string) {}

  private url(path: string): string {
    return `${this.host}${path}?_=${now()}`;
  }

  /** @param outlive whether the request should go on when the page goes away; then within {@link KEEPALIVE_BYTES} */
  async send(body: Uint8Array, outlive: boolean): Promise<Outcome> {
    const abort = new AbortController();
    const timer = setTimer(() => abort.abort(), TIMEOUT);
    try {
      const response = await nativeFetch(this.url("/s/"), {
        method: "POST",
        // a content type that needs no preflight request
        headers: { "Content-Type": "text/plain" },
        body: body as Uint8Array<ArrayBuffer>,
        credentials: "omit",
        cache: "no-store",
        keepalive: outlive,
        signal: abort.signal,
      });
      return await Transport.outcome(response);
    } catch {
      return { kind: "later", after: 0 };
    } finally {
      clearTimer(timer);
    }
  }

  private static async outcome(response: Response): Promise<Outcome> {
    if (response.status === 429 || response.status >= 500 || response.status === 408) {
      return { kind: "later", after: retryAfter(response) };
    }
    if (response.status !== 200) {
      return { kind: "refused" };
    }
    const answer = parse(await response.text()) as { status?: unknown; quota_limited?: unknown } | undefined;
    if (typeof answer !== "object" || answer === null || !("status" in answer)) {
      return { kind: "later", after: 0 }; // some other server answered: a login page, a proxy's apology
    }
    const limited = answer.quota_limited;
    return Array.isArray(limited) && limited.includes("recordings") ? { kind: "limited" } : { kind: "taken" };
  }

  /** For a page that goes away: true where the browser promised to send it. */
  leave(body: Uint8Array): boolean {
    try {
      return navigator.sendBeacon(this.url("/s/"), new Blob([body as Uint8Array<ArrayBuffer>], { type: "text/plain" }));
    } catch {
      return false;
    }
  }

  /** The host's answer to a question, or undefined where none came that can be understood. */
  async ask(path: string, question: string): Promise<unknown> {
    const abort = new AbortController();
    const timer = setTimer(() => abort.abort(), TIMEOUT);
    try {
      const response = await nativeFetch(this.url(path), {
        method: "POST",
        headers: { "Content-Type": "text/plain" },
        body: question,
        credentials: "omit",
        signal: abort.signal,
      });
      return response.ok ? parse(await response.text()) : undefined;
    } catch {
      return undefined;
    } finally {
      clearTimer(timer);
    }
  }
}
