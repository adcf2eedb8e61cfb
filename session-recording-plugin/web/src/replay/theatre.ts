import type { eventWithTime } from "@rrweb/types";
import RrwebPlayer from "rrweb-player";
import type { ToPlayer } from "../protocol";
import { Defuser } from "./defuse";
import { Opening, parseEvents } from "./events";

/** Height of rrweb-player's controls. */
const CONTROLS = 80;

type Player = InstanceType<typeof RrwebPlayer>;

/** Rebuilds a recording with rrweb's player, in a frame sandboxed exactly `allow-same-origin`, while its events come in. */
export class Theatre {
  private readonly opening = new Opening();
  private readonly defuser = new Defuser();
  private player: Player | null = null;
  private complete = false;
  private waiting = false;
  /** Done once rrweb drew the first full snapshot and gave the page its size, which it does a moment after its start. */
  private readonly drawn: Promise<void>;
  private markDrawn: () => void = () => undefined;

  constructor(
    private readonly place: HTMLElement,
    private readonly startAt: number | null,
    private readonly report: (message: ToPlayer) => void,
  ) {
    this.drawn = new Promise((resolve) => (this.markDrawn = resolve));
    window.addEventListener("resize", () => this.resize());
  }

  take(json: ArrayBuffer): void {
    const events = parseEvents(json).map((event) => this.defuser.defuse(event));
    if (this.player) {
      const player = this.player;
      events.forEach((event) => player.addEvent(event));
      this.goOn(player);
    } else {
      const first = this.opening.take(events);
      if (first) {
        this.player = this.raise(first);
      }
    }
    this.report({ type: "taken", events: events.length });
  }

  async end(): Promise<void> {
    this.complete = true;
    if (!this.player) {
      this.report({ type: "state", state: "empty" });
    } else if (this.startAt !== null) {
      await this.drawn; // what is applied before would be drawn over
      this.jump(this.player, this.startAt);
    } else if (this.waiting) {
      this.report({ type: "state", state: "finished" });
    }
    this.report({ type: "loaded" });
  }

  private raise(events: eventWithTime[]): Player {
    const player = new RrwebPlayer({
      target: this.place,
      props: {
        events,
        ...this.size(),
        autoPlay: this.startAt === null,
        skipInactive: true,
        speedOption: [1, 2, 4, 8],
        maxScale: 1,
        mouseTail: { strokeStyle: "#e4572e", lineWidth: 2, duration: 300 },
        // events are plain JSON here: nothing is ever unpacked
        unpackFn: (event: unknown) => event as eventWithTime,
        UNSAFE_replayCanvas: false,
        logger: {
          log: () => undefined,
          warn: (...args: unknown[]) => this.report({ type: "warning", message: args.map(text).join(" ").slice(0, 500) }),
        },
      } as ConstructorParameters<typeof RrwebPlayer>[0]["props"],
    });
    player.addEventListener("fullsnapshot-rebuilded", () => this.markDrawn());
    player.addEventListener("start", () => this.report({ type: "state", state: "playing" }));
    player.addEventListener("pause", () => this.report({ type: "state", state: "paused" }));
    player.addEventListener("finish", () => this.finished());
    if (this.startAt === null) {
      this.report({ type: "state", state: "playing" });
    }
    return player;
  }

  /** The replayer came to the end of what it has: of the recording, or of what has arrived. */
  private finished(): void {
    this.waiting = !this.complete;
    this.report({ type: "state", state: this.complete ? "finished" : "waiting" });
  }

  private goOn(player: Player): void {
    if (this.waiting) {
      this.waiting = false;
      player.goto(player.getReplayer().getCurrentTime(), true);
    }
  }

  /** To a moment; at or past the end it shows the last picture. */
  private jump(player: Player, at: number): void {
    const { totalTime } = player.getMetaData();
    if (at < totalTime) {
      player.goto(at, true);
      return;
    }
    player.goto(totalTime + 1, false); // rrweb applies what lies *before* the moment
    this.report({ type: "state", state: "finished" });
  }

  private size(): { width: number; height: number } {
    return { width: window.innerWidth, height: Math.max(120, window.innerHeight - CONTROLS) };
  }

  private resize(): void {
    if (this.player) {
      (this.player as unknown as { $set(props: object): void }).$set(this.size());
      this.player.triggerResize();
    }
  }
}

function text(value: unknown): string {
  if (value instanceof Error) {
    return value.message;
  }
  return typeof value === "string" ? value : safeJson(value);
}

function safeJson(value: unknown): string {
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    return String(value); // a cycle: rrweb also logs nodes
  }
}
