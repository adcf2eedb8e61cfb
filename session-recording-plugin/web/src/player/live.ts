import { asProblem } from "./problem";
import type { ChunkEntry } from "./reel";
import type { Listing, Source } from "./source";

/** The session is under way as long as something came within this time. */
const QUIET = 5 * 60_000;
/** Nothing more is waited for after so long without anything. */
const OVER = 30 * 60_000;
const SOONEST = 2000;
const LATEST = 15_000;
const LATEST_AFTER_FAILURE = 60_000;

/** What a live recording's page is to know. */
export interface LiveListener {
  /** Chunks came. */
  onNews(entries: readonly ChunkEntry[]): void;
  /** Whether the session is under way. */
  onLive(live: boolean): void;
}

/** The page around it, as far as waiting needs it. */
export interface Surroundings {
  hidden(): boolean;
  onShown(then: () => void): void;
  /** Milliseconds; only differences count. */
  time(): number;
  after(millis: number, then: () => void): void;
}

export const PAGE: Surroundings = {
  hidden: () => document.hidden,
  onShown: (then) => document.addEventListener("visibilitychange", () => document.hidden || then()),
  time: () => performance.now(),
  after: (millis, then) => void setTimeout(then, millis),
};

/**
 * Looks for more of a recording whose session may go on: soon after something came, ever more seldom while nothing does, not
 * at all while nobody sees the page, and no more once nothing came for half an hour.
 */
export class LiveTail {
  private pause = SOONEST;
  private asking = false;
  private waiting = false;
  private stopped = false;
  private live = false;
  private lastNews: number;

  constructor(
    private readonly source: Pick<Source, "listAfter">,
    private listing: Listing,
    private last: number,
    end: number,
    private readonly listener: LiveListener,
    private readonly page: Surroundings = PAGE,
  ) {
    const now = listing.now ?? Infinity;
    // on the page's clock, which goes on whatever the host's does
    this.lastNews = page.time() - Math.max(0, now - end);
  }

  /** Does nothing where the session is over. */
  begin(): void {
    this.page.onShown(() => this.wake());
    this.judge();
    this.wait();
  }

  private wait(): void {
    if (!this.stopped && !this.waiting && !this.page.hidden()) {
      this.waiting = true;
      this.page.after(this.pause, () => {
        this.waiting = false;
        this.wake();
      });
    }
  }

  private wake(): void {
    if (!this.stopped && !this.asking && !this.page.hidden()) {
      this.asking = true;
      void this.ask().finally(() => {
        this.asking = false;
        this.judge();
        this.wait();
      });
    }
  }

  private async ask(): Promise<void> {
    let listing: Listing | null;
    try {
      listing = await this.source.listAfter(this.last, this.listing);
    } catch (e) {
      const { kind } = asProblem(e);
      this.stopped = kind === "gone" || kind === "forbidden";
      this.pause = Math.min(LATEST_AFTER_FAILURE, this.pause * 2);
      return;
    }
    this.listing = listing ?? this.listing;
    const entries = listing?.entries ?? [];
    this.pause = entries.length > 0 ? SOONEST : Math.min(LATEST, this.pause * 1.4);
    if (entries.length > 0) {
      this.last = Math.max(...entries.map(({ id }) => id));
      this.lastNews = this.page.time();
      this.judge();
      this.listener.onNews(entries);
    }
  }

  private judge(): void {
    const quiet = this.page.time() - this.lastNews;
    this.stopped ||= !(quiet < OVER);
    const live = !this.stopped && quiet < QUIET;
    if (live !== this.live) {
      this.live = live;
      this.listener.onLive(live);
    }
  }
}
