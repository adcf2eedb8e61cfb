import type { Digest, Piece } from "../worker/messages";
import { RunFailed, type Came, type Fetcher } from "./fetcher";
import { placeFor, throughOf, type Chunk, type Picture, type Reel, type Track } from "./reel";
import { Runs, type Run } from "./runs";
import type { Source } from "./source";
import type { Stage } from "./stage";

const TRIES = 4;
const FIRST_PAUSE = 400;
const MOST_LOST_IN_A_ROW = 8;
/** Read from the very first chunk where so little stands before the first picture. */
const HEAD = 256 * 1024;

export interface FeedListener {
  onDigest(chunk: Chunk, digest: Digest): void;
  /** A chunk that cannot be read is left out. */
  onLost(chunk: Chunk, reason: string): void;
  /** Everything of the track before this instant came. */
  onThrough(at: number): void;
}

/** Brings a window's chunks to the stage, from a picture on, as far ahead as there is room. */
export class Feed {
  private readonly runs: Runs;
  private lostInARow = 0;
  private readonly wakers = new Set<() => void>();

  constructor(
    private readonly reel: Reel,
    private readonly source: Source,
    private readonly fetcher: Fetcher,
    private readonly stage: Stage,
    private readonly listener: FeedListener,
    private readonly hasDigest: (chunk: Chunk) => boolean,
  ) {
    this.runs = new Runs(reel.chunks);
  }

  /** Chunks came to the recording. */
  grow(chunks: readonly Chunk[]): void {
    this.runs.add(chunks);
    this.wakers.forEach((waker) => waker());
  }

  /**
   * Brings all chunks of the window, and those that come while it is shown; ends when another scene begins. Throws a problem
   * where it cannot go on.
   */
  async play(scene: number, track: Track, picture: Picture, stop: AbortSignal): Promise<void> {
    let place = this.begin(track, picture);
    // what the picture needs comes first, and by one request
    let most: number | undefined = lengthOf(track.chunks.slice(place, picture.place + 1)) + HEAD;
    while (!stop.aborted) {
      while (place < track.chunks.length && !stop.aborted) {
        await this.stage.room(scene);
        if (stop.aborted) {
          return;
        }
        place += await this.bring(scene, track, place, most, stop);
        most = undefined;
      }
      if (!stop.aborted) {
        this.stage.post({ type: "end", scene });
        await this.growth(track, stop);
      }
    }
  }

  /** Waits until more of a window comes, or its scene is left. */
  private async growth(track: Track, stop: AbortSignal): Promise<void> {
    const many = track.chunks.length;
    while (track.chunks.length === many && !stop.aborted) {
      await new Promise<void>((resolve) => {
        const wake = (): void => {
          this.wakers.delete(wake);
          resolve();
        };
        this.wakers.add(wake);
        stop.addEventListener("abort", wake, { once: true });
      });
    }
  }

  private begin(track: Track, picture: Picture): number {
    const isFirst = picture === track.pictures[0];
    return isFirst && lengthOf(track.chunks.slice(0, picture.place)) <= HEAD ? 0 : placeFor(picture);
  }

  /** Brings the chunks of one request; gives how many of the window's are settled. */
  private async bring(scene: number, track: Track, place: number, most: number | undefined, stop: AbortSignal): Promise<number> {
    let run = this.runs.from(track, place, most);
    let settled = 0;
    for (let attempt = 1; ; attempt++) {
      try {
        const own = new Set(track.chunks.slice(place, place + run.own));
        await this.fetch(run, own, stop, (came) => {
          if (came.json) {
            this.stage.chunk(scene, this.onItsWay(track, place + settled, came.json, came.shift));
            this.listener.onThrough(throughOf(track, place + settled));
            settled++;
            this.lostInARow = 0;
          }
        });
        return settled;
      } catch (e) {
        if (!(e instanceof RunFailed) || stop.aborted) {
          throw e;
        }
        if (settled > 0) {
          return settled;
        }
        if (e.status === 401 || e.status === 403) {
          throw e.problem;
        } else if (isLasting(e.status) && run.chunks.length > 1) {
          run = this.runs.from(track, place, 0); // perhaps only one of them cannot be read
        } else if ((isLasting(e.status) && attempt > 1) || attempt >= TRIES) {
          await this.lose(scene, track, place, e);
          return 1;
        } else {
          await pause(FIRST_PAUSE * 2 ** (attempt - 1), stop);
        }
      }
    }
  }

  /** Leaves a chunk out and goes on; throws where the host, or the whole recording, is away. */
  private async lose(scene: number, track: Track, place: number, cause: RunFailed): Promise<void> {
    await this.source.list();
    if (++this.lostInARow > MOST_LOST_IN_A_ROW) {
      throw cause.problem;
    }
    const nothing = new TextEncoder().encode("[]").buffer;
    this.stage.chunk(scene, this.onItsWay(track, place, nothing, 0));
    this.listener.onLost(track.chunks[place] as Chunk, cause.problem.message);
  }

  private fetch(run: Run, own: ReadonlySet<Chunk>, stop: AbortSignal, onPiece: (came: Came) => void): Promise<number> {
    const pieces = run.chunks.map((chunk, index) => this.piece(chunk, index, own.has(chunk)));
    return this.fetcher.run(this.source.run(run.first, run.last), pieces, (came) => {
      this.digest(run, came);
      onPiece(came);
    }, stop);
  }

  /** Looks at chunks without showing them. Gives the place after the last that was looked at. */
  async look(begin: number): Promise<number> {
    const run = this.runs.all(begin);
    if (run.chunks.every(this.hasDigest)) {
      return begin + run.chunks.length;
    }
    const pieces = run.chunks.map((chunk, index) => this.piece(chunk, index, false));
    const done = await this.fetcher.run(this.source.run(run.first, run.last), pieces, (came) => this.digest(run, came));
    return begin + Math.max(1, done);
  }

  get count(): number {
    return this.runs.count;
  }

  private piece(chunk: Chunk, index: number, wanted: boolean): Piece {
    const { id, length, start, end } = chunk;
    const { window, after } = this.reel.placeOf(chunk);
    return { index, id, window, after, length, start, end, wanted, digest: !this.hasDigest(chunk) };
  }

  private digest(run: Run, came: Came): void {
    if (came.digest) {
      this.listener.onDigest(run.chunks[came.index] as Chunk, came.digest);
    }
  }

  private onItsWay(track: Track, place: number, json: ArrayBuffer, shift: number) {
    const chunk = track.chunks[place] as Chunk;
    return { json, shift, from: chunk.start, to: chunk.end, through: throughOf(track, place) };
  }
}

/** Whether asking again for the same would be answered the same. */
function isLasting(status: number): boolean {
  return status === 404 || status === 410;
}

function lengthOf(chunks: readonly Chunk[]): number {
  return chunks.reduce((length, chunk) => length + chunk.length, 0);
}

function pause(millis: number, stop: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, millis);
    stop.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
