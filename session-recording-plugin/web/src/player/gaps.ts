import { clock } from "./clock";
import type { Chunk, Reel } from "./reel";

/** Nothing for so long may be a visitor who went away, or snapshots that never came. */
const QUIET = 60_000;

/** A span of which nothing can be shown, and why. */
export interface Gap {
  readonly from: number;
  readonly to: number;
  readonly kind: "head" | "quiet" | "lost";
  readonly label: string;
}

/** A chunk that could not be read. */
export interface Lost {
  readonly chunk: Chunk;
  readonly reason: string;
}

/** All gaps of a recording, in order. */
export function gapsOf(reel: Reel, lost: readonly Lost[]): Gap[] {
  const gaps: Gap[] = lost.map(({ chunk, reason }) => ({
    from: chunk.start,
    to: chunk.end,
    kind: "lost",
    label: `Missing here: ${reason}`,
  }));
  const first = Math.min(...reel.tracks.map((track) => track.pictures[0]?.at ?? Infinity));
  if (first - reel.start > 1000 && first < Infinity) {
    gaps.push({ from: reel.start, to: first, kind: "head", label: `The beginning was never received: pictures start at ${clock(first - reel.start)}` });
  }
  gaps.push(...quietOf(reel));
  return gaps.sort((a, b) => a.from - b.from);
}

function quietOf(reel: Reel): Gap[] {
  const gaps: Gap[] = [];
  let seen = reel.start;
  for (const chunk of [...reel.chunks].sort((a, b) => a.start - b.start)) {
    if (chunk.start - seen >= QUIET) {
      gaps.push({ from: seen, to: chunk.start, kind: "quiet", label: `No snapshots for ${clock(chunk.start - seen)}` });
    }
    seen = Math.max(seen, chunk.end);
  }
  return gaps;
}
