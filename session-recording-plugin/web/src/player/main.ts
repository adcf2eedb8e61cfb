import type { ToPlayer } from "../protocol";
import { Problem } from "./problem";
import { asProblem, fetchChunks, screen } from "./screening";
import { Stage } from "./stage";
import { View } from "./view";
import { firstPlayable, windowsOf, type ChunkEntry, type RecordedWindow } from "./windows";

/** Where the slot's container says that things are. */
interface Place {
  readonly snapshots: string;
  readonly chunks: string;
  readonly replayOrigin: string;
  readonly replayPath: string;
}

/** Plays one recording on its page: loads it, lets one choose among its windows, says what is going on. */
class Player {
  private readonly view: View;
  private stage: Stage | null = null;
  private stop = new AbortController();

  constructor(
    root: HTMLElement,
    private readonly place: Place,
    private readonly startAt: number | null,
  ) {
    this.view = new View(root);
  }

  async open(): Promise<void> {
    this.view.restart();
    try {
      const chunks = await fetchChunks(this.place.chunks);
      const windows = windowsOf(chunks);
      const window = firstPlayable(windows);
      if (!window) {
        this.view.show("empty");
        return;
      }
      await this.play(chunks, windows, window);
    } catch (e) {
      this.view.fail(asProblem(e), () => void this.open());
    }
  }

  private async play(chunks: ChunkEntry[], windows: RecordedWindow[], window: RecordedWindow): Promise<void> {
    const stop = this.replaceStop();
    const choose = (other: RecordedWindow) => void this.play(chunks, windows, other);
    this.view.restart();
    this.view.offer(windows, window, choose);
    this.stage?.close();
    const { replayOrigin, replayPath } = this.place;
    const stage = new Stage(this.view.stage, replayOrigin, replayPath, this.startAt, {
      onMessage: (message) => this.heard(message),
    });
    this.stage = stage;
    try {
      await screen(this.place.snapshots, chunks, window.id, stage, stop);
    } catch (e) {
      if (!stop.aborted) {
        this.view.fail(asProblem(e), () => choose(window));
      }
    }
  }

  private replaceStop(): AbortSignal {
    this.stop.abort();
    this.stop = new AbortController();
    return this.stop.signal;
  }

  private heard(message: ToPlayer): void {
    switch (message.type) {
      case "taken":
        this.view.addEvents(message.events);
        break;
      case "state":
        this.view.show(message.state);
        break;
      case "loaded":
        this.view.loaded();
        break;
      case "warning":
        this.view.addWarning(message.message);
        break;
      case "error":
        this.view.addError(message.message);
        break;
      case "ready":
        break;
    }
  }
}

/** The address of the page may carry a share token, which its requests then need, and a moment to begin at (?t=seconds). */
function start(root: HTMLElement): void {
  const query = new URLSearchParams(location.search);
  const share = query.get("share");
  const shared = (url: string) => (share === null ? url : `${url}?${new URLSearchParams({ share }).toString()}`);
  const place: Place = {
    snapshots: shared(required(root, "snapshots")),
    chunks: shared(required(root, "chunks")),
    replayOrigin: required(root, "replayOrigin"),
    replayPath: required(root, "replayPath"),
  };
  const seconds = Number(query.get("t") ?? NaN);
  void new Player(root, place, Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : null).open();
}

function required(root: HTMLElement, name: string): string {
  const value = root.dataset[name];
  if (value === undefined) {
    throw new Problem("network", "The player cannot start", `its container lacks data-${name}`, false);
  }
  return value;
}

document.querySelectorAll<HTMLElement>("[data-session-recording-player]").forEach(start);
