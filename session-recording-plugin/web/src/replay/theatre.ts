import type { eventWithTime } from "@rrweb/types";
import type { ChunkOnItsWay, ReplayState, ToPlayer } from "../protocol";
import type { Assets } from "./assets";
import { Defuser } from "./defuse";
import { parseEvents } from "./events";
import { Pace } from "./pace";
import { Scene, type SceneListener } from "./scene";

/** How often the time is told while it runs, in milliseconds. */
const TELL_EVERY = 100;
/** A page that was hidden, or held up, does not leap ahead. */
const LONGEST_STEP = 250;

/** Plays scenes: keeps time, shows the one, prepares the next one behind it. */
export class Theatre implements SceneListener {
  private readonly pace = new Pace();
  private defuser: Defuser;
  private next: { readonly id: number; readonly scene: Scene } | null = null;
  private now: { readonly id: number; readonly scene: Scene } | null = null;
  private playing = true;
  private state: ReplayState | null = null;
  private lastFrame = 0;
  private told = 0;

  constructor(
    private readonly place: HTMLElement,
    private readonly report: (message: ToPlayer) => void,
    private readonly reportError: (cause: unknown) => void,
    private readonly assets: Assets | null = null,
  ) {
    this.defuser = new Defuser(assets);
    window.addEventListener("resize", () => this.fit());
    requestAnimationFrame((time) => this.frame(time));
  }

  open(id: number, at: number, end: number): void {
    this.next?.scene.close();
    this.defuser = new Defuser(this.assets);
    const next = { id, scene: new Scene(this.place, at, end, this) };
    this.next = next;
    next.scene.open().then((drawn) => this.show(next, drawn), this.reportError);
  }

  take(id: number, chunk: ChunkOnItsWay): void {
    const scene = this.find(id);
    if (!scene) {
      return;
    }
    scene.goesOn(chunk.through);
    const parsed = parseEvents(chunk.json, chunk);
    scene.add(parsed.events.map((event: eventWithTime) => this.defuser.defuse(event)), chunk.json.byteLength);
    this.report({ type: "taken", scene: id, events: parsed.events.length, unknown: parsed.unknown });
    scene.goOn();
  }

  end(id: number): void {
    const scene = this.find(id);
    if (scene) {
      scene.complete = true;
      scene.goOn();
      this.report({ type: "loaded", scene: id });
    }
  }

  async seek(id: number, at: number): Promise<void> {
    const scene = this.now?.id === id ? this.now.scene : null;
    if (scene) {
      await scene.catchUp(Math.min(at, scene.end));
      scene.settle();
      this.pace.reset();
      this.tell(true);
    }
  }

  play(): void {
    this.playing = true;
    this.now?.scene.animate(true);
    this.lastFrame = 0;
  }

  pause(): void {
    this.playing = false;
    this.now?.scene.animate(false);
    this.tell(true);
  }

  setPace(speed: number, skipIdle: boolean): void {
    this.pace.set(speed, skipIdle);
    this.now?.scene.setSpeed(speed);
  }

  private find(id: number): Scene | null {
    return this.next?.id === id ? this.next.scene : this.now?.id === id ? this.now.scene : null;
  }

  private show(next: { readonly id: number; readonly scene: Scene }, drawn: boolean): void {
    if (this.next !== next) {
      return; // another one was asked for meanwhile
    }
    if (!drawn) {
      this.setState("empty", next.id);
      return;
    }
    const old = this.now;
    this.now = next;
    this.next = null;
    next.scene.engine.wrapper.classList.remove("sr-dark");
    old?.scene.close();
    this.fit();
    next.scene.settle();
    next.scene.setSpeed(this.pace.speed);
    next.scene.animate(this.playing);
    this.pace.reset();
    this.lastFrame = 0;
    this.state = null;
    this.report({ type: "shown", scene: next.id });
    this.update(next.scene);
    this.tell(true);
  }

  private frame(time: number): void {
    requestAnimationFrame((next) => this.frame(next));
    const step = this.lastFrame === 0 ? 0 : Math.min(LONGEST_STEP, time - this.lastFrame);
    this.lastFrame = time;
    const scene = this.now?.scene;
    if (scene && this.playing && !this.next) {
      const rate = this.pace.rate(scene);
      scene.advance(scene.at + step * rate, rate > 4);
      this.update(scene);
    }
    this.tell(false);
  }

  private update(scene: Scene): void {
    if (scene.starved) {
      this.setState(scene.complete ? "finished" : this.playing ? "waiting" : "paused");
    } else {
      this.setState(this.playing ? "playing" : "paused");
    }
  }

  private setState(state: ReplayState, id = this.now?.id ?? 0): void {
    if (state !== this.state) {
      this.state = state;
      this.tellTime();
      this.report({ type: "state", scene: id, state });
    }
  }

  private tell(urgent: boolean): void {
    const time = performance.now();
    if (!urgent && time - this.told < TELL_EVERY) {
      return;
    }
    this.told = time;
    for (const each of [this.now, this.next]) {
      if (each) {
        this.report({ type: "queued", scene: each.id, bytes: each.scene.queued });
      }
    }
    if (urgent || this.playing) {
      this.tellTime();
    }
    if (this.now && urgent) {
      this.update(this.now.scene);
    }
  }

  private tellTime(): void {
    if (this.now) {
      const { scene, id } = this.now;
      this.report({ type: "time", scene: id, at: scene.at, rate: this.playing ? this.pace.last : 0 });
    }
  }

  /** The recorded page in full, never larger than it was. */
  private fit(): void {
    const engine = this.now?.scene.engine;
    if (engine && engine.width > 0) {
      const scale = Math.min(1, this.place.clientWidth / engine.width, this.place.clientHeight / engine.height);
      const style = engine.wrapper.style;
      style.width = `${engine.width}px`;
      style.height = `${engine.height}px`;
      style.transform = `translate(-50%, -50%) scale(${scale})`;
    }
  }

  onResize(): void {
    this.fit();
  }

  onWarning(message: string): void {
    this.report({ type: "warning", message });
  }

  onLeftOut(nodes: number): void {
    this.report({ type: "left-out", nodes });
  }

  onError(cause: unknown): void {
    this.reportError(cause);
  }
}
