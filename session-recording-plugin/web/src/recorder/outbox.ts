import { bodyOf, eventsOf, type Entry, type Sender } from "./batch";
import type { Gzip } from "./gzip";
import { sizeOf, type Journal, type Piece } from "./journal";
import { clearTimer, online, setTimer, unheardOf } from "./natives";
import { KEEPALIVE_BYTES, type Outcome, type Transport } from "./transport";

/** Entries become a piece, which is kept over a crash, after so long. */
const CUT_EVERY = 2_000;
const SEND_EVERY = 20_000;
const SEND_FIRST = 3_000;
/** In characters of JSON; a request carries about this much, unless one piece is larger. */
const REQUEST_SIZE = 512 << 10;
const MOST_HELD = 4 << 20;
const MOST_QUEUED = 16 << 20;
const FIRST_RETRY = 3_000;
const LONGEST_RETRY = 5 * 60_000;
const LIMITED_FOR = 60_000;
/** So often in a row the host may refuse before recording pauses as if over a quota. */
const MOST_REFUSALS = 3;

export interface OutboxEvents {
  /** Snapshots that were recorded did not get to the host, for this reason; the recording has a gap. */
  onLost(reason: LostReason): void;
}

export type LostReason = "memory" | "refused" | "limited";

/** What may leave the page. What may not yet waits. */
export type Allowed = "nothing" | "events" | "everything";

/**
 * What was recorded and is not yet at the host: cut into pieces, kept over crashes, sent in order, one request at a time,
 * again until the host took it. At first nothing leaves the page.
 */
export class Outbox {
  private pieces: Piece[] = [];
  private entries: Entry[] = [];
  private size = 0;
  private lastId = 0;
  private allowed: Allowed = "nothing";
  private busy = false;
  private hiding = false;
  private failures = 0;
  private refusals = 0;
  private notBefore = 0;
  /** The host itself asked for patience until then. */
  private toldToWait = 0;
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

  private get most(): number {
    return this.allowed === "everything" ? MOST_QUEUED : MOST_HELD;
  }

  /** Whether snapshots are taken, with room for a whole page. */
  get ready(): boolean {
    return this.clock() >= this.limitedUntil && this.size < this.most / 2;
  }

