import { networkProblem, problemOf } from "./problem";
import { entriesOf, type ChunkEntry } from "./reel";

/** Chunks of a recording, as the host lists them. */
export interface Listing {
  readonly entries: readonly ChunkEntry[];
  /** When, on the host's clock; null where no more of it will ever be listed. */
  readonly now: number | null;
  readonly tag: string | null;
}

/** Where one recording is read: its addresses, with the share token where the page was opened by one. */
export class Source {
  constructor(
    private readonly chunks: string,
    private readonly share: string | null,
  ) {}

  /** All chunks there are. */
  async list(): Promise<Listing> {
    return listingOf(await answerTo(this.address("")));
  }

  /** The chunks that came after one; null where nothing changed since a list. */
  async listAfter(chunk: number, since: Listing): Promise<Listing | null> {
    const headers: HeadersInit = since.tag === null ? {} : { "If-None-Match": since.tag };
    const response = await answerTo(this.address("", { after: String(chunk) }), { headers }, [304]);
    return response.status === 304 ? null : listingOf(response);
  }

  /** The chunks from one to another, whatever of them one answer holds; a single one as it is stored, without an end. */
  run(first: number, last: number): string {
    return this.address(first === last ? `/${first}` : `/${first}-${last}`);
  }

  private address(path: string, parameters: Record<string, string> = {}): string {
    const query = new URLSearchParams({ ...(this.share === null ? {} : { share: this.share }), ...parameters }).toString();
    return new URL(this.chunks + path + (query ? `?${query}` : ""), location.href).href;
  }
}

async function listingOf(response: Response): Promise<Listing> {
  const document: unknown = await response.json().catch((e: unknown) => Promise.reject(networkProblem(e)));
  const now = Date.parse(String((document as { now?: unknown } | null)?.now));
  return { entries: entriesOf(document), now: Number.isFinite(now) ? now : null, tag: response.headers.get("ETag") };
}

/** Fetches from the host; throws a problem for any answer but 2xx, and what else is wanted. */
export async function answerTo(url: string, init: RequestInit = {}, wanted: readonly number[] = []): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(url, { credentials: "same-origin", ...init });
  } catch (e) {
    throw networkProblem(e);
  }
  if (!response.ok && !wanted.includes(response.status)) {
    throw await problemOf(response);
  }
  return response;
}
