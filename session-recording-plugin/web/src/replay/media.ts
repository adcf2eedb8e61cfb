import type { eventWithTime } from "@rrweb/types";
import { FULL_SNAPSHOT, INCREMENTAL, Source } from "../rrweb";
import type { Standing } from "./growth";

/** How a video or a sound was when something was last recorded of it. */
interface State {
  readonly playing: boolean;
  /** When that was, and where in it, in seconds. */
  readonly at: number;
  readonly time: number;
  readonly rate: number;
  readonly volume: number;
  readonly muted: boolean;
  readonly loop: boolean;
}

type Fields = Record<string, unknown>;

const PLAY = 0;
const PAUSE = 1;
/** What browsers accept. */
const SLOWEST = 0.0625;
const FASTEST = 16;

/**
 * Videos and sounds as they were at a moment. rrweb reckons by a clock of its own, which stands still here, and takes for muted
 * what an old recorder does not tell of; so after a seek they would be as they never were. One per scene.
 */
export class Media {
  private readonly states = new Map<unknown, State>();

  /** @returns whether it tells of media */
  note(event: eventWithTime): boolean {
    const data = event.data as { node?: unknown; source?: unknown; adds?: unknown };
    if (event.type === FULL_SNAPSHOT) {
      this.states.clear();
      return this.noteTree(data.node, event.timestamp);
    }
    if (event.type === INCREMENTAL && data.source === Source.MEDIA) {
      return this.noteInteraction(data as Fields, event.timestamp);
    }
    if (event.type === INCREMENTAL && data.source === Source.MUTATION && Array.isArray(data.adds)) {
      return data.adds.filter((add: unknown) => this.noteTree(fields(add)["node"], event.timestamp)).length > 0;
    }
    return false;
  }

  private noteTree(root: unknown, at: number): boolean {
    const open = [root];
    let found = false;
    while (open.length > 0) {
      const node = fields(open.pop());
      if (/^(video|audio)$/i.test(String(node["tagName"]))) {
        this.states.set(node["id"], stateOf(fields(node["attributes"]), at));
        found = true;
      }
      open.push(...(Array.isArray(node["childNodes"]) ? (node["childNodes"] as unknown[]) : []));
    }
    return found;
  }

  private noteInteraction(data: Fields, at: number): boolean {
    const before = this.states.get(data["id"]);
    if (before) {
      const { type } = data;
      this.states.set(data["id"], {
        playing: type === PLAY || (type !== PAUSE && before.playing),
        at,
        time: number(data["currentTime"], timeAt(before, at)),
        rate: number(data["playbackRate"], before.rate),
        volume: number(data["volume"], before.volume),
        muted: flag(data["muted"], before.muted),
        loop: flag(data["loop"], before.loop),
      });
    }
    return before !== undefined;
  }

  /** Makes them what they were at {@code at}; they only run where the player does. */
  sync(page: Standing, at: number, running: boolean, speed: number): void {
    for (const [id, state] of this.states) {
      const node = typeof id === "number" ? page.getNode(id) : null;
      if (node === null) {
        this.states.delete(id);
      } else if (isMedia(node)) {
        put(node, state, at, running, speed);
      }
    }
  }
}

function put(element: HTMLMediaElement, state: State, at: number, running: boolean, speed: number): void {
  element.muted = state.muted;
  element.loop = state.loop;
  element.volume = Math.min(1, Math.max(0, state.volume));
  element.playbackRate = Math.min(FASTEST, Math.max(SLOWEST, state.rate * speed));
  const time = timeAt(state, at);
  element.currentTime = state.loop && element.duration > 0 && Number.isFinite(element.duration) ? time % element.duration : time;
  if (state.playing && running) {
    element.play().catch(() => undefined); // nothing to play is no fault: media are not fetched
  } else {
    element.pause();
  }
}

function timeAt(state: State, at: number): number {
  return Math.max(0, state.time + (state.playing ? (Math.max(0, at - state.at) / 1000) * state.rate : 0));
}

function stateOf(attributes: Fields, at: number): State {
  const has = (name: string) => attributes[name] !== undefined && attributes[name] !== null && attributes[name] !== false;
  const recorded = attributes["rr_mediaState"];
  return {
    playing: recorded === undefined ? has("autoplay") : recorded === "played",
    at,
    time: number(attributes["rr_mediaCurrentTime"], 0),
    rate: number(attributes["rr_mediaPlaybackRate"], 1),
    volume: number(attributes["rr_mediaVolume"], 1),
    muted: flag(attributes["rr_mediaMuted"], has("muted")),
    loop: flag(attributes["rr_mediaLoop"], has("loop")),
  };
}

/** Of whatever window it is. */
function isMedia(node: Node): node is HTMLMediaElement {
  return node.nodeName === "VIDEO" || node.nodeName === "AUDIO";
}

function number(value: unknown, otherwise: number): number {
  return typeof value === "number" && Number.isFinite(value) ? value : otherwise;
}

function flag(value: unknown, otherwise: boolean): boolean {
  return typeof value === "boolean" ? value : otherwise;
}

function fields(value: unknown): Fields {
  return typeof value === "object" && value !== null ? (value as Fields) : {};
}
