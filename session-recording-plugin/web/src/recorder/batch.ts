import { uuid7 } from "./ids";
import { stringify } from "./natives";

/** One thing to be sent, as JSON already, so that it is written once. */
export type Entry =
  | { readonly kind: "snapshot"; readonly session: string; readonly window: string; readonly at: number; readonly json: string }
  | { readonly kind: "event"; readonly json: string };

/** Who sends. */
export interface Sender {
  readonly token: string;
  readonly distinctId: string;
}

export const LIBRARY = "session-recorder";

/**
 * Entries as events, in order; snapshots of one session and window become one event. Each gets its uuid here and keeps it
 * however often it is sent, so that the host knows repeats.
 */
export function eventsOf(entries: readonly Entry[], sender: Sender): string[] {
  const events: string[] = [];
  for (let i = 0; i < entries.length; ) {
    const first = entries[i]!;
    if (first.kind === "event") {
      events.push(first.json);
      i++;
      continue;
    }
    const run: string[] = [];
    for (let next = entries[i]; next?.kind === "snapshot" && next.session === first.session && next.window === first.window; next = entries[++i]) {
      run.push(next.json);
    }
    events.push(snapshotEvent(first, run, sender));
  }
  return events;
}

/** The body of a request, in the form that capture endpoints take. */
export function bodyOf(events: readonly string[], token: string): string {
  return `{"api_key":${stringify(token)},"batch":[${events.join(",")}]}`;
}

/** What recordings are found by, and the host cannot see. */
function visitor(): object {
  try {
    return { $browser_language: navigator.language, $timezone: Intl.DateTimeFormat().resolvedOptions().timeZone };
  } catch {
    return {};
  }
}

function snapshotEvent(first: Entry & { kind: "snapshot" }, snapshots: readonly string[], sender: Sender): string {
  const head = stringify({
    uuid: uuid7(first.at),
    event: "$snapshot",
    distinct_id: sender.distinctId,
    timestamp: new Date(first.at).toISOString(),
  });
  const properties = stringify({
    token: sender.token,
    distinct_id: sender.distinctId,
    $session_id: first.session,
    $window_id: first.window,
    $lib: LIBRARY,
    ...visitor(),
  });
  return `${head.slice(0, -1)},"properties":${properties.slice(0, -1)},"$snapshot_data":[${snapshots.join(",")}]}}`;
}
