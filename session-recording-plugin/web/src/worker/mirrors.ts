import { Mirror } from "./mirror";
import type { Piece } from "./messages";

/** Nodes of all pages that are known at once: what naming clicks costs in memory. */
const MOST_NODES = 100_000;
const MOST = 6;

/**
 * The pages that chunks go on from. Chunks come from the player and from whoever looks through the recording, in either's order:
 * a page is known for the chunk that plays right after the last it saw, whoever reads it.
 */
export class Mirrors {
  /** The last used is the last. */
  private mirrors: Mirror[] = [];

  /** The page before a chunk; one that knows nothing where what lies before was not read. */
  before(piece: Piece): Mirror {
    const found = this.mirrors.find(({ window, last }) => window === piece.window && last === piece.after);
    this.mirrors = this.mirrors.filter((mirror) => mirror !== found);
    return found ?? new Mirror(piece.window);
  }

  /** The page after it. */
  after(piece: Piece, mirror: Mirror): void {
    if (!mirror.blind) {
      mirror.last = piece.id;
      this.mirrors.push(mirror);
      while (this.mirrors.length > MOST || (this.mirrors.length > 1 && this.nodes > MOST_NODES)) {
        this.mirrors.shift();
      }
    }
  }

  private get nodes(): number {
    return this.mirrors.reduce((sum, { size }) => sum + size, 0);
  }
}
