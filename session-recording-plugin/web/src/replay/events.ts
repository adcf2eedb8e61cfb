import type { eventWithTime } from "@rrweb/types";

/** rrweb's EventType, as far as it matters here. */
export const FULL_SNAPSHOT = 2;
export const META = 4;

const FALLBACK_VIEWPORT = { width: 1280, height: 800, href: "about:blank" };

/** Reads a batch; whatever is no event is left out, since anyone may have sent it. */
export function parseEvents(json: ArrayBuffer): eventWithTime[] {
  const list = JSON.parse(new TextDecoder().decode(json)) as unknown[];
  return list.filter(isEvent);
}

function isEvent(value: unknown): value is eventWithTime {
  if (typeof value !== "object" || value === null) {
    return false;
  }
  const event = value as { type?: unknown; timestamp?: unknown };
  return typeof event.type === "number" && Number.isFinite(event.timestamp);
}

/**
 * Where a recording can begin: at its first full snapshot, with the size of the page that stands before it. Holds back
 * what came earlier, since nothing could be drawn by it.
 */
export class Opening {
  private meta: eventWithTime | null = null;

  /** The events from the first full snapshot on, in order of time; null while there is none. */
  take(events: eventWithTime[]): eventWithTime[] | null {
    const first = events.findIndex((event) => event.type === FULL_SNAPSHOT);
    const before = first < 0 ? events : events.slice(0, first);
    this.meta = before.filter((event) => event.type === META).pop() ?? this.meta;
    if (first < 0) {
      return null;
    }
    const full = events[first] as eventWithTime;
    const meta = this.meta ?? ({ type: META, data: FALLBACK_VIEWPORT, timestamp: full.timestamp } as eventWithTime);
    const rest = events.slice(first + 1).filter((event) => event.timestamp >= full.timestamp);
    return [{ ...meta, timestamp: full.timestamp }, full, ...rest.sort((a, b) => a.timestamp - b.timestamp)];
  }
}
