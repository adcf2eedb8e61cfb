/** Changes of a page, in nodes and attributes, that one second may bring. */
const MOST_CHANGES = 2_000;
const SECOND = 1_000;
/** How long it must be quiet before recording goes on, and how often at least the page is shown anew meanwhile. */
const QUIET = 1_000;
const SHOWN_EVERY = 10_000;

export type Verdict =
  /** Record it. */
  | "keep"
  /** Leave it out; what follows makes no sense before the page was taken anew. */
  | "drop"
  /** Leave it out too, and take the page anew now. */
  | "anew";

/**
 * Lets mutations through up to a rate. A page that changes faster is shown as it looks every ten seconds, and once more when
 * it has calmed down, instead of in all its steps.
 */
export class FloodGate {
  private since = 0;
  private changes = 0;
  private flooded = false;
  private lastAt = 0;
  private shownAt = 0;
  private left = 0;

  /** What becomes of a mutation with so many changes. */
  admit(changes: number, at: number): Verdict {
    if (at - this.since >= SECOND) {
      this.since = at;
      this.changes = 0;
    }
    this.changes += changes;
    const quiet = at - this.lastAt >= QUIET;
    this.lastAt = at;
    if (!this.flooded) {
      if (this.changes <= MOST_CHANGES) {
        return "keep";
      }
      this.flooded = true;
      this.shownAt = at;
    }
    this.left += changes;
    return quiet || at - this.shownAt >= SHOWN_EVERY ? "anew" : "drop";
  }

  /** Whether it is time to show the page although nothing changed any more. */
  calmedDown(at: number): boolean {
    return this.flooded && at - this.lastAt >= QUIET;
  }

  /** The page was taken anew. @returns changes that were left out */
  shown(at: number): number {
    const left = this.left;
    this.left = 0;
    this.shownAt = at;
    this.changes = 0;
    this.flooded = this.flooded && at - this.lastAt < QUIET;
    return left;
  }
}

/** Changes in a mutation's data, as rrweb has it. */
export function changesOf(data: unknown): number {
  const mutation = data as { adds?: unknown[]; removes?: unknown[]; attributes?: unknown[]; texts?: unknown[] };
  return (
    (mutation.adds?.length ?? 0) + (mutation.removes?.length ?? 0) + (mutation.attributes?.length ?? 0) + (mutation.texts?.length ?? 0)
  );
}
