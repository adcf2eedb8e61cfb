import type { Chunk, Track } from "./reel";

/** Plain bytes of one request: large enough to be few, small enough to be soon. */
const RUN = 4 * 1024 * 1024;
/** Stored bytes of one request; the host sends no more at once either. */
const STORED = 3 * 1024 * 1024;
/** Chunks of other windows that are fetched along rather than asked around. */
const FOREIGN = 512 * 1024;

/** Chunks that follow one another in the store, to be fetched by one request. */
export interface Run {
  readonly first: number;
  readonly last: number;
  /** All chunks of the run, of whatever window, in order. */
  readonly chunks: readonly Chunk[];
  /** How many of them are the window's next ones. */
  readonly own: number;
}

/** Plans requests over the stored order of a recording's chunks. */
export class Runs {
  private readonly order: Chunk[] = [];
  private readonly places = new Map<number, number>();

  constructor(chunks: readonly Chunk[]) {
    this.add(chunks);
  }

  /** Chunks that came to those that are there. */
  add(chunks: readonly Chunk[]): void {
    this.order.push(...chunks);
    this.order.sort((a, b) => a.id - b.id);
    this.order.forEach((chunk, i) => this.places.set(chunk.id, i));
  }

  /**
   * The run that begins with a window's chunk and takes along those that follow it.
   *
   * @param most plain bytes wanted
   */
  from(track: Track, place: number, most = RUN): Run {
    const begin = this.placeOf(track.chunks[place] as Chunk);
    let end = begin;
    let own = 1;
    let length = (this.order[begin] as Chunk).length;
    let stored = (this.order[begin] as Chunk).bytes;
    for (let next = place + 1; next < track.chunks.length; next++) {
      const at = this.placeOf(track.chunks[next] as Chunk);
      if (at <= end) {
        break; // it came late, and plays between others
      }
      const between = this.order.slice(end + 1, at);
      const foreign = sum(between);
      const chunk = this.order[at] as Chunk;
      length += chunk.length;
      stored += chunk.bytes + foreign;
      if (foreign > FOREIGN || length > most || stored > STORED) {
        break;
      }
      end = at;
      own++;
    }
    return this.run(begin, end, own);
  }

  /** A run over everything from a place in the stored order on. */
  all(begin: number): Run {
    let end = begin;
    let stored = (this.order[begin] as Chunk).bytes;
    while (end + 1 < this.order.length && stored + (this.order[end + 1] as Chunk).bytes <= STORED / 3) {
      end++;
      stored += (this.order[end] as Chunk).bytes;
    }
    return this.run(begin, end, 0);
  }

  get count(): number {
    return this.order.length;
  }

  private run(begin: number, end: number, own: number): Run {
    const chunks = this.order.slice(begin, end + 1);
    return { first: (chunks[0] as Chunk).id, last: (chunks[chunks.length - 1] as Chunk).id, chunks, own };
  }

  private placeOf(chunk: Chunk): number {
    return this.places.get(chunk.id) as number;
  }
}

function sum(chunks: readonly Chunk[]): number {
  return chunks.reduce((bytes, chunk) => bytes + chunk.bytes, 0);
}
