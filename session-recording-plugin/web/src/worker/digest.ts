import { CUSTOM, FULL_SNAPSHOT, INCREMENTAL, Interaction, isByAPerson, isMove, META, PLUGIN, Source } from "../rrweb";
import type { Click, Digest, Moment, Piece } from "./messages";
import type { Mirror } from "./mirror";
import { Mirrors } from "./mirrors";

const MOST_MOMENTS = 200;
const MOST_CLICKS = 1000;
const LONGEST_TEXT = 500;
const APART = 250;
const URL_TAGS: ReadonlySet<unknown> = new Set(["$pageview", "$url_changed"]);

/** Sources by which one sees that a click did something. */
const REACTIONS: ReadonlySet<unknown> = new Set([Source.MUTATION, Source.SCROLL, Source.RESIZE, Source.INPUT, Source.SELECTION]);

type Fields = Record<string, unknown>;

interface Read {
  readonly digest: Digest | null;
  readonly shift: number;
}

/**
 * Finds in chunks what the timeline shows, and by how much a client's clock was corrected. Recordings are hostile: what is
 * read here are numbers and bounded texts, which are only ever shown as text.
 */
export class Reader {
  private shift: number | null = null;
  private readonly mirrors = new Mirrors();

  /** @param json a JSON array; unreadable text has no digest */
  read(json: string, piece: Piece): Read {
    let events: Fields[];
    try {
      events = (JSON.parse(json) as unknown[]).filter(isTimed);
    } catch {
      return { digest: null, shift: this.shift ?? 0 };
    }
    const shift = this.findShift(events, piece);
    const mirror = this.mirrors.before(piece);
    const digest = digestOf(events, shift, piece, mirror);
    this.mirrors.after(piece, mirror);
    return { digest: piece.digest ? digest : null, shift };
  }

  /** The list says when a chunk begins on the host's clock; a client's odd instants say nothing. */
  private findShift(events: readonly Fields[], piece: Piece): number {
    let first = Infinity;
    let last = -Infinity;
    for (const event of events) {
      const at = event["timestamp"] as number;
      first = Math.min(first, at);
      last = Math.max(last, at);
    }
    const sound = Math.abs(last - first - (piece.end - piece.start)) <= 1;
    if (sound || (this.shift === null && first < Infinity)) {
      this.shift = piece.start - first;
    }
    return this.shift ?? 0;
  }
}

function isTimed(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && Number.isFinite((value as Fields)["timestamp"]);
}

function digestOf(events: readonly Fields[], shift: number, piece: Piece, mirror: Mirror): Digest {
  const digest = new Gathering(mirror);
  const timed = events.map((event) => ({ event, at: Math.min(piece.end, Math.max(piece.start, (event["timestamp"] as number) + shift)) }));
  timed.sort((a, b) => a.at - b.at);
  timed.forEach(({ event, at }) => digest.look(event["type"], fields(event["data"]), at));
  return digest.done();
}

class Gathering {
  private readonly doings: number[] = [];
  private readonly clicks: Click[] = [];
  private readonly pages: Moment[] = [];
  private readonly errors: Moment[] = [];
  private readonly steps: number[] = [];
  private firstReaction: number | null = null;
  /** Clicks from here on wait for a reaction. */
  private waiting = 0;

  constructor(private readonly mirror: Mirror) {}

  look(type: unknown, data: Fields, at: number): void {
    this.mirror.see(type, data);
    const source = type === INCREMENTAL ? data["source"] : undefined;
    if (isByAPerson(source) && at - (this.doings.at(-1) ?? -Infinity) >= APART) {
      this.doings.push(at);
    }
    if (!isMove(source) && this.steps.at(-1) !== at) {
      this.steps.push(at);
    }
    if (type === META || type === FULL_SNAPSHOT || REACTIONS.has(source) || isFocus(source, data)) {
      this.reacted(at);
    }
    if (source === Source.MOUSE_INTERACTION && data["type"] === Interaction.CLICK && this.clicks.length < MOST_CLICKS) {
      this.clicks.push({ at, x: number(data["x"]), y: number(data["y"]), target: this.mirror.name(data["id"]), reaction: null });
    } else if (type === META) {
      add(this.pages, at, data["href"]);
    } else if (type === CUSTOM && URL_TAGS.has(data["tag"])) {
      add(this.pages, at, fields(data["payload"])["href"]);
    } else if (type === PLUGIN) {
      this.lookForError(data, at);
    }
  }

  private reacted(at: number): void {
    this.firstReaction ??= at;
    for (; this.waiting < this.clicks.length; this.waiting++) {
      this.clicks[this.waiting] = { ...(this.clicks[this.waiting] as Click), reaction: at };
    }
  }

  private lookForError(data: Fields, at: number): void {
    const payload = fields(data["payload"]);
    if (String(data["plugin"]).startsWith("rrweb/console@") && payload["level"] === "error") {
      const logged = payload["payload"];
      add(this.errors, at, (Array.isArray(logged) ? logged : []).map(plain).join(" ") || "error");
    }
  }

  done(): Digest {
    const { doings, clicks, pages, errors, firstReaction } = this;
    return { doings, clicks, pages, errors, firstReaction, steps: Float64Array.from(this.steps) };
  }
}

/** A click into a field does something though nothing changes. */
function isFocus(source: unknown, data: Fields): boolean {
  return source === Source.MOUSE_INTERACTION && data["type"] === Interaction.FOCUS;
}

function add(moments: Moment[], at: number, text: unknown): void {
  if (typeof text === "string" && moments.length < MOST_MOMENTS) {
    moments.push({ at, text: text.slice(0, LONGEST_TEXT) });
  }
}

/** The console plugin writes each argument as JSON. */
function plain(argument: unknown): string {
  const text = String(argument);
  if (!text.startsWith('"')) {
    return text;
  }
  try {
    return String(JSON.parse(text));
  } catch {
    return text;
  }
}

function fields(value: unknown): Fields {
  return typeof value === "object" && value !== null ? (value as Fields) : {};
}

function number(value: unknown): number {
  return typeof value === "number" && Number.isFinite(value) ? value : 0;
}
