import type { ReplayState, ToPlayer } from "../protocol";
import { Feed } from "./feed";
import type { Fetcher } from "./fetcher";
import { Follow } from "./follow";
import { asProblem, type Problem } from "./problem";
import { pictureFor, type Chunk, type ChunkEntry, type Growth, type Picture, type Reel, type Track } from "./reel";
import type { Source } from "./source";
import type { Stage } from "./stage";
import { Survey } from "./survey";

/** Pictures and events nearer than this to the end are the end. */
const NEARLY = 50;
/** Who is at the live edge stands so far before what came last: it plays until more comes. */
const BEHIND = 3000;
/** Who follows the live edge and lags behind by more is taken there. */
const LAGGING = 8000;

/** What playing tells about; the page draws it. */
export interface PlaybackListener {
  onState(state: ReplayState | "loading"): void;
  onTime(at: number, rate: number): void;
  onScene(track: Track): void;
  onLoaded(): void;
  onShown(): void;
  onThrough(at: number): void;
  onLost(chunk: Chunk, reason: string): void;
  onProblem(problem: Problem, again: () => void): void;
  onSurveyed(): void;
}

/** Plays one recording: which window, from where, how fast; brings what is needed for it and no more. */
export class Playback {
  readonly survey: Survey;
  readonly follow: Follow;
  readonly feed: Feed;
  at: number;
  playing = true;
  speed = 1;
  skipIdle = true;
  /** The window one sees, or is about to. */
  track: Track | null = null;
  /** Whether the session is under way, so that more may come. */
  live = false;
  /** Whether what comes is shown as it comes. */
  following = false;
  /** The only window to show; null: the one that the visitor looked at. */
  pinned: Track | null = null;
  private scene = 0;
  private state: ReplayState | null = null;
  private shown = false;
  private picture: Picture | null = null;
  private through = -Infinity;
  /** Where the scene on stage is, or goes; it never goes back. */
  private clock = -Infinity;
  private stop = new AbortController();

  constructor(
    readonly reel: Reel,
    private readonly stage: Stage,
    source: Source,
    fetcher: Fetcher,
    private readonly listener: PlaybackListener,
  ) {
    this.at = reel.start;
    this.survey = new Survey(reel);
    this.follow = new Follow(reel, this.survey);
    this.feed = new Feed(
      reel,
      source,
      fetcher,
      stage,
      {
        onDigest: (chunk, digest) => {
          this.survey.add(chunk, digest);
          listener.onSurveyed();
        },
        onLost: (chunk, reason) => listener.onLost(chunk, reason),
        onThrough: (at) => {
          this.through = Math.max(this.through, at);
          listener.onThrough(this.through);
          this.keepUp();
        },
      },
      (chunk) => this.survey.has(chunk),
    );
  }

  /** From an instant, or from the first picture on. */
  begin(at: number | null): void {
    this.go(at ?? this.follow.nextAfter(-Infinity) ?? this.reel.start);
  }

  /** To an instant. */
  seek(to: number): void {
    this.following = false;
    this.go(to);
  }

  /** To what comes, as it comes. */
  goLive(): void {
    if (!this.playing) {
      this.setPlaying(true);
    }
    this.go(this.reel.end - BEHIND);
    this.following = true;
  }

  private keepUp(): void {
    if (this.following && this.live && this.shown && this.through - this.at > LAGGING) {
      this.go(this.through - BEHIND);
    }
  }

  /** Takes in what came since the chunks were listed, and goes on with it where it waited for more. */
  grow(entries: readonly ChunkEntry[]): Growth {
    const growth = this.reel.add(entries);
    if (growth.chunks.length > 0) {
      this.feed.grow(growth.chunks);
      const picture = this.track && pictureFor(this.track, this.at);
      if (!this.track || !picture) {
        this.begin(null); // there was nothing to show
      } else if (growth.disturbed.has(this.track)) {
        this.open(this.track, picture, this.at); // it came late, and may stand before what one sees
      }
    }
    return growth;
  }

