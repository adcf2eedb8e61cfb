import type { ReplayState, ToPlayer } from "../protocol";
import { actionsOf } from "./actions";
import { Controls } from "./controls";
import { el } from "./dom";
import { Fetcher } from "./fetcher";
import type { Lost } from "./gaps";
import { fetchEvents, Happenings } from "./happenings";
import { Onward } from "./onward";
import { Playback, type PlaybackListener } from "./playback";
import { PreferenceStore } from "./preferences";
import { asProblem, type Problem } from "./problem";
import { LiveTail, type LiveListener } from "./live";
import { Reel, type Chunk, type ChunkEntry, type Track } from "./reel";
import { sceneryOf } from "./scenery";
import { Screen, type ViewState } from "./screen";
import { Shortcuts } from "./shortcuts";
import { Source } from "./source";
import { Stage } from "./stage";
import type { Marker } from "./survey";
import { surveyAll, surveyNews } from "./surveyor";
import { Tally } from "./tally";
import { Timeline } from "./timeline";

/** Where the slot's container, and the page's address, say that things are. */
export interface Place {
  readonly chunks: string;
  readonly replayOrigin: string;
  readonly replayPath: string;
  /** Where the replay page may ask for files of the recorded site; null: nowhere. */
  readonly assets: string | null;
  /** The list that the recording is one of; null where whoever watches may not see it. */
  readonly list: string | null;
  readonly share: string | null;
  /** Milliseconds from the recording's start; null: from the first picture on. */
  readonly startAt: number | null;
}

const REDRAW_EVERY = 250;
/** The list is long: while more is found it is drawn less often than the timeline. */
const LIST_EVERY = 1500;

/** Plays one recording on its page: puts together what is seen, and tells each part what the others do. */
export class Player implements PlaybackListener, LiveListener {
  readonly preferences = new PreferenceStore();
  readonly screen: Screen;
  readonly controls: Controls;
  readonly shortcuts: Shortcuts;
  readonly onward: Onward;
  playback: Playback | null = null;
  private readonly tally: Tally;
  private readonly timeline: Timeline;
  private readonly source: Source;
  private readonly fetcher = new Fetcher(new URL("player-worker.js", import.meta.url));
  private surveying = false;
  private tail: LiveTail | null = null;
  private readonly panel = document.querySelector<HTMLElement>("[data-session-events]");
  private happenings: Happenings | null = null;
  private events: Marker[] = [];
  private readonly lost: Lost[] = [];
  private through = -Infinity;
  private listed = -Infinity;
  private redraw: ReturnType<typeof setTimeout> | undefined;
  private state: ViewState = "loading";

  constructor(
    readonly root: HTMLElement,
    private readonly place: Place,
  ) {
    this.tally = new Tally(root);
    this.source = new Source(place.chunks, place.share);
    const { actions, shortcuts } = actionsOf(this);
    this.screen = new Screen(actions.toggle, actions.toggleFull);
    this.controls = new Controls(actions, this.panel !== null);
    this.timeline = new Timeline((at) => this.seek(at));
    root.replaceChildren(this.screen.element, el("div", "sr-deck", this.timeline.element, this.controls.element));
    this.shortcuts = new Shortcuts(root, shortcuts);
    this.onward = new Onward(place.list, this.controls, this.screen, this.preferences);
    document.addEventListener("fullscreenchange", () => this.controls.full(document.fullscreenElement === root));
    this.show("loading");
  }

  async open(): Promise<void> {
    this.show("loading");
    const stage = new Stage(this.screen.stage, this.place.replayOrigin, this.place.replayPath, this.place.assets, (message) => this.hear(message));
    const liked = this.preferences.load();
    try {
      const listing = await this.source.list();
      const reel = new Reel();
      reel.add(listing.entries);
      if (reel.chunks.length === 0) {
        this.show("empty");
        return;
      }
      this.begin(reel, stage);
      this.tail ??= new LiveTail(this.source, listing, reel.last, reel.end, this);
      this.tail.begin();
      const { speed, skip_idle } = await liked;
      this.setPace(speed, skip_idle);
      this.showPanel(this.preferences.current.panel);
      this.onward.begin();
      await this.loadEvents(reel);
    } catch (e) {
      this.onProblem(asProblem(e), () => void this.open());
    }
  }

  private begin(reel: Reel, stage: Stage): void {
    const playback = new Playback(reel, stage, this.source, this.fetcher, this);
    this.playback = playback;
    this.controls.offer(reel.tracks);
    this.controls.move(0, reel.end - reel.start);
    this.draw();
    playback.begin(this.place.startAt === null ? null : reel.start + this.place.startAt);
    document.querySelectorAll<HTMLElement>("[data-at]").forEach((element) => {
      element.addEventListener("click", (event) => {
        event.preventDefault();
        this.seek(Date.parse(element.dataset["at"] ?? ""));
      });
    });
  }

  private async loadEvents(reel: Reel): Promise<void> {
    const address = this.panel?.dataset["sessionEvents"];
    if (this.panel && address) {
      this.happenings ??= new Happenings(this.panel, reel, (at) => this.seek(at));
      this.events = await fetchEvents(address, this.events);
      this.draw();
    }
  }

