import type { Reel, Track } from "./reel";
import type { Survey } from "./survey";

interface Claim {
  readonly at: number;
  readonly track: Track;
}

/**
 * Which window the visitor looked at: the last in which they did something, or that was opened. As far as nobody looked into a
 * chunk yet, its beginning counts as doing.
 */
export class Follow {
  private claims: Claim[] = [];
  private version = -1;

  constructor(
    private readonly reel: Reel,
    private readonly survey: Survey,
  ) {}

  /** The window to show at an instant; null where none can be shown at all. */
  trackAt(at: number): Track | null {
    const playable = this.reel.tracks.filter((track) => track.pictures.length > 0);
    if (playable.length < 2) {
      return playable[0] ?? null;
    }
    const claims = this.current();
    let found: Track | null = null;
    for (const claim of claims) {
      if (claim.at > at && found) {
        break;
      }
      found = claim.track;
    }
    return found;
  }

  /** When anything is to be seen again after a window ended; null where nothing comes. */
  nextAfter(at: number): number | null {
    return this.current().find((claim) => claim.at > at)?.at ?? null;
  }

  private current(): readonly Claim[] {
    const version = this.survey.version + this.reel.version;
    if (this.version !== version) {
      this.version = version;
      this.claims = this.reel.tracks.filter((track) => track.pictures.length > 0).flatMap((track) => this.claimsOf(track));
      this.claims.sort((a, b) => a.at - b.at);
    }
    return this.claims;
  }

  private claimsOf(track: Track): Claim[] {
    const opened = (track.pictures[0] as { at: number }).at;
    const claims: Claim[] = [{ at: opened, track }];
    for (const chunk of track.chunks) {
      const digest = this.survey.of(chunk);
      const times = digest ? digest.doings : [chunk.start];
      times.filter((at) => at > opened).forEach((at) => claims.push({ at, track }));
    }
    return claims;
  }
}
