import type { Controls } from "./controls";
import { el, textButton } from "./dom";
import { findNeighbours, listContext, type Neighbours } from "./neighbours";
import type { PreferenceStore } from "./preferences";
import type { Screen } from "./screen";

const SECONDS = 5;

/** From a recording to those before and after it in the list one came from; by itself where one likes that. */
export class Onward {
  private neighbours: Neighbours = { previous: null, next: null };
  private timer: ReturnType<typeof setInterval> | undefined;

  constructor(
    private readonly list: string | null,
    private readonly controls: Controls,
    private readonly screen: Screen,
    private readonly preferences: PreferenceStore,
  ) {}

  /** Looks the list up, once there is time for it. */
  begin(): void {
    this.controls.autoplay(this.preferences.current.autoplay);
    const context = this.list === null ? null : listContext(document.referrer);
    if (this.list !== null && context !== null) {
      findNeighbours(this.list, context, location.pathname).then(
        (found) => {
          this.neighbours = found;
          this.controls.neighbours(found.previous !== null, found.next !== null);
        },
        (e: unknown) => console.warn("Cannot find the recordings before and after this one:", e),
      );
    }
  }

  go(by: 1 | -1): void {
    const neighbour = by > 0 ? this.neighbours.next : this.neighbours.previous;
    if (neighbour) {
      location.assign(neighbour.link);
    }
  }

  toggle(): void {
    const autoplay = !this.preferences.current.autoplay;
    this.preferences.change({ autoplay });
    this.controls.autoplay(autoplay);
    this.screen.flash("auto", autoplay ? "Plays the next one by itself" : "Stops at the end");
    if (!autoplay) {
      this.cancel();
    }
  }

  /** The recording is over: counts down to the next one. */
  finished(): void {
    const next = this.neighbours.next;
    if (next && this.preferences.current.autoplay && this.timer === undefined) {
      let left = SECONDS;
      const count = el("span", "sr-count", String(left));
      const buttons = el("div", "sr-choices", textButton("Play now", () => this.go(1)), textButton("Cancel", () => this.cancel()));
      const cover = el("div", "sr-countdown", el("p", "", "Next recording in ", count), el("strong", "", next.person), buttons);
      cover.setAttribute("role", "alertdialog");
      cover.setAttribute("aria-label", "Next recording");
      this.screen.cover(cover);
      buttons.querySelector<HTMLElement>("button:last-child")?.focus();
      this.timer = setInterval(() => {
        count.textContent = String(--left);
        if (left <= 0) {
          this.cancel();
          this.go(1);
        }
      }, 1000);
    }
  }

  cancel(): void {
    clearInterval(this.timer);
    this.timer = undefined;
    this.screen.cover(null);
  }
}