  seek(at: number): void {
    this.onward.cancel();
    if (Number.isFinite(at)) {
      this.playback?.seek(at);
    }
  }

  setPace(speed: number, skipIdle: boolean): void {
    this.playback?.setPace(speed, skipIdle);
    this.controls.pace(speed, skipIdle);
  }

  showPanel(open: boolean): void {
    this.controls.panel(open);
    this.root.closest<HTMLElement>("[data-watch]")?.setAttribute("data-panel", open ? "open" : "closed");
  }

  get finished(): boolean {
    return this.state === "finished" && !this.playback?.live;
  }

  goLive(): void {
    this.onward.cancel();
    this.playback?.goLive();
    this.showLive();
  }

  onNews(entries: readonly ChunkEntry[]): void {
    const playback = this.playback;
    if (playback) {
      const { chunks, opened } = playback.grow(entries);
      if (opened.length > 0) {
        this.controls.offer(playback.reel.tracks);
        this.controls.window(playback.track ?? (opened[0] as Track), playback.pinned);
      }
      this.controls.move(playback.at - playback.reel.start, playback.reel.end - playback.reel.start);
      this.drawSoon();
      void surveyNews(playback, chunks.length).then(() => playback.goOn());
      this.loadEvents(playback.reel).catch((e: unknown) => console.warn("Cannot load the session's new events:", e));
    }
  }

  onLive(live: boolean): void {
    if (this.playback) {
      this.playback.live = live;
      this.showLive();
      if (this.state === "finished") {
        this.onState("finished");
      }
    }
  }

  private showLive(): void {
    const { live, following } = this.playback ?? { live: false, following: false };
    this.controls.live(live, following);
    if (live) {
      this.root.dataset["live"] = following ? "edge" : "behind";
    } else {
      delete this.root.dataset["live"];
    }
  }

  private show(state: ViewState): void {
    this.state = state;
    this.root.dataset["state"] = state;
    this.screen.show(state);
    this.controls.playing(this.playback?.playing ?? true, this.finished);
  }

  private hear(message: ToPlayer): void {
    if (message.type === "taken") {
      this.tally.took(message.events, message.unknown);
    } else if (message.type === "left-out") {
      this.tally.leaveOut(message.nodes);
    } else if (message.type === "warning") {
      this.tally.warn(message.message);
    } else if (message.type === "error") {
      this.tally.fail(message.message);
    }
    this.playback?.hear(message);
    this.controls.say(this.tally.text);
  }

  onState(state: ReplayState | "loading"): void {
    this.show(state);
    this.screen.skipping(false);
    this.showLive();
    if (this.finished) {
      this.onward.finished();
    } else if (state === "empty") {
      this.survey();
    }
  }

  onTime(at: number, rate: number): void {
    const playback = this.playback as Playback;
    const since = at - playback.reel.start;
    this.root.dataset["at"] = String(Math.round(since));
    this.controls.move(since, playback.reel.end - playback.reel.start);
    this.timeline.move(at);
    this.happenings?.move(at);
    this.screen.skipping(rate > playback.speed * 1.01 && playback.playing);
    this.showLive();
  }

  onScene(track: Track): void {
    this.tally.restart();
    this.show("loading");
    this.root.dataset["window"] = String(track.number);
    this.controls.window(track, this.playback?.pinned ?? null);
  }

  onShown(): void {
    this.survey();
  }

  /** What happened is listed even where nothing of it can be shown. */
  private survey(): void {
    if (!this.surveying && this.playback) {
      this.surveying = true;
      void surveyAll(this.playback);
    }
  }

  onLoaded(): void {
    this.tally.loaded();
  }

  onThrough(at: number): void {
    this.through = at;
    this.drawSoon();
  }

  onSurveyed(): void {
    this.drawSoon();
  }

  onLost(chunk: Chunk, reason: string): void {
    this.lost.push({ chunk, reason });
    this.tally.lose();
    this.drawSoon();
  }

  onProblem(problem: Problem, again: () => void): void {
    this.root.dataset["problem"] = problem.kind;
    this.show("failed");
    this.screen.fail(problem, again);
  }

  private drawSoon(): void {
    this.redraw ??= setTimeout(() => this.draw(), REDRAW_EVERY);
  }

  private draw(): void {
    clearTimeout(this.redraw);
    this.redraw = undefined;
    if (this.playback) {
      const scenery = sceneryOf(this.playback, this.events, this.lost, this.through);
      this.timeline.show(scenery);
      if (this.playback.survey.complete || performance.now() - this.listed >= LIST_EVERY) {
        this.listed = performance.now();
        this.happenings?.show(scenery.markers);
      }
      this.root.dataset["surveyed"] = String(this.playback.survey.complete);
      this.root.dataset["gaps"] = String(scenery.gaps.length);
      this.root.dataset["chunks"] = String(this.playback.reel.chunks.length);
    }
  }
}