  /** Queues one thing. False where it was left out, since too much waits already or snapshots are not wanted for a while. */
  add(entry: Entry): boolean {
    if (entry.kind === "snapshot" && this.clock() < this.limitedUntil) {
      return false;
    }
    if (this.size + entry.json.length > this.most) {
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

  /** Events may leave the page; snapshots from now on wait. */
  allowEvents(): void {
    this.cut();
    this.allowed = "events";
    this.send(SEND_FIRST);
  }

  /** Everything may leave the page, but snapshots that waited for leave in another session than this one, which got none. */
  allowEverything(session: string): void {
    this.cut();
    this.allowed = "everything";
    this.forget((piece) => !piece.agreed && piece.session !== session);
    this.pieces = this.pieces.map((piece) => {
      const agreed = piece.agreed ? piece : { ...piece, agreed: true };
      if (agreed !== piece) {
        void unheardOf(this.journal.add(agreed));
      }
      return agreed;
    });
    this.send(SEND_FIRST);
  }

  /** Snapshots that wait for leave got none: they never leave the page. */
  refuseSnapshots(): void {
    this.cut();
    this.forget((piece) => !piece.agreed);
  }

  /** Sends what a page that crashed or was closed could not, before anything newer. */
  async inherit(): Promise<void> {
    const inherited = await this.journal.inherit();
    if (inherited.length > 0) {
      this.pieces = [...inherited, ...this.pieces];
      this.measure();
    }
  }

  /** Forgets everything; from now on nothing leaves the page. */
  discard(): void {
    this.allowed = "nothing";
    this.entries = [];
    this.pieces = [];
    this.measure();
  }

  private forget(which: (piece: Piece) => boolean): void {
    const forgotten = this.pieces.filter(which);
    this.pieces = this.pieces.filter((piece) => !forgotten.includes(piece));
    this.measure();
    void unheardOf(this.journal.remove(forgotten.map((piece) => piece.id)));
  }

  private measure(): void {
    this.size =
      this.pieces.reduce((sum, piece) => sum + sizeOf(piece), 0) + this.entries.reduce((sum, entry) => sum + entry.json.length + 1, 0);
  }

  /** What was queued so far becomes pieces: one for each run of other events, or of snapshots of one session. */
  private cut(): void {
    clearTimer(this.cutTimer);
    this.cutTimer = undefined;
    const entries = this.entries;
    this.entries = [];
    for (let from = 0; from < entries.length; ) {
      const session = sessionOf(entries[from]!);
      let to = from;
      while (to < entries.length && sessionOf(entries[to]!) === session) {
        to++;
      }
      const piece: Piece = {
        id: ++this.lastId,
        events: eventsOf(entries.slice(from, to), this.sender()),
        session,
        agreed: session === undefined || this.allowed === "everything",
      };
      this.pieces.push(piece);
      void unheardOf(this.journal.add(piece));
      from = to;
    }
  }

  private send(delay: number): void {
    if (this.allowed === "nothing" || (this.entries.length === 0 && this.pieces.length === 0)) {
      return;
    }
    const wait = Math.max(delay, this.notBefore - this.clock());
    if (wait <= 0) {
      clearTimer(this.sendTimer);
      this.sendTimer = undefined;
      void unheardOf(this.run());
    } else {
      this.sendTimer ??= setTimer(() => {
        this.sendTimer = undefined;
        void unheardOf(this.run());
      }, wait);
    }
  }

  private async run(): Promise<void> {
    if (this.busy) {
      return;
    }
    this.busy = true;
    try {
      this.cut();
      for (let batch = this.next(REQUEST_SIZE); batch.length > 0; batch = this.next(REQUEST_SIZE)) {
        const body = await this.gzip.compress(this.bodyOf(batch));
        if (!this.settle(batch, await this.transport.send(body, this.hiding && body.length <= KEEPALIVE_BYTES))) {
          break;
        }
        if (this.size < REQUEST_SIZE) {
          break; // the rest waits for company
        }
        this.cut();
      }
    } finally {
      this.busy = false;
      this.hiding = false;
      this.send(SEND_EVERY);
    }
  }

  private bodyOf(batch: readonly Piece[]): string {
    return bodyOf(
      batch.flatMap((piece) => piece.events),
      this.sender().token,
    );
  }

  /** What may leave, from the oldest on, up to a size; a single piece may be larger. */
  private next(most: number, from: readonly Piece[] = this.pieces): readonly Piece[] {
    const batch: Piece[] = [];
    let size = 0;
    for (const piece of this.allowed === "nothing" ? [] : from.filter(({ agreed }) => agreed)) {
      size += sizeOf(piece);
      if (size > most && batch.length > 0) {
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
      this.toldToWait = this.clock() + outcome.after;
      this.notBefore = Math.max(this.toldToWait, this.clock() + backOff * (0.5 + Math.random() / 2));
      return false;
    }
    this.failures = 0;
    this.notBefore = 0;
    this.toldToWait = 0;
    this.drop(batch);
    this.refusals = outcome.kind === "refused" ? this.refusals + 1 : 0;
    if (outcome.kind === "limited" || this.refusals >= MOST_REFUSALS) {
      this.limitedUntil = this.clock() + LIMITED_FOR;
      this.forget((piece) => piece.session !== undefined);
    }
    if (outcome.kind !== "taken" && batch.some((piece) => piece.session !== undefined)) {
      this.events.onLost(outcome.kind);
    }
    return true;
  }

  private drop(batch: readonly Piece[]): void {
    const gone = new Set(batch.map((piece) => piece.id));
    this.forget((piece) => gone.has(piece.id));
  }

  /** The network is back, or the page is seen again: no need to wait any longer, unless the host asked for it. */
  retryNow(): void {
    this.notBefore = this.toldToWait;
    this.send(0);
  }

  /** The page is not seen any more, and may never be again: what waits is sent, so that it outlives the page. */
  hide(): void {
    this.cut();
    this.hiding = true;
    this.send(0);
  }

  /**
   * The page goes away: hands to the browser what it takes, in portions within its limit. What is too large stays kept for the
   * next visit, and so does what the browser took while the host could not be reached; the host knows what came twice.
   */
  leave(): void {
    this.cut();
    if (this.clock() < this.toldToWait || !online()) {
      return;
    }
    let rest: readonly Piece[] = this.pieces;
    let most = REQUEST_SIZE;
    for (let batch = this.next(most, rest); batch.length > 0; batch = this.next(most, rest)) {
      const body = this.gzip.compressNow(this.bodyOf(batch));
      if (body.length > KEEPALIVE_BYTES && batch.length > 1) {
        most = Math.max(1, Math.floor(batch.reduce((sum, piece) => sum + sizeOf(piece), 0) / 2));
        continue;
      }
      if (body.length > KEEPALIVE_BYTES || !this.transport.leave(body)) {
        return;
      }
      rest = rest.filter((piece) => !batch.includes(piece));
      if (this.failures === 0) {
        this.pieces = this.pieces.filter((piece) => !batch.includes(piece));
        this.measure();
        this.journal.removeAtOnce(batch.map((piece) => piece.id));
      }
    }
  }
}

function sessionOf(entry: Entry): string | undefined {
  return entry.kind === "snapshot" ? entry.session : undefined;
}
