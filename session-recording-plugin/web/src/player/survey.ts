import type { Click, Digest, Moment } from "../worker/messages";
import type { Chunk, Reel } from "./reel";

/** A click that nothing answered for so long is dead. */
const DEAD_AFTER = 2500;
/** So many clicks near each other, within so long, are rage. */
const RAGE_CLICKS = 3;
const RAGE_WITHIN = 1000;
const RAGE_NEAR = 40;

export type MarkerKind = "click" | "rage" | "dead" | "page" | "error" | "event";

/** A moment worth jumping to; its text came from a visitor's browser. */
export interface Marker {
  readonly kind: MarkerKind;
  readonly at: number;
  readonly text: string;
  /** What was clicked, in words; null where that cannot be told, or nothing was. */
  readonly target?: string | null;
}

/** What was seen of the recording so far, chunk by chunk, in whatever order they came. */
export class Survey {
  private readonly digests = new Map<number, Digest>();
  /** Counts what was added, so that others know when to look again. */
  version = 0;

  constructor(private readonly reel: Reel) {}

  add(chunk: Chunk, digest: Digest): void {
    if (!this.digests.has(chunk.id)) {
      this.digests.set(chunk.id, digest);
      this.version++;
    }
  }

  has(chunk: Chunk): boolean {
    return this.digests.has(chunk.id);
  }

  /** Whether all chunks were looked at. */
  get complete(): boolean {
    return this.digests.size >= this.reel.chunks.length;
  }

  of(chunk: Chunk): Digest | undefined {
    return this.digests.get(chunk.id);
  }

  /** Clicks, rage, dead clicks, pages and errors, in order of time. */
  markers(): Marker[] {
    const markers = this.reel.tracks.flatMap((track) => this.clicksOf(track.chunks));
    for (const digest of this.digests.values()) {
      digest.errors.forEach(({ at, text }) => markers.push({ kind: "error", at, text }));
    }
    markers.push(...pageChanges([...this.digests.values()].flatMap((digest) => digest.pages)));
    return markers.sort((a, b) => a.at - b.at);
  }

  private clicksOf(chunks: readonly Chunk[]): Marker[] {
    const markers: Marker[] = [];
    const clicks = chunks.flatMap((chunk, place) =>
      (this.of(chunk)?.clicks ?? []).map((click) => ({ ...click, dead: this.isDead(click, chunks, place) })),
    );
    for (let i = 0; i < clicks.length; i++) {
      const many = rageFrom(clicks, i);
      const click = clicks[i] as Click & { dead: boolean };
      if (many >= RAGE_CLICKS) {
        markers.push({ kind: "rage", at: click.at, text: `${many} clicks in a row`, target: click.target });
        i += many - 1;
      } else {
        markers.push({ kind: click.dead ? "dead" : "click", at: click.at, text: click.dead ? "Nothing changed after it" : "", target: click.target });
      }
    }
    return markers;
  }

  /** Nothing moved for a while after it; not where what came next is not known. */
  private isDead(click: Click, chunks: readonly Chunk[], place: number): boolean {
    const until = click.at + DEAD_AFTER;
    if (click.reaction !== null) {
      return click.reaction > until;
    }
    for (let next = place + 1; next < chunks.length; next++) {
      const chunk = chunks[next] as Chunk;
      const digest = this.of(chunk);
      if (chunk.start > until) {
        return true;
      }
      if (!digest || (digest.firstReaction !== null && digest.firstReaction <= until)) {
        return false;
      }
    }
    return (chunks[chunks.length - 1] as Chunk).end > until;
  }

  /** Instants of single events around one, to step by: the next after it, or the last before it. */
  step(chunks: readonly Chunk[], at: number, by: 1 | -1): number | null {
    let found: number | null = null;
    for (const chunk of chunks) {
      for (const step of this.of(chunk)?.steps ?? []) {
        const beyond = by > 0 ? step > at + 1 : step < at - 1;
        if (beyond && (found === null || (by > 0 ? step < found : step > found))) {
          found = step;
        }
      }
    }
    return found;
  }
}

function rageFrom(clicks: readonly Click[], first: number): number {
  const begin = clicks[first] as Click;
  let many = 1;
  for (let i = first + 1; i < clicks.length; i++) {
    const click = clicks[i] as Click;
    const before = clicks[i - 1] as Click;
    const near = Math.hypot(click.x - begin.x, click.y - begin.y) <= RAGE_NEAR;
    if (!near || click.at - before.at > RAGE_WITHIN) {
      break;
    }
    many++;
  }
  return many;
}

/** Each address once in a row. */
function pageChanges(pages: readonly Moment[]): Marker[] {
  const markers: Marker[] = [];
  for (const page of [...pages].sort((a, b) => a.at - b.at)) {
    if (markers.at(-1)?.text !== page.text) {
      markers.push({ kind: "page", at: page.at, text: page.text });
    }
  }
  return markers;
}
