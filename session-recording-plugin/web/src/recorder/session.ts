import { uuid7 } from "./ids";
import type { Store } from "./store";

const MINUTE = 60_000;
/** Without activity for so long a session is over. */
export const SESSION_IDLE = 30 * MINUTE;
export const SESSION_LONGEST = 24 * 60 * MINUTE;
/** Without activity for so long recording pauses. */
export const PAUSE_AFTER = 5 * MINUTE;
/** A clock may be set back by so much before it counts as another time. */
const CLOCK_SLACK = MINUTE;
/** Activity is noted for the other tabs no more often than this. */
const NOTE_EVERY = 5_000;

interface Kept {
  readonly id: string;
  readonly start: number;
  readonly last: number;
}

export interface SessionState {
  readonly sessionId: string;
  readonly windowId: string;
  /** This call began a new session: what follows needs a full snapshot. */
  readonly rotated: boolean;
}

function isKept(value: unknown): value is Kept {
  const kept = value as Partial<Kept> | null;
  return (
    typeof kept === "object" && kept !== null && typeof kept.id === "string" && Number.isFinite(kept.start) && Number.isFinite(kept.last)
  );
}

/**
 * The visitor's session, shared by all tabs of an origin, and this tab's window. A session ends after 30 minutes without
 * activity or after 24 hours; one whose clock ran backwards ends too, so neither sleep nor a wrong clock makes it endless.
 */
export class Sessions {
  private readonly windowId: string;
  private readonly windowKey: string;
  private known: Kept | undefined;
  private noted = 0;
  /** When this page was opened or last used. */
  private used: number;

  constructor(
    private readonly shared: Store,
    private readonly own: Store,
    private readonly key: string,
    at: number,
  ) {
    this.used = at;
    this.windowKey = `${key}.window`;
    this.windowId = this.claimWindow();
    this.current(at);
  }

  /** A duplicated tab brings a copy of the other's storage, in which the window is marked as open. */
  private claimWindow(): string {
    const kept = this.own.read(this.windowKey) as { id?: unknown; open?: unknown } | undefined;
    const id = typeof kept?.id === "string" && kept.open !== true ? kept.id : uuid7();
    this.own.write(this.windowKey, { id, open: true });
    window.addEventListener("pagehide", this.onHide);
    window.addEventListener("pageshow", this.onShow);
    return id;
  }

  private readonly onHide = () => this.own.write(this.windowKey, { id: this.windowId, open: false });
  private readonly onShow = () => this.own.write(this.windowKey, { id: this.windowId, open: true });

  /** The session at an instant, without counting as activity. */
  current(at: number): SessionState {
    return this.state(at, false);
  }

  /** The session in which the visitor does something at an instant. */
  touch(at: number): SessionState {
    this.used = at;
    return this.state(at, true);
  }

  private state(at: number, active: boolean): SessionState {
    const before = this.known?.id;
    const kept = this.load();
    const over = kept === undefined || Sessions.isOver(kept, at);
    if (over && kept !== undefined && !active && before !== undefined) {
      // only the visitor opens another session
      return { sessionId: kept.id, windowId: this.windowId, rotated: false };
    }
    const next: Kept = over ? { id: uuid7(at), start: at, last: at } : { ...kept, last: active ? Math.max(at, kept.last) : kept.last };
    this.known = next;
    if (over || (active && at - this.noted >= NOTE_EVERY)) {
      this.noted = at;
      this.shared.write(this.key, next);
    }
    return { sessionId: next.id, windowId: this.windowId, rotated: before !== undefined && before !== next.id };
  }

  /** What another tab noted counts, unless this one knows of later activity in the same session. */
  private load(): Kept | undefined {
    const read = this.shared.read(this.key);
    const stored = isKept(read) ? read : undefined;
    if (stored !== undefined && this.known !== undefined && stored.id === this.known.id) {
      return { ...stored, last: Math.max(stored.last, this.known.last) };
    }
    return stored ?? this.known;
  }

  private static isOver(kept: Kept, at: number): boolean {
    return at - kept.last > SESSION_IDLE || at - kept.start > SESSION_LONGEST || kept.last - at > CLOCK_SLACK;
  }

  /** Whether recording should pause: nobody has used this page for some minutes, be it behind another tab. */
  isPaused(at: number): boolean {
    return at - this.used > PAUSE_AFTER;
  }

  /** For how long the session has been going on. */
  age(at: number): number {
    return this.known === undefined ? 0 : at - this.known.start;
  }

  /** Another session from now on, in all tabs. */
  renew(at: number): void {
    this.known = { id: uuid7(at), start: at, last: at };
    this.shared.write(this.key, this.known);
  }

  /** Forgets session and window, for good. */
  close(): void {
    window.removeEventListener("pagehide", this.onHide);
    window.removeEventListener("pageshow", this.onShow);
    this.shared.remove(this.key);
    this.own.remove(this.windowKey);
  }
}
