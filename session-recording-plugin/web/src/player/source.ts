import { networkProblem, problemOf } from "./problem";
import { readReel, type Reel } from "./reel";

/** Where one recording is read: its addresses, with the share token where the page was opened by one. */
export class Source {
  constructor(
    private readonly chunks: string,
    private readonly share: string | null,
  ) {}

  async reel(): Promise<Reel> {
    const response = await answerTo(this.address(""));
    return readReel(await response.json().catch((e: unknown) => Promise.reject(networkProblem(e))));
  }

  /** The chunks from one to another, whatever of them one answer holds; a single one as it is stored, without an end. */
  run(first: number, last: number): string {
    return this.address(first === last ? `/${first}` : `/${first}-${last}`);
  }

  private address(path: string): string {
    const query = this.share === null ? "" : `?${new URLSearchParams({ share: this.share }).toString()}`;
    return new URL(this.chunks + path + query, location.href).href;
  }
}

/** Fetches from the host; throws a problem for any answer but 2xx. */
export async function answerTo(url: string, init: RequestInit = {}): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(url, { credentials: "same-origin", ...init });
  } catch (e) {
    throw networkProblem(e);
  }
  if (!response.ok) {
    throw await problemOf(response);
  }
  return response;
}
