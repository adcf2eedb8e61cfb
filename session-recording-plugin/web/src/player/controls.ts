import { clock } from "./clock";
import { el, iconButton, say, swap } from "./dom";
import type { Track } from "./reel";

export const SPEEDS = [0.5, 1, 1.5, 2, 4, 8, 16] as const;

/** What the buttons do. */
export interface Actions {
  toggle(): void;
  goLive(): void;
  step(by: 1 | -1): void;
  neighbour(by: 1 | -1): void;
  setSpeed(speed: number): void;
  toggleSkip(): void;
  toggleAutoplay(): void;
  pin(track: Track | null): void;
  copyLink(): void;
  showKeys(): void;
  togglePanel(): void;
  toggleFull(): void;
}

/** The row of buttons under the timeline. */
export class Controls {
  readonly element: HTMLElement;
  private readonly playButton: HTMLButtonElement;
  private readonly previousButton: HTMLButtonElement;
  private readonly nextButton: HTMLButtonElement;
  private readonly skipButton: HTMLButtonElement;
  private readonly autoButton: HTMLButtonElement;
  private readonly panelButton: HTMLButtonElement;
  private readonly fullButton: HTMLButtonElement;
  private readonly speeds = el("select", "sr-select");
  private readonly windows = el("select", "sr-select sr-windows");
  private readonly time = el("span", "sr-time");
  private readonly liveButton = el("button", "sr-live", el("span", "sr-dot"), el("span", "sr-live-text"));
  private readonly status = el("span", "sr-status");
  private tracks: readonly Track[] = [];

  constructor(actions: Actions, hasPanel: boolean) {
    this.playButton = iconButton("pause", "Pause (space)", () => actions.toggle(), "sr-main");
    this.previousButton = iconButton("previous", "Previous recording (p)", () => actions.neighbour(-1));
    this.nextButton = iconButton("next", "Next recording (n)", () => actions.neighbour(1));
    this.skipButton = iconButton("skip", "Skip inactivity (i)", () => actions.toggleSkip());
    this.autoButton = iconButton("auto", "Play the next recording by itself (a)", () => actions.toggleAutoplay(), "sr-wide");
    this.panelButton = iconButton("panel", "Side panel (b)", () => actions.togglePanel(), "sr-wide");
    this.fullButton = iconButton("enlarge", "Full screen (f)", () => actions.toggleFull());
    this.previousButton.hidden = this.nextButton.hidden = this.autoButton.hidden = true;
    this.panelButton.hidden = !hasPanel;
    this.liveButton.type = "button";
    this.liveButton.hidden = true;
    this.liveButton.addEventListener("click", () => actions.goLive());
    this.status.setAttribute("role", "status");
    this.prepareSelects(actions);
    this.element = el(
      "div",
      "sr-controls",
      this.previousButton,
      this.playButton,
      this.nextButton,
      iconButton("back", "One event back (,)", () => actions.step(-1), "sr-wide"),
      iconButton("forth", "One event on (.)", () => actions.step(1), "sr-wide"),
      this.time,
      this.liveButton,
      this.status,
      el("span", "sr-space"),
      this.windows,
      this.speeds,
      this.skipButton,
      this.autoButton,
      iconButton("link", "Copy a link to this moment (c)", () => actions.copyLink()),
      iconButton("keys", "Keyboard shortcuts (?)", () => actions.showKeys(), "sr-wide"),
      this.panelButton,
      this.fullButton,
    );
  }

  private prepareSelects(actions: Actions): void {
    this.speeds.append(...SPEEDS.map((speed) => new Option(`${speed}×`, String(speed), speed === 1, speed === 1)));
    this.speeds.setAttribute("aria-label", "Speed");
    this.speeds.title = "Speed (< and >)";
    // the keyboard is the player's again once a choice is made
    this.speeds.addEventListener("change", () => {
      this.speeds.blur();
      actions.setSpeed(Number(this.speeds.value));
    });
    this.windows.hidden = true;
    this.windows.setAttribute("aria-label", "Window of the recorded session");
    this.windows.addEventListener("change", () => {
      this.windows.blur();
      actions.pin(this.tracks.find(({ id }) => id === this.windows.value) ?? null);
    });
  }

  /** Offers the windows where there is a choice. */
  offer(tracks: readonly Track[]): void {
    this.tracks = tracks.filter((track) => track.pictures.length > 0);
    this.windows.hidden = this.tracks.length < 2;
    // no window has this id: they come from clients, but never with a line feed in front
    this.windows.replaceChildren(
      new Option("Follow the visitor", "\n"),
      ...this.tracks.map((track) => new Option(`Window ${track.number} only (${clock(track.end - track.start)})`, track.id)),
    );
  }

  /** Which of them one sees, and whether it was chosen. */
  window(track: Track, pinned: Track | null): void {
    const follow = this.windows.options[0];
    if (follow) {
      follow.text = pinned ? "Follow the visitor" : `Following: window ${track.number}`;
    }
    this.windows.value = pinned ? pinned.id : "\n";
  }

  playing(playing: boolean, finished: boolean): void {
    if (finished) {
      swap(this.playButton, "replay", "Play again (space)");
    } else {
      swap(this.playButton, playing ? "pause" : "play", playing ? "Pause (space)" : "Play (space)");
    }
  }

  move(at: number, length: number): void {
    this.time.replaceChildren(el("b", "", clock(at)), ` / ${clock(length)}`);
  }

  /** Whether more comes, and whether one sees it as it comes. */
  live(live: boolean, following: boolean): void {
    this.liveButton.hidden = !live;
    if (this.liveButton.getAttribute("aria-pressed") !== String(following)) {
      this.liveButton.setAttribute("aria-pressed", String(following));
      (this.liveButton.lastChild as HTMLElement).textContent = following ? "Live" : "Go to live";
      say(this.liveButton, following ? "Live: shown as it comes" : "Live: go to the live edge (end)");
    }
  }

  say(text: string): void {
    this.status.textContent = text;
  }

  pace(speed: number, skipIdle: boolean): void {
    this.speeds.value = String(speed);
    this.skipButton.setAttribute("aria-pressed", String(skipIdle));
  }

  neighbours(previous: boolean, next: boolean): void {
    this.previousButton.hidden = this.nextButton.hidden = this.autoButton.hidden = !previous && !next;
    this.previousButton.disabled = !previous;
    this.nextButton.disabled = !next;
  }

  autoplay(on: boolean): void {
    this.autoButton.setAttribute("aria-pressed", String(on));
  }

  panel(open: boolean): void {
    this.panelButton.setAttribute("aria-pressed", String(open));
  }

  full(on: boolean): void {
    swap(this.fullButton, on ? "reduce" : "enlarge", on ? "Leave full screen (f)" : "Full screen (f)");
  }
}
