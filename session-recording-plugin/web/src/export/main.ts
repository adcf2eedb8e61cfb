import { readReel, type Picture, type Track } from "../player/reel";
import type { ToPlayer } from "../protocol";
import { Theatre } from "../replay/theatre";
import { openFile, type OpenFile } from "./file";

/** Plain bytes that may wait to be shown. */
const AHEAD = 16 * 1024 * 1024;

function find<E extends Element>(selector: string): E {
  const found = document.querySelector<E>(selector);
  if (!found) {
    throw new Error(`Cannot open the recording: the file lacks ${selector}`);
  }
  return found;
}

function clock(millis: number): string {
  const seconds = Math.max(0, Math.floor(millis / 1000));
  const two = (n: number) => String(n).padStart(2, "0");
  const hours = Math.floor(seconds / 3600);
  return `${hours > 0 ? `${hours}:${two(Math.floor(seconds / 60) % 60)}` : Math.floor(seconds / 60)}:${two(seconds % 60)}`;
}

/** Plays the recording that is in the same file: no host, no network. */
class OfflinePlayer {
  private readonly theatre = new Theatre(find<HTMLElement>("#stage"), (message) => this.heard(message), (cause) => this.failed(cause));
  private readonly button = find<HTMLButtonElement>("#play");
  private readonly slider = find<HTMLInputElement>("#seek");
  private readonly time = find<HTMLElement>("#time");
  private track: Track;
  private scene = 0;
  private place = 0;
  private queued = 0;
  private playing = true;
  private errors = 0;
  private leftOut = 0;

  constructor(
    private readonly file: OpenFile,
    private readonly tracks: readonly Track[],
    first: Track,
  ) {
    this.track = first;
    const windows = find<HTMLSelectElement>("#windows");
    windows.hidden = tracks.length < 2;
    windows.replaceChildren(...tracks.map((track) => new Option(`Window ${track.number}`, String(tracks.indexOf(track)), false, track === first)));
    windows.onchange = () => this.change(this.tracks[windows.selectedIndex] ?? first);
    find<HTMLSelectElement>("#speed").onchange = (event) => this.pace((event.target as HTMLSelectElement).value);
    this.button.onclick = () => this.toggle();
    this.slider.oninput = () => this.open(this.track.start + Number(this.slider.value));
    this.pace("1");
    this.change(first);
  }

  private pace(speed: string): void {
    this.theatre.setPace(Number(speed), true);
  }

  private change(track: Track): void {
    this.track = track;
    this.slider.max = String(track.end - track.start);
    this.open(track.pictures[0]?.at ?? track.start);
  }

  private toggle(): void {
    this.playing = !this.playing;
    if (this.playing) {
      this.theatre.play();
    } else {
      this.theatre.pause();
    }
    this.button.textContent = this.playing ? "❚❚" : "▶";
  }

  /** From the last full picture at or before an instant on. */
  private open(at: number): void {
    let from: Picture | undefined = this.track.pictures[0];
    for (const picture of this.track.pictures) {
      from = picture.at <= at ? picture : from;
    }
    if (!from) {
      document.documentElement.dataset["state"] = "empty";
      return;
    }
    this.scene++;
    this.place = from.first ? from.place : Math.max(0, from.place);
    this.queued = 0;
    this.leftOut = 0;
    this.theatre.open(this.scene, Math.max(at, from.at), this.track.end);
    this.feed();
  }

  private feed(): void {
    const chunk = this.track.chunks[this.place];
    if (!chunk) {
      if (this.place === this.track.chunks.length) {
        this.place++;
        this.theatre.end(this.scene);
      }
      return;
    }
    this.place++;
    const through = this.track.chunks[this.place]?.start ?? this.track.end;
    const { json, shift } = this.file.chunk(chunk.id, chunk.start);
    try {
      this.theatre.take(this.scene, { json, shift, from: chunk.start, to: chunk.end, through });
    } catch (cause) {
      this.failed(cause);
      setTimeout(() => this.feed());
    }
  }

  private heard(message: ToPlayer): void {
    if ("scene" in message && message.scene !== this.scene) {
      return;
    }
    switch (message.type) {
      case "taken":
        setTimeout(() => this.feedMore());
        break;
      case "queued":
        this.queued = message.bytes;
        this.feedMore();
        break;
      case "time":
        this.slider.value = String(message.at - this.track.start);
        this.time.textContent = `${clock(message.at - this.track.start)} / ${clock(this.track.end - this.track.start)}`;
        break;
      case "state":
        document.documentElement.dataset["state"] = message.state;
        break;
      case "left-out":
        this.leftOut += message.nodes;
        find<HTMLElement>("#note").textContent = `${this.leftOut} elements out of place left out`;
        break;
      case "loaded":
        document.documentElement.dataset["loaded"] = "true";
        break;
      default:
        break;
    }
  }

  private feedMore(): void {
    if (this.queued < AHEAD) {
      this.feed();
    }
  }

  private failed(cause: unknown): void {
    document.documentElement.dataset["errors"] = String(++this.errors);
    find<HTMLElement>("#note").textContent = cause instanceof Error ? cause.message : String(cause);
  }
}

async function start(): Promise<void> {
  const file = await openFile(find<HTMLScriptElement>("#recording"));
  const { tracks } = readReel(file.tail);
  const first = tracks.find((track) => track.pictures.length > 0);
  find<HTMLElement>("#who").textContent = file.person;
  find<HTMLElement>("#when").textContent = file.start;
  if (first) {
    new OfflinePlayer(file, tracks, first);
  } else {
    document.documentElement.dataset["state"] = "empty";
    find<HTMLElement>("#note").textContent = "It holds no full picture of the page, so there is nothing to show.";
  }
}

start().catch((cause: unknown) => {
  document.documentElement.dataset["state"] = "failed";
  find<HTMLElement>("#note").textContent = `The file cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`;
});
