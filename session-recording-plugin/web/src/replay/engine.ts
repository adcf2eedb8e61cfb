import { Replayer } from "@rrweb/replay";
import type { eventWithTime } from "@rrweb/types";
import type { Move } from "./events";
import { keepShallow, type Standing } from "./growth";
import { Media } from "./media";

/**
 * What we use of rrweb's Replayer beyond its public methods: it casts single events, and we keep time and events. The version
 * is pinned; browser specs fail where one of these is gone.
 */
interface Insides {
  getCastFn(event: eventWithTime, isSync: boolean): () => void;
  moveAndHover(x: number, y: number, id: number, isSync: boolean, debugData: unknown): void;
  readonly emitter: { emit(event: string, payload?: unknown): void };
  readonly mouse: HTMLElement;
  readonly wrapper: HTMLElement;
  readonly iframe: HTMLIFrameElement;
  readonly speedService: { send(event: object): void };
}

/** rrweb as a rebuilder: applies events when it is told to, in a frame sandboxed exactly `allow-same-origin`. */
export class Engine {
  private readonly replayer: Replayer;
  private readonly insides: Insides;
  private readonly media = new Media();
  private mediaChanged = false;
  private running = false;
  private speed = 1;
  width = 0;
  height = 0;

  constructor(place: HTMLElement, at: number, onWarning: (message: string) => void, onResize: () => void) {
    // rrweb counts time from its first event; one that draws nothing
    this.replayer = new Replayer([{ type: 0, data: {}, timestamp: at } as eventWithTime], {
      root: place,
      liveMode: true, // it schedules nothing by itself
      useVirtualDom: false, // events are applied in slices, to a frame that is not drawn meanwhile
      triggerFocus: false, // it would take the keyboard away from the page around it
      UNSAFE_replayCanvas: false,
      mouseTail: { strokeStyle: "#f97316", lineWidth: 3, lineCap: "round", duration: 400 },
      logger: { log: () => undefined, warn: (...args: unknown[]) => onWarning(args.map(text).join(" ").slice(0, 500)) },
    } as unknown as ConstructorParameters<typeof Replayer>[1]);
    this.insides = this.replayer as unknown as Insides;
    this.replayer.on("resize", (size) => {
      const { width, height } = size as { width?: unknown; height?: unknown };
      this.width = pixels(width, 1280);
      this.height = pixels(height, 800);
      onResize();
    });
  }

  get wrapper(): HTMLElement {
    return this.insides.wrapper;
  }

  private get page(): Standing {
    return this.replayer.getMirror() as unknown as Standing;
  }

  /** @returns how many nodes were left out, for they nest too deep or are out of place */
  cast(event: eventWithTime, isSync: boolean): number {
    const leftOut = keepShallow(event, this.page);
    this.mediaChanged = this.media.note(event) || this.mediaChanged;
    this.insides.getCastFn(event, isSync)();
    return leftOut;
  }

  move({ x, y, id }: Move, isSync: boolean): void {
    this.insides.moveAndHover(x, y, id, isSync, null);
  }

  /** Puts the pointer, touch and selection where events that were cast in sync left them. */
  flush(): void {
    this.insides.emitter.emit("flush");
  }

  showTouch(): void {
    this.insides.mouse.classList.add("touch-device");
  }

  /** At what {@code at} says videos and sounds are. */
  setSpeed(speed: number, at: number): void {
    this.speed = speed;
    this.insides.speedService.send({ type: "SET_SPEED", payload: { speed } });
    this.syncMedia(at);
  }

  syncMedia(at: number): void {
    this.mediaChanged = false;
    this.media.sync(this.page, at, this.running, this.speed);
  }

  /** Where something was told of videos and sounds since the last time. */
  syncMediaIfChanged(at: number): void {
    if (this.mediaChanged) {
      this.syncMedia(at);
    }
  }

  /** Stops or starts the page's own animations, videos and sounds. */
  animate(running: boolean, at: number): void {
    this.running = running;
    this.syncMedia(at);
    this.insides.iframe.contentDocument?.documentElement?.classList.toggle("rrweb-paused", !running);
  }

  destroy(): void {
    this.replayer.destroy();
  }
}

function pixels(value: unknown, otherwise: number): number {
  const number = Math.round(Number(value));
  return number > 0 && number <= 20_000 ? number : otherwise;
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
