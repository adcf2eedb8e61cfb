import { bodyOf, eventsOf, type Entry, type Sender } from "./batch";
import type { Gzip } from "./gzip";
import { sizeOf, type Journal, type Piece } from "./journal";
import { clearTimer, setTimer } from "./natives";
import { KEEPALIVE_BYTES, type Outcome, type Transport } from "./transport";

/** Entries become a piece, which is kept over a crash, after so long. */
const CUT_EVERY = 2_000;
const SEND_EVERY = 10_000;
const SEND_FIRST = 3_000;
/** In characters of JSON; a request carries about this much, unless one piece is larger. */
const REQUEST_SIZE = 512 << 10;
const MOST_HELD = 4 << 20;
const MOST_QUEUED = 16 << 20;
const FIRST_RETRY = 3_000;
const LONGEST_RETRY = 5 * 60_000;
const LIMITED_FOR = 60_000;

export interface OutboxEvents {
  /** Snapshots were left out, for this reason; the recording has a gap from here on. */
  onLost(reason: "memory" | "refused" | "limited"): void;
}

/**
 * What was recorded and is not yet at the host: cut into pieces, kept over crashes, sent in order, one request at a time,
 * again until the host took it. While held nothing leaves the page.
 */
export class Outbox {
  private pieces: Piece[] = [];
  private entries: Entry[] = [];
  private size = 0;
  private lastId = 0;
  private held = true;
  private busy = false;
  private failures = 0;
  private notBefore = 0;
  private limitedUntil = 0;
  private cutTimer: ReturnType<typeof setTimeout> | undefined;
  private sendTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly transport: Transport,
    private readonly gzip: Gzip,
    private readonly journal: Journal,
    private readonly sender: () => Sender,
    private readonly events: OutboxEvents,
    private readonly clock: () => number,
  ) {}

  /** Queues one thing. False where it was left out, since too much waits already or snapshots are not wanted for a while. */
  add(entry: Entry): boolean {
    if (entry.kind === "snapshot" && this.clock() < this.limitedUntil) {
      return false;
    }
    if (this.size + entry.json.length > (this.held ? MOST_HELD : MOST_QUEUED)) {
      this.events.onLost("memory");
      return false;
    }
    this.size += entry.json.length + 1;
    this.entries.push(entry);
    this.cutTimer ??= setTimer(() => this.cut(), CUT_EVERY);
    if (this.size >= REQUEST_SIZE) {
      this.send(0);
    } else {
      this.send(SEND_EVERY);
    }
    return true;
  }

  /** The host said what may be sent. Without snapshots, those that wait are forgotten and never leave the page. */
  release(snapshots: boolean): void {
    if (!snapshots) {
      this.forgetSnapshots();
    }
    this.held = false;
    if (this.entries.length > 0 || this.pieces.length > 0) {
      this.send(SEND_FIRST);
    }
  }

  /** Until {@link release}, nothing leaves the page. */
  hold(): void {
    this.held = true;
  }

  /** Sends what a page that crashed or was closed could not, before anything newer. */
  async inherit(): Promise<void> {
    const inherited = await this.journal.inherit();
    if (inherited.length > 0) {
      this.pieces = [...inherited, ...this.pieces];
      this.measure();
      this.send(0);
    }
  }

  /** Forgets everything, sent or not. */
  async discard(): Promise<void> {
    this.entries = [];
    this.pieces = [];
    this.measure();
    await this.journal.clear();
  }

  private forgetSnapshots(): void {
    this.cut();
    const forgotten = this.pieces.filter((piece) => piece.snapshots);
    this.pieces = this.pieces.filter((piece) => !piece.snapshots);
    this.measure();
    void this.journal.remove(forgotten.map((piece) => piece.id));
  }

  private measure(): void {
    this.size =
      this.pieces.reduce((sum, piece) => sum + sizeOf(piece), 0) + this.entries.reduce((sum, entry) => sum + entry.json.length + 1, 0);
  }

  /** What was queued so far becomes pieces: one for each run of snapshots or of other events. */
  private cut(): void {
    clearTimer(this.cutTimer);
    this.cutTimer = undefined;
    const entries = this.entries;
    this.entries = [];
    for (let from = 0; from < entries.length; ) {
      let to = from;
      while (to < entries.length && entries[to]!.kind === entries[from]!.kind) {
        to++;
      }
      const piece: Piece = {
        id: ++this.lastId,
        events: eventsOf(entries.slice(from, to), this.sender()),
        snapshots: entries[from]!.kind === "snapshot",
      };
      this.pieces.push(piece);
      void this.journal.add(piece);
      from = to;
    }
  }

  private send(delay: number): void {
    const wait = Math.max(delay, this.notBefore - this.clock());
    if (wait <= 0) {
      clearTimer(this.sendTimer);
      this.sendTimer = undefined;
      void this.run();
    } else {
      this.sendTimer ??= setTimer(() => {
        this.sendTimer = undefined;
        void this.run();
      }, wait);
    }
  }

  private async run(): Promise<void> {
    if (this.busy || this.held) {
      return;
    }
    this.busy = true;
    try {
      this.cut();
      for (let batch = this.next(); batch.length > 0 && !this.held; batch = this.next()) {
        const body = bodyOf(batch.flatMap((piece) => piece.events), this.sender().token);
        const outcome = await this.transport.send(await this.gzip.compress(body));
        if (!this.settle(batch, outcome)) {
          break;
        }
        if (this.size < REQUEST_SIZE) {
          break; // the rest waits for company
        }
        this.cut();
      }
    } finally {
      this.busy = false;
      if (!this.held && (this.entries.length > 0 || this.pieces.length > 0)) {
        this.send(SEND_EVERY);
      }
    }
  }

  private next(): readonly Piece[] {
    const batch: Piece[] = [];
    let size = 0;
    for (const piece of this.pieces) {
      size += sizeOf(piece);
      if (size > REQUEST_SIZE && batch.length > 0) {
        break;
      }
      batch.push(piece);
    }
    return batch;
  }

  /** False where the batch has to wait. */
  private settle(batch: readonly Piece[], outcome: Outcome): boolean {
    if (outcome.kind === "later") {
      this.failures++;
      const backOff = Math.min(LONGEST_RETRY, FIRST_RETRY * 2 ** (this.failures - 1));
      this.notBefore = this.clock() + Math.max(outcome.after, backOff * (0.5 + Math.random() / 2));
      return false;
    }
    this.failures = 0;
    this.notBefore = 0;
    this.drop(batch);
    if (outcome.kind === "refused") {
      this.events.onLost("refused");
    }
    if (outcome.kind === "limited") {
      this.limitedUntil = this.clock() + LIMITED_FOR;
      this.forgetSnapshots();
      this.events.onLost("limited");
    }
    return true;
  }

  private drop(batch: readonly Piece[]): void {
    const gone = new Set(batch.map((piece) => piece.id));
    this.pieces = this.pieces.filter((piece) => !gone.has(piece.id));
    this.measure();
    void this.journal.remove([...gone]);
  }

  /** The network is back, or the page is seen again: no need to wait any longer. */
  retryNow(): void {
    this.notBefore = 0;
    if (this.entries.length > 0 || this.pieces.length > 0) {
      this.send(0);
    }
  }

  /**
   * The page goes away: hands to the browser what it takes, in pieces within its limit. What is too large, and what is under
   * way, stays kept for the next visit; the host knows what came twice.
   */
  leave(): void {
    this.cut();
    if (this.held) {
      return;
    }
    let size = REQUEST_SIZE;
    while (this.pieces.length > 0) {
      const batch = this.upTo(size);
      const body = this.gzip.compressNow(bodyOf(batch.flatMap((piece) => piece.events), this.sender().token));
      if (body.length > KEEPALIVE_BYTES && batch.length > 1) {
        size = Math.max(1, Math.floor(batch.reduce((sum, piece) => sum + sizeOf(piece), 0) / 2));
      } else if (body.length <= KEEPALIVE_BYTES && this.transport.leave(body)) {
        this.drop(batch);
      } else {
        return;
      }
    }
  }

  private upTo(most: number): readonly Piece[] {
    let size = 0;
    const batch = this.pieces.filter((piece) => (size += sizeOf(piece)) <= most);
    return batch.length > 0 ? batch : this.pieces.slice(0, 1);
  }
}
