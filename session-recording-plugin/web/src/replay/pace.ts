/** What pace needs to know of a scene. */
export interface Passing {
  readonly at: number;
  readonly through: number;
  readonly complete: boolean;
  readonly end: number;
  nextDoing(): number | null;
}

/** Nobody doing anything for longer than this is passed over, in milliseconds. */
const IDLE = 4000;
/** How long passing over takes at most. */
const PASSING = 1500;
/** Normal pace begins this long before something is done. */
const BEFORE = 700;
const FASTEST = 3600;

/** How fast time goes: as asked, or faster while nobody does anything. */
export class Pace {
  speed = 1;
  /** The rate that was used last. */
  last = 1;
  private skipIdle = false;
  private passing = 0;

  set(speed: number, skipIdle: boolean): void {
    this.speed = Math.min(16, Math.max(0.1, speed));
    this.skipIdle = skipIdle;
    this.reset();
  }

  reset(): void {
    this.passing = 0;
    this.last = this.speed;
  }

  rate(scene: Passing): number {
    this.last = this.skipIdle ? Math.max(this.speed, this.rateOverIdle(scene)) : this.speed;
    return this.last;
  }

  private rateOverIdle(scene: Passing): number {
    const until = scene.nextDoing() ?? (scene.complete ? scene.end : scene.through);
    const left = until - BEFORE - scene.at;
    if (left <= 0 || (this.passing === 0 && left < IDLE)) {
      this.passing = 0;
    } else {
      this.passing = Math.max(this.passing, Math.min(FASTEST, left / PASSING));
    }
    return this.passing;
  }
}
