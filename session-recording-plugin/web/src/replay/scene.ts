import type { eventWithTime } from "@rrweb/types";
import { FULL_SNAPSHOT, META, Source } from "../rrweb";
import { Cue } from "./cue";
import { Engine } from "./engine";
import { fallbackMeta, isDoneByAPerson, movesOf, sourceOf, type Move } from "./events";
import { breath, SLICE } from "./slices";

interface Cued {
  readonly at: number;
  readonly bytes: number;
  /** Null for the pointer's way, which is cued place by place. */
  readonly event: eventWithTime | null;
}

export interface SceneListener {
  onWarning(message: string): void;
  onError(cause: unknown): void;
  onResize(): void;
  /** Nodes of the page were left out, for they nest too deep or are out of place. */
  onLeftOut(nodes: number): void;
}

/**
 * One rebuilding of one window from a full snapshot on. Its events wait in a cue until their instant and are then gone, so it
 * holds what comes next and never what was. Prepared in the dark, in short slices; for one thread.
 */
export class Scene {
  readonly engine: Engine;
  /** Where it is; instants on the host's clock. */
  at: number;
  /** Everything before this instant has come. */
  through = -Infinity;
  complete = false;
  /** Plain bytes of what waits. */
  queued = 0;
  /** Whether a full snapshot was drawn. */
  drawn = false;
  private readonly events = new Cue<Cued>();
  private readonly moves = new Cue<Move>();
  private readonly doings = new Cue<{ readonly at: number }>();
  private meta: eventWithTime | null = null;
  private closed = false;
  private wake: () => void = () => undefined;
  private readonly scrolls = new Map<unknown, eventWithTime>();

  constructor(
    place: HTMLElement,
    private target: number,
    private lastKnown: number,
    private readonly listener: SceneListener,
  ) {
    this.at = target;
    this.engine = new Engine(place, target, (message) => listener.onWarning(message), () => listener.onResize());
    this.engine.wrapper.classList.add("sr-dark");
  }

  /** Where it ends, as far as is known. */
  get end(): number {
    return this.lastKnown;
  }

  /** More comes, of which everything before an instant is known; also of a recording that seemed to be over. */
  goesOn(through: number): void {
    this.through = Math.max(this.through, through);
    this.lastKnown = Math.max(this.lastKnown, through);
    this.complete = false;
  }

  add(events: readonly eventWithTime[], bytes: number): void {
    const each = bytes / Math.max(1, events.length);
    for (const event of events) {
      const moves = movesOf(event);
      moves?.forEach((move) => this.moves.add(move));
      this.events.add({ at: event.timestamp, bytes: each, event: moves ? null : event });
      this.queued += each;
      if (isDoneByAPerson(event)) {
        this.doings.add({ at: event.timestamp });
      }
      if (sourceOf(event) === Source.TOUCH_MOVE) {
        this.engine.showTouch();
      }
    }
  }

  /** Draws, as it comes, what was up to the instant to begin at; false where there is no picture to begin with. */
  async open(): Promise<boolean> {
    while (!this.closed) {
      if (!this.drawn) {
        this.findPicture();
      }
      if (this.findsPicture()) {
        await this.catchUp(this.target);
      }
      if (this.complete || (this.drawn && this.through > this.target)) {
        break;
      }
      await new Promise<void>((resolve) => (this.wake = resolve));
    }
    return this.drawn;
  }

  private findsPicture(): boolean {
    return this.drawn || this.events.beforeLastDue(this.target, isFull) >= 0;
  }

  /** Asked to begin before the first picture, it begins with that. */
  private findPicture(): void {
    if (this.events.beforeLastDue(this.target, isFull) >= 0) {
      this.dropUntilFull(this.target, false);
    } else if (this.events.beforeLastDue(Infinity, isFull) >= 0) {
      this.dropUntilFull(Infinity, true);
      this.target = this.events.peek()?.at ?? this.target;
    }
  }

  /** More came, or nothing more will. */
  goOn(): void {
    this.wake();
    this.wake = () => undefined;
  }

  /** Leaves out what a later full snapshot makes good for; its size stays. */
  private dropUntilFull(at: number, onlyFirst: boolean): void {
    let before = this.events.beforeLastDue(at, isFull);
    while (before > 0 || (onlyFirst && before === 0)) {
      const head = this.events.peek() as Cued;
      if (onlyFirst && isFull(head)) {
        return;
      }
      this.drop(this.events.take() as Cued);
      before--;
    }
  }

