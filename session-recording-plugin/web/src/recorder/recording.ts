import type { Entry } from "./batch";
import { Canvases, type Painted } from "./canvases";
import type { Record } from "./engine";
import { changesOf, FloodGate } from "./flood";
import { Inliner, type Change } from "./inliner";
import { now, stringify, unheard } from "./natives";
import { maskText, selectorsOf, type Privacy, type Selectors } from "./privacy";
import { Scrubber, within } from "./scrubber";
import type { Sessions } from "./session";
import { SizeMeter } from "./sizes";
import type { Written } from "./sprites";

const FULL = 2;
const INCREMENTAL = 3;
const CUSTOM = 5;
const MUTATION = 0;
/** rrweb's sources of what only a visitor does: mouse, touch, scrolling, typing, media, dragging, selecting. */
const BY_VISITOR: ReadonlySet<number> = new Set([1, 2, 3, 5, 6, 7, 12, 14]);
/** So that playback can begin anywhere without much ado. */
const FULL_EVERY = 5 * 60_000;
const HOUSEKEEPING = 1_000;
const REPORT_EVERY = 60_000;
const LOST = "more was recorded than could be sent";

export interface RecordingOptions {
  readonly privacy: Privacy;
  /** Canvases as images, so many a second; 0: not. */
  readonly canvasFps: number;
}

/** Where snapshots go. */
export interface Sink {
  /** False where it was left out. */
  add(entry: Entry & { readonly kind: "snapshot" }): boolean;
  /** Whether a whole page would be taken now. */
  readonly ready: boolean;
}

interface RrwebEvent {
  type: number;
  timestamp: number;
  data: { source?: number; [member: string]: unknown };
}

/**
 * A running recorder: hands on each snapshot with the session and window it belongs to. Pauses while the visitor is away,
 * begins each session with the whole page, and says what it leaves out.
 */
export class Recording {
  private readonly flood = new FloodGate();
  private readonly sizes = new SizeMeter();
  private readonly selectors: Selectors;
  private readonly scrubber: Scrubber;
  private readonly inliner: Inliner;
  private readonly canvases: Canvases | undefined;
  private stopRecord: (() => void) | undefined;
  private timer: ReturnType<typeof setInterval> | undefined;
  private paused = false;
  private blocked = false;
  private taking = false;
  /** Why something is missing: nothing makes sense until the page was taken anew. */
  private lost: string | undefined;
  /** The session that the page was last taken in as a whole. */
  private shownIn = "";
  private fullAt = 0;
  private reportedAt = 0;
  private keyAt = 0;

  /** Throws where the privacy settings cannot be understood: then nothing is recorded. */
  constructor(
    private readonly record: Record,
    private readonly sessions: Sessions,
    private readonly options: RecordingOptions,
    private readonly sink: Sink,
  ) {
    this.selectors = selectorsOf(options.privacy);
    this.scrubber = new Scrubber(options.privacy, this.selectors, (id) => record.mirror.getNode(id));
    this.inliner = new Inliner(record.mirror, (change) => this.guarded(() => this.add(change)));
    this.canvases = options.canvasFps > 0 ? this.watchCanvases() : undefined;
  }

  private watchCanvases(): Canvases {
    return new Canvases(
      (id) => this.record.mirror.getNode(id),
      (element) => within(element, this.selectors.blocked),
      (picture) => this.guarded(() => this.add(picture)),
    );
  }

  start(): void {
    const { privacy, canvasFps } = this.options;
    this.stopRecord = this.record({
      emit: (event) => this.guarded(() => this.take(event as unknown as RrwebEvent)),
      // by element, so that no type of input is forgotten; which are shown after all, the scrubber knows
      maskInputOptions: { input: true, textarea: true, select: privacy.maskAllInputs } as object,
      maskInputFn: (text, element) => this.scrubber.input(text, element),
      maskTextFn: maskText,
      maskTextSelector: this.selectors.masked,
      blockSelector: this.selectors.blocked,
      ignoreSelector: this.selectors.ignored,
      blockClass: "sr-block",
      ignoreClass: "sr-ignore",
      maskTextClass: "sr-mask",
      inlineStylesheet: true,
      collectFonts: true,
      sampling: { mousemove: 100, scroll: 150 },
      slimDOMOptions: { script: true, comment: true, headFavicon: true, headWhitespace: true, headMetaSocial: true, headMetaVerification: true },
      errorHandler: () => true, // the page must never notice
    });
    this.timer = setInterval(() => this.guarded(() => this.keepHouse()), HOUSEKEEPING);
    window.addEventListener("keydown", this.onKey, { capture: true, passive: true });
    this.canvases?.start(canvasFps);
  }

  /** Masked text looks the same however much is typed, so that rrweb does not tell. */
  private readonly onKey = () => {
    const at = now();
    if (at - this.keyAt >= HOUSEKEEPING || at < this.keyAt) {
      this.keyAt = at;
      this.guarded(() => this.showLife(at));
    }
  };

  private showLife(at: number): void {
    this.sessions.touch(at);
    this.resume();
    if (!this.blocked && this.lost === undefined && this.needsPage(at)) {
      this.takeFull();
    }
  }

  stop(): void {
    clearInterval(this.timer);
    window.removeEventListener("keydown", this.onKey, { capture: true });
    this.canvases?.stop();
    this.stopRecord?.();
    this.stopRecord = undefined;
  }

  /** Whatever happens here, the page keeps working. */
  private guarded(work: () => void): void {
    try {
      work();
    } catch {
      this.giveUp();
    }
  }

