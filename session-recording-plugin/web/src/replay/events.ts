import type { eventWithTime } from "@rrweb/types";
import { INCREMENTAL, isByAPerson, isKnown, isMove, META } from "../rrweb";

const FALLBACK_VIEWPORT = { width: 1280, height: 800, href: "about:blank" };

/** One place of the pointer. */
export interface Move {
  readonly at: number;
  readonly x: number;
  readonly y: number;
  readonly id: number;
}

/** What was read of a chunk. */
export interface Parsed {
  readonly events: eventWithTime[];
  /** Of types that rrweb does not have yet, or that are no events at all. */
  readonly unknown: number;
}

/** How a chunk's events become ours: their instants shifted, and none outside of the chunk's. */
export interface Timing {
  readonly shift: number;
  readonly from: number;
  readonly to: number;
}

/** Reads a chunk; whatever is no event, or of no known type, is left out and counted, since anyone may have sent it. */
export function parseEvents(json: ArrayBuffer, timing: Timing): Parsed {
  const list = JSON.parse(new TextDecoder().decode(json)) as unknown[];
  const events: eventWithTime[] = [];
  let last = timing.from;
  for (const value of list) {
    if (isEvent(value)) {
      // an instant that cannot be right is that of its neighbour
      const at = value.timestamp + timing.shift;
      last = at >= timing.from && at <= timing.to ? at : last;
      value.timestamp = last;
      events.push(value);
    }
  }
  return { events, unknown: list.length - events.length };
}

function isEvent(value: unknown): value is eventWithTime {
  if (typeof value !== "object" || value === null) {
    return false;
  }
  const event = value as { type?: unknown; timestamp?: unknown; data?: unknown };
  if (!Number.isFinite(event.timestamp) || typeof event.data !== "object" || event.data === null) {
    return false;
  }
  return isKnown(event.type, (event.data as { source?: unknown }).source);
}

export function sourceOf(event: eventWithTime): unknown {
  return event.type === INCREMENTAL ? (event.data as { source?: unknown }).source : undefined;
}

export function isDoneByAPerson(event: eventWithTime): boolean {
  return isByAPerson(sourceOf(event));
}

/** The pointer's way where the event holds one, else null. */
export function movesOf(event: eventWithTime): Move[] | null {
  if (!isMove(sourceOf(event))) {
    return null;
  }
  const { positions } = event.data as { positions?: unknown };
  return Array.isArray(positions)
    ? positions.filter(isPosition).map(({ x, y, id, timeOffset }) => ({ x, y, id, at: event.timestamp + Math.min(0, timeOffset) }))
    : [];
}

function isPosition(value: unknown): value is { x: number; y: number; id: number; timeOffset: number } {
  const position = value as Record<string, unknown> | null;
  return typeof position === "object" && position !== null && ["x", "y", "id", "timeOffset"].every((name) => Number.isFinite(position[name]));
}

/** The size of a page that was not recorded. */
export function fallbackMeta(timestamp: number): eventWithTime {
  return { type: META, data: FALLBACK_VIEWPORT, timestamp } as eventWithTime;
}