  private drop(cued: Cued): void {
    this.queued -= cued.bytes;
    if (cued.event?.type === META) {
      this.meta = cued.event;
    }
  }

  /** Applies, in slices, what lies before {@code at}: as it was then, not how it came to be. */
  async catchUp(at: number): Promise<void> {
    let until = performance.now() + SLICE;
    for (let next = this.events.peek(); next && next.at <= at && !this.closed; next = this.events.peek()) {
      const cued = this.events.take() as Cued;
      this.drop(cued);
      this.applyInDark(cued.event);
      if (performance.now() > until) {
        await breath();
        until = performance.now() + SLICE;
      }
    }
    this.doings.takeLastDue(at);
    this.at = Math.max(at, this.at);
  }

  private applyInDark(event: eventWithTime | null): void {
    if (event && sourceOf(event) === Source.SCROLL) {
      this.scrolls.set((event.data as { id?: unknown }).id, event); // needs a page that is laid out
    } else if (event) {
      if (event.type === FULL_SNAPSHOT) {
        this.scrolls.clear();
      }
      this.apply(event, true);
    }
  }

  /** Once it is seen: what needs a page that is laid out. */
  settle(): void {
    for (const scroll of this.scrolls.values()) {
      this.apply(scroll, true);
    }
    this.scrolls.clear();
    const move = this.moves.takeLastDue(this.at);
    this.attempt(() => {
      this.engine.flush();
      if (move) {
        this.engine.move(move, true);
      }
      this.engine.syncMedia(this.at);
    });
  }

  /** Whether what moves by itself does so. */
  animate(running: boolean): void {
    this.engine.animate(running, this.at);
  }

  setSpeed(speed: number): void {
    this.engine.setSpeed(speed, this.at);
  }

  /**
   * Goes on to {@code at}, or as far as events are here and a slice of time allows.
   *
   * @param plain whether smooth scrolling would lag behind
   */
  advance(at: number, plain: boolean): void {
    const until = performance.now() + SLICE;
    const limit = Math.min(at, this.complete ? this.end : this.through);
    for (let next = this.events.peek(); next && next.at <= limit; next = this.events.peek()) {
      const cued = this.events.take() as Cued;
      this.drop(cued);
      if (cued.event) {
        this.apply(cued.event, plain && sourceOf(cued.event) === Source.SCROLL);
      }
      if (performance.now() > until) {
        this.at = Math.max(this.at, cued.at);
        return;
      }
    }
    this.at = Math.max(this.at, limit);
    const move = this.moves.takeLastDue(this.at);
    if (move && this.drawn) {
      this.attempt(() => this.engine.move(move, false));
    }
    this.engine.syncMediaIfChanged(this.at);
    this.doings.takeLastDue(this.at);
  }

  /** When the visitor does something next; null where that is not known (yet). */
  nextDoing(): number | null {
    return this.doings.peek()?.at ?? null;
  }

  /** It came to the end of what is here. */
  get starved(): boolean {
    return this.at >= (this.complete ? this.end : this.through);
  }

  private apply(event: eventWithTime, isSync: boolean): void {
    if (event.type === FULL_SNAPSHOT) {
      this.applyPicture(event);
    } else if (event.type === META) {
      if (this.drawn) {
        this.attempt(() => this.cast(event, true));
      }
    } else if (this.drawn) {
      this.attempt(() => this.cast(event, isSync));
    }
  }

  private applyPicture(event: eventWithTime): void {
    this.attempt(() => {
      if (!this.drawn) {
        this.cast(this.meta ?? fallbackMeta(event.timestamp), true);
      }
      this.cast(event, true);
      this.drawn = true;
    });
  }

  private cast(event: eventWithTime, isSync: boolean): void {
    const leftOut = this.engine.cast(event, isSync);
    if (leftOut > 0) {
      this.listener.onLeftOut(leftOut);
    }
  }

  private attempt(work: () => void): void {
    try {
      work();
    } catch (e) {
      this.listener.onError(e);
    }
  }

  close(): void {
    this.closed = true;
    this.goOn();
    this.attempt(() => this.engine.destroy());
  }
}

function isFull(cued: Cued): boolean {
  return cued.event?.type === FULL_SNAPSHOT;
}
