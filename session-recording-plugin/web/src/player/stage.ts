import { isSealed, writeInvitation, type ChunkOnItsWay, type ToPlayer, type ToReplay } from "../protocol";

/** Chunks that may be on their way to the replay page at once: bounds memory, keeps it busy. */
const IN_FLIGHT = 4;
/** Plain bytes that may wait to be shown: what a player holds, however long the recording. */
export const LOOK_AHEAD = 16 * 1024 * 1024;

/** What the stage tells about. */
export type StageListener = (message: ToPlayer) => void;

/** The frame on the replay origin in which a recording is rebuilt, and the one way to it. Used from the page's thread. */
export class Stage {
  private readonly frame: HTMLIFrameElement;
  private readonly token = crypto.randomUUID() + crypto.randomUUID();
  private readonly ready: Promise<void>;
  private markReady: () => void = () => undefined;
  private scene = 0;
  private inFlight = 0;
  private queued = 0;
  private postedSince = 0;
  private wakers: (() => void)[] = [];

  constructor(
    place: HTMLElement,
    private readonly replayOrigin: string,
    path: string,
    assets: string | null,
    private readonly listener: StageListener,
  ) {
    this.ready = new Promise((resolve) => (this.markReady = resolve));
    this.frame = document.createElement("iframe");
    this.frame.className = "sr-frame";
    this.frame.title = "Recorded session";
    this.frame.tabIndex = -1;
    // the page inside is another origin's; it may run its own script, but neither navigate us nor open anything
    this.frame.setAttribute("sandbox", "allow-scripts allow-same-origin");
    this.frame.referrerPolicy = "no-referrer";
    this.frame.src = `${replayOrigin}${path}#${writeInvitation({ parent: location.origin, token: this.token, assets })}`;
    window.addEventListener("message", this.receive);
    place.replaceChildren(this.frame);
  }

  /** Begins another scene; what was asked for the one before is dropped. Gives its number. */
  open(at: number, end: number): number {
    const scene = ++this.scene;
    this.inFlight = this.queued = this.postedSince = 0;
    this.post({ type: "open", scene, at, end });
    this.wake();
    return scene;
  }

  /** Whether a scene is still the one to work for. */
  isCurrent(scene: number): boolean {
    return scene === this.scene;
  }

  /** Waits until there is room for more of a scene; at once where it was left. */
  async room(scene: number): Promise<void> {
    await this.ready;
    while (this.isCurrent(scene) && (this.inFlight >= IN_FLIGHT || this.queued + this.postedSince >= LOOK_AHEAD)) {
      await new Promise<void>((resolve) => this.wakers.push(resolve));
    }
  }

  chunk(scene: number, chunk: ChunkOnItsWay): void {
    if (this.isCurrent(scene)) {
      this.inFlight++;
      this.postedSince += chunk.json.byteLength;
      this.post({ type: "chunk", scene, ...chunk }, [chunk.json]);
    }
  }

  /** Posts whatever needs no room. */
  post(message: ToReplay, transfer: Transferable[] = []): void {
    void this.ready.then(() => this.frame.contentWindow?.postMessage({ ...message, token: this.token }, this.replayOrigin, transfer));
  }

  private readonly receive = (event: MessageEvent<unknown>): void => {
    const ours = event.source === this.frame.contentWindow && event.origin === this.replayOrigin;
    if (!ours || !isSealed<ToPlayer>(event.data, this.token)) {
      return;
    }
    const message: ToPlayer = event.data;
    if (message.type === "ready") {
      this.markReady();
    } else if (!("scene" in message) || this.isCurrent(message.scene)) {
      this.account(message);
      this.listener(message);
    }
  };

  private account(message: ToPlayer): void {
    if (message.type === "taken") {
      this.inFlight--;
      this.wake();
    } else if (message.type === "queued") {
      this.queued = message.bytes;
      this.postedSince = 0;
      this.wake();
    }
  }

  private wake(): void {
    const wakers = this.wakers;
    this.wakers = [];
    wakers.forEach((waker) => waker());
  }
}
