import { isSealed, writeInvitation, type ToPlayer, type ToReplay } from "../protocol";
import type { Batch } from "./batches";

/** Batches that may be on their way to the replay page at once: bounds memory, keeps it busy. */
const IN_FLIGHT = 4;

/** What the stage tells about. */
export interface StageListener {
  onMessage(message: ToPlayer): void;
}

/**
 * The frame on the replay origin in which a recording is rebuilt, and the one way to it. Used from the page's thread;
 * one stage shows one window of one recording, then is closed.
 */
export class Stage {
  private readonly frame: HTMLIFrameElement;
  private readonly token = crypto.randomUUID() + crypto.randomUUID();
  private readonly ready: Promise<void>;
  private markReady: () => void = () => undefined;
  private inFlight = 0;
  private wakers: (() => void)[] = [];

  constructor(
    place: HTMLElement,
    private readonly replayOrigin: string,
    path: string,
    startAt: number | null,
    private readonly listener: StageListener,
  ) {
    this.ready = new Promise((resolve) => (this.markReady = resolve));
    this.frame = document.createElement("iframe");
    this.frame.className = "sr-frame";
    this.frame.title = "Recorded session";
    this.frame.allow = "fullscreen";
    // the page inside is another origin's; it may run its own script, but neither navigate us nor open anything
    this.frame.setAttribute("sandbox", "allow-scripts allow-same-origin");
    this.frame.referrerPolicy = "no-referrer";
    const invitation = writeInvitation({ parent: location.origin, token: this.token, startAt });
    this.frame.src = `${replayOrigin}${path}#${invitation}`;
    window.addEventListener("message", this.receive);
    place.replaceChildren(this.frame);
  }

  /** Posts a batch as soon as there is room for it. */
  async play(batch: Batch): Promise<void> {
    await this.ready;
    while (this.inFlight >= IN_FLIGHT) {
      await new Promise<void>((resolve) => this.wakers.push(resolve));
    }
    this.inFlight++;
    this.post({ type: "events", json: batch.json }, [batch.json]);
  }

  async end(): Promise<void> {
    await this.ready;
    this.post({ type: "end" }, []);
  }

  /** Takes the frame off the page; whoever waits goes on, to nobody. */
  close(): void {
    window.removeEventListener("message", this.receive);
    this.frame.remove();
    this.markReady();
    this.wake();
  }

  private readonly receive = (event: MessageEvent<unknown>): void => {
    const ours = event.source === this.frame.contentWindow && event.origin === this.replayOrigin;
    if (!ours || !isSealed<ToPlayer>(event.data, this.token)) {
      return;
    }
    if (event.data.type === "ready") {
      this.markReady();
    } else if (event.data.type === "taken") {
      this.inFlight--;
      this.wake();
    }
    this.listener.onMessage(event.data);
  };

  private wake(): void {
    const wakers = this.wakers;
    this.wakers = [];
    wakers.forEach((waker) => waker());
  }

  private post(message: ToReplay, transfer: Transferable[]): void {
    this.frame.contentWindow?.postMessage({ ...message, token: this.token }, this.replayOrigin, transfer);
  }
}
