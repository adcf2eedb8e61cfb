/** Why a recording cannot be shown, in words for whoever watches. */
export class Problem extends Error {
  constructor(
    readonly kind: "gone" | "unavailable" | "forbidden" | "network",
    readonly title: string,
    detail: string,
    readonly retry: boolean,
  ) {
    super(detail);
  }
}

/** Reads the answer of a request that failed; its body is problem+json where the host itself answered. */
export async function problemOf(response: Response): Promise<Problem> {
  return problemFrom(response.status, await response.text());
}

/** As {@link problemOf}, of what was read of the answer. */
export function problemFrom(status: number, answer: string): Problem {
  const body = bodyOf(answer);
  const detail = text(body["detail"]) ?? text(body["title"]);
  switch (status) {
    case 401:
    case 403:
      return new Problem("forbidden", "No access", detail ?? "Log in, or ask for a share link, to watch this.", false);
    case 404:
      return new Problem("gone", "No such recording", detail ?? "It does not exist, or it is not shared with you.", false);
    case 410:
      return new Problem("gone", "This recording is gone", goneDetail(body, detail), false);
    case 503:
      return new Problem("unavailable", "The archive cannot be reached", detail ?? "Try again in a while.", true);
    default:
      return new Problem("network", "The recording could not be loaded", detail ?? `The host answered ${status}.`, true);
  }
}

/** A request that got no answer, or whose answer broke off. */
export function networkProblem(cause: unknown): Problem {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new Problem("network", "The recording could not be loaded", `The connection failed: ${why}.`, true);
}

function goneDetail(body: Record<string, unknown>, detail: string | null): string {
  const erased = text(body["erased_at"]);
  const expired = text(body["expired_at"]);
  if (erased !== null) {
    return `It was erased on ${day(erased)}.`;
  }
  return expired !== null ? `It expired on ${day(expired)} and was removed.` : (detail ?? "It expired, or was erased.");
}

function day(instant: string): string {
  return instant.slice(0, 10);
}

function bodyOf(answer: string): Record<string, unknown> {
  try {
    const body: unknown = JSON.parse(answer);
    return typeof body === "object" && body !== null ? (body as Record<string, unknown>) : {};
  } catch {
    return {}; // a proxy's page, or nothing at all: the status says enough
  }
}

export function asProblem(e: unknown): Problem {
  return e instanceof Problem ? e : networkProblem(e);
}

function text(value: unknown): string | null {
  return typeof value === "string" && value.length > 0 ? value : null;
}