  /** Where a page breaks what every script builds on, its recording ends, and says so if that is possible. */
  private giveUp(): void {
    const wasRunning = this.stopRecord !== undefined;
    unheard(() => this.stop())();
    if (wasRunning) {
      unheard(() => this.note("$recording_paused", { reason: "the page does not let itself be recorded" }))();
    }
  }

  /** A note in the recording itself, such as what was left out. */
  note(tag: string, payload: { readonly [member: string]: unknown }): void {
    const at = now();
    this.hand({ type: CUSTOM, timestamp: at, data: { tag, payload: { ...payload } } }, at);
  }

  private take(event: RrwebEvent): void {
    const at = event.timestamp;
    const active = event.type === INCREMENTAL && BY_VISITOR.has(event.data.source ?? -1);
    if (active) {
      this.sessions.touch(at);
    }
    if (this.blocked || (!active && !this.taking && this.isAway(at))) {
      return;
    }
    if (active) {
      this.resume();
    }
    if (event.type === INCREMENTAL && event.data.source === MUTATION && !this.admit(event, at)) {
      return;
    }
    if (this.lost !== undefined && !this.taking) {
      return;
    }
    if (event.type === INCREMENTAL && this.needsPage(at)) {
      this.takeFull();
      if (event.data.source === MUTATION) {
        return; // the page has it already
      }
      event.timestamp = Math.max(at, now()); // the page that it happened on comes first
    }
    this.hand(event, at);
  }

  private needsPage(at: number): boolean {
    return !this.taking && (at - this.fullAt >= FULL_EVERY || this.sessions.current(at).sessionId !== this.shownIn);
  }

  /** The visitor is here: a pause ends, and the page is taken anew before what he does. */
  private resume(): void {
    if (this.paused) {
      this.paused = false;
      this.fullAt = 0;
    }
  }

  /** On some pages nothing is recorded. */
  block(blocked: boolean): void {
    if (blocked && !this.blocked) {
      this.note("$recording_paused", { reason: "this page is not recorded" });
    }
    const goesOn = this.blocked && !blocked;
    this.blocked = blocked;
    if (goesOn) {
      this.guarded(() => this.takeFull());
    }
  }

  /** Something that was recorded is missing from now on. */
  lose(reason: string): void {
    this.lost = reason;
  }

  /** Takes the page as a whole, as after a new session was asked for. */
  takeAnew(): void {
    this.guarded(() => this.takeFull());
  }

  private isAway(at: number): boolean {
    if (!this.paused && this.sessions.isPaused(at)) {
      this.note("$recording_paused", { reason: "the visitor is away" });
      this.paused = true;
    }
    return this.paused;
  }

  private admit(event: RrwebEvent, at: number): boolean {
    const verdict = this.flood.admit(changesOf(event.data), at);
    if (verdict === "anew") {
      this.endFlood(at);
    }
    return verdict === "keep";
  }

  private endFlood(at: number): void {
    this.takeFull();
    this.note("$recording_gap", { reason: "the page changed too fast", changes: this.flood.shown(at) });
  }

  private takeFull(): void {
    if (this.taking) {
      return;
    }
    this.taking = true;
    this.fullAt = now(); // once, also where it fails
    this.shownIn = this.sessions.current(this.fullAt).sessionId;
    try {
      this.record.takeFullSnapshot();
    } finally {
      this.taking = false;
    }
  }

  /** After a gap: the page anew, and why. */
  private showAnew(reason: string): void {
    this.takeFull();
    this.note("$recording_gap", { reason });
  }

  private keepHouse(): void {
    const at = now();
    if (this.lost !== undefined && this.sink.ready && !this.blocked) {
      const reason = this.lost;
      this.lost = undefined;
      this.showAnew(reason);
    }
    if (this.flood.calmedDown(at) && !this.isAway(at)) {
      this.endFlood(at);
    }
    if (at - this.reportedAt >= REPORT_EVERY && this.sizes.isHeavy) {
      this.reportedAt = at;
      const weights = this.sizes.report((id) => this.record.mirror.getNode(id));
      if (weights.length > 0) {
        this.note("$recording_weights", { weights });
      }
    }
  }

  /** Something that rrweb does not see by itself; left out where nothing else is recorded, or the page comes anew with it. */
  private add(data: Change | Painted): void {
    const at = now();
    if (this.lost === undefined && !this.blocked && !this.isAway(at) && !this.needsPage(at)) {
      this.write({ type: INCREMENTAL, timestamp: at, data: { ...data } }, at);
    }
  }

  private hand(event: RrwebEvent, at: number): void {
    const follows = this.inliner.take(event);
    this.noteCanvases(event);
    this.write(event, at);
    if (follows !== undefined) {
      this.write({ type: INCREMENTAL, timestamp: event.timestamp, data: { ...follows } }, at);
    }
  }

  private noteCanvases(event: RrwebEvent): void {
    const { node, adds } = event.data as { node?: Written; adds?: { node: Written }[] };
    for (const root of node === undefined ? (adds ?? []).map((add) => add.node) : [node]) {
      this.canvases?.note(root);
    }
  }

  private write(event: RrwebEvent, at: number): void {
    this.scrubber.scrub(event);
    const json = stringify(event);
    if (event.type === INCREMENTAL && event.data.source === MUTATION) {
      this.sizes.add(event.data, json.length);
    }
    const { sessionId, windowId } = this.sessions.current(at);
    const taken = this.sink.add({ kind: "snapshot", session: sessionId, window: windowId, at: event.timestamp, json });
    if (event.type === FULL) {
      this.fullAt = at;
      this.shownIn = sessionId;
    }
    if (!taken) {
      this.lost ??= LOST;
    }
  }
}