  /** The visitor may have gone to another window than the one that came to its end. */
  goOn(): void {
    if (this.state === "finished" && this.playing) {
      this.goOnElsewhere();
    }
  }

  /** By what is at hand where it lies a little ahead, else from the picture before it. */
  private go(to: number): void {
    const at = Math.min(this.reel.end, Math.max(this.reel.start, to));
    const track = this.pinned ?? this.follow.trackAt(at);
    const picture = track && pictureFor(track, at);
    if (!track || !picture) {
      this.listener.onState("empty");
      return;
    }
    this.at = Math.max(at, picture.at);
    this.listener.onTime(this.at, 0);
    const ahead = this.shown && track === this.track && at >= this.clock && picture === this.picture && at < this.through;
    if (ahead) {
      this.clock = at;
      this.stage.post({ type: "seek", scene: this.scene, at });
    } else {
      this.open(track, picture, at);
    }
  }

  private open(track: Track, picture: Picture, at: number): void {
    this.stop.abort();
    this.stop = new AbortController();
    this.track = track;
    this.picture = picture;
    this.shown = false;
    this.state = null;
    this.clock = -Infinity;
    this.through = picture.at;
    this.scene = this.stage.open(at, track.end);
    this.listener.onScene(track);
    const { scene, stop } = this;
    this.feed.play(scene, track, picture, stop.signal).catch((e: unknown) => {
      if (!stop.signal.aborted) {
        this.listener.onProblem(asProblem(e), () => this.open(track, picture, this.at));
      }
    });
  }

  play(): void {
    const ended = this.ended();
    this.setPlaying(true);
    if (ended && !this.live) {
      this.go(this.pinned?.start ?? this.reel.start);
    }
  }

  pause(): void {
    this.following = false;
    this.setPlaying(false);
  }

  private setPlaying(playing: boolean): void {
    this.playing = playing;
    this.stage.post({ type: playing ? "play" : "pause" });
  }

  setPace(speed: number, skipIdle: boolean): void {
    this.speed = speed;
    this.skipIdle = skipIdle;
    this.stage.post({ type: "pace", speed, skipIdle });
  }

  /** Shows one window alone, or again the one that the visitor looked at. */
  pin(track: Track | null): void {
    this.pinned = track;
    this.go(this.at);
  }

  /** To the next single event, or the one before, and stays there. */
  step(by: 1 | -1): void {
    this.pause();
    const to = this.track && this.survey.step(this.track.chunks, this.at, by);
    if (to !== null) {
      this.seek(to);
    }
  }

  private ended(): boolean {
    return this.at >= (this.pinned?.end ?? this.reel.end) - NEARLY;
  }

  hear(message: ToPlayer): void {
    switch (message.type) {
      case "shown":
        this.shown = true;
        this.listener.onShown();
        break;
      case "time":
        this.moved(message.at, message.rate);
        break;
      case "state":
        this.changed(message.state);
        break;
      case "loaded":
        this.listener.onLoaded();
        break;
      default:
        break; // warnings and counts are the page's
    }
  }

  private moved(at: number, rate: number): void {
    if (!this.shown) {
      return; // of the scene that one still sees while the next one is prepared
    }
    this.at = this.clock = at;
    this.picture = this.track && (pictureFor(this.track, at) ?? this.picture);
    this.listener.onTime(at, rate);
    if (!this.pinned && this.playing) {
      const track = this.follow.trackAt(at);
      if (track && track !== this.track) {
        this.go(at);
      }
    }
  }

  private changed(state: ReplayState): void {
    this.state = state;
    if (state === "finished") {
      if (this.goOnElsewhere()) {
        return;
      }
      this.following = this.live && this.playing;
    }
    this.listener.onState(state);
  }

  /** From a window that came to its end to the one in which the visitor went on. */
  private goOnElsewhere(): boolean {
    if (this.pinned || this.at >= this.reel.end - NEARLY) {
      return false;
    }
    const next = this.follow.nextAfter(this.at);
    if (next === null || this.follow.trackAt(next) === this.track) {
      return false; // of the same window: it is on its way
    }
    this.go(next);
    return true;
  }
}
