/** What the player and its worker say to each other. */

/** One chunk of a run, as the chunk list describes it. */
export interface Piece {
  readonly index: number;
  readonly id: number;
  /** The number of its window, and the chunk that plays before it there; 0: none. */
  readonly window: number;
  readonly after: number;
  /** Plain bytes. */
  readonly length: number;
  readonly start: number;
  readonly end: number;
  /** Whether its events are wanted; else only what stands in them of interest. */
  readonly wanted: boolean;
  readonly digest: boolean;
}

export type ToWorker =
  | { readonly type: "run"; readonly job: number; readonly url: string; readonly pieces: readonly Piece[] }
  | { readonly type: "stop"; readonly job: number };

export type FromWorker =
  | {
      readonly type: "piece";
      readonly job: number;
      readonly index: number;
      readonly json: ArrayBuffer | null;
      readonly shift: number;
      readonly digest: Digest | null;
    }
  /** The answer ended after so many pieces, perhaps before the last. */
  | { readonly type: "done"; readonly job: number; readonly pieces: number }
  | { readonly type: "failed"; readonly job: number; readonly pieces: number; readonly status: number; readonly body: string };

/** What is of interest in one chunk; instants on the host's clock, everything bounded. */
export interface Digest {
  /** When the visitor did something, at most one in a quarter of a second. */
  readonly doings: readonly number[];
  readonly clicks: readonly Click[];
  /** When the page first changed, or was changed. */
  readonly firstReaction: number | null;
  readonly pages: readonly Moment[];
  readonly errors: readonly Moment[];
  /** Instants of all events but moves, each once, to step by. */
  readonly steps: Float64Array;
}

export interface Click {
  readonly at: number;
  readonly x: number;
  readonly y: number;
  /** What was clicked, in words; null where that cannot be told. */
  readonly target: string | null;
  /** When the page next changed, within the same chunk. */
  readonly reaction: number | null;
}

export interface Moment {
  readonly at: number;
  readonly text: string;
}
