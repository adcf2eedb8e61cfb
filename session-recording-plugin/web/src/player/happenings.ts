import { clock, shortUrl } from "./clock";
import { el, icon } from "./dom";
import { answerTo } from "./source";
import type { Marker, MarkerKind } from "./survey";
import { titleOf } from "./titles";

const SHOWN = 1500;
const PAGES = 10;
const GROUPS: readonly { readonly name: string; readonly kinds: readonly MarkerKind[] }[] = [
  { name: "All", kinds: ["click", "rage", "dead", "page", "error", "event"] },
  { name: "Pages", kinds: ["page"] },
  { name: "Clicks", kinds: ["click", "rage", "dead"] },
  { name: "Errors", kinds: ["error"] },
  { name: "Events", kinds: ["event"] },
];
interface Row {
  readonly key: string;
  readonly at: number;
  readonly row: HTMLElement;
}

interface SessionEvent {
  readonly event: string;
  readonly timestamp: string;
  readonly properties: Record<string, unknown>;
}

/**
 * The events of the session, as markers; those of the snapshots are none of them. They come newest first.
 *
 * @param known those that are there already
 */
export async function fetchEvents(url: string, known: readonly Marker[] = []): Promise<Marker[]> {
  const markers = new Map(known.map((marker) => [keyOf(marker), marker]));
  let cursor: string | null = "";
  for (let page = 0; page < PAGES && cursor !== null; page++) {
    const response: Response = await answerTo(cursor === "" ? url : `${url}?cursor=${encodeURIComponent(cursor)}`);
    const { results, next } = (await response.json()) as { results: SessionEvent[]; next: string | null };
    const many = markers.size;
    for (const { event, timestamp, properties } of results) {
      const marker = { kind: "event" as const, at: Date.parse(timestamp), text: describe(event, properties) };
      markers.set(keyOf(marker), marker);
    }
    cursor = known.length > 0 && markers.size < many + results.length ? null : next;
  }
  return [...markers.values()].sort((a, b) => a.at - b.at);
}

function keyOf({ kind, at, text }: Marker): string {
  return `${kind} ${at} ${text}`;
}

function describe(event: string, properties: Record<string, unknown>): string {
  const url = properties["$current_url"];
  return typeof url === "string" ? `${event} · ${shortUrl(url)}` : event;
}

/** What happened, as a list to look through and to jump by. */
export class Happenings {
  private readonly list = el("ol", "sr-list");
  private readonly filter = el("input", "sr-filter");
  private readonly chips: HTMLButtonElement[];
  private markers: readonly Marker[] = [];
  private rows: Row[] = [];
  private group = 0;
  private current: HTMLElement | null = null;

  constructor(
    place: HTMLElement,
    private readonly reel: { readonly start: number },
    private readonly seek: (at: number) => void,
  ) {
    this.filter.type = "search";
    this.filter.placeholder = "Filter what happened";
    this.filter.setAttribute("aria-label", "Filter what happened");
    this.filter.addEventListener("input", () => this.draw());
    this.chips = GROUPS.map(({ name }, i) => this.chip(name, i));
    const chips = el("div", "sr-chips", ...this.chips);
    chips.setAttribute("role", "group");
    chips.setAttribute("aria-label", "Kinds");
    place.replaceChildren(this.filter, chips, this.list);
  }

  private chip(name: string, group: number): HTMLButtonElement {
    const chip = el("button", "sr-chip", name);
    chip.type = "button";
    chip.setAttribute("aria-pressed", String(group === this.group));
    chip.addEventListener("click", () => {
      this.group = group;
      this.draw();
    });
    return chip;
  }

  show(markers: readonly Marker[]): void {
    this.markers = markers;
    this.draw();
  }

  private draw(): void {
    const wanted = this.filter.value.trim().toLowerCase();
    const kinds = (GROUPS[this.group] as (typeof GROUPS)[number]).kinds;
    const found = this.markers.filter((marker) => kinds.includes(marker.kind) && `${titleOf(marker)} ${marker.text}`.toLowerCase().includes(wanted));
    this.chips.forEach((chip, i) => {
      const many = this.markers.filter(({ kind }) => (GROUPS[i] as (typeof GROUPS)[number]).kinds.includes(kind)).length;
      chip.setAttribute("aria-pressed", String(i === this.group));
      chip.replaceChildren((GROUPS[i] as { name: string }).name, el("small", "", String(many)));
    });
    const same = new Map(this.rows.map((row) => [row.key, row]));
    // rows that stay are the same elements: the keyboard may be on one of them
    const times = new Map<string, number>();
    this.rows = found.slice(0, SHOWN).map((marker) => {
      const base = `${marker.at - this.reel.start} ${marker.kind} ${titleOf(marker)} ${marker.text}`;
      const time = (times.get(base) ?? 0) + 1;
      times.set(base, time);
      return same.get(`${time} ${base}`) ?? this.row(marker, `${time} ${base}`);
    });
    const rest = found.length > SHOWN ? [el("li", "sr-none", `${found.length - SHOWN} more: filter to see them`)] : [];
    const none = found.length === 0 ? [el("li", "sr-none", this.markers.length === 0 ? "Nothing yet" : "Nothing of this kind")] : [];
    this.place([...this.rows.map(({ row }) => row), ...rest, ...none]);
  }

  /** As replaceChildren, but leaves those alone that stay where they are. */
  private place(wanted: readonly HTMLElement[]): void {
    const kept = new Set<Element>(wanted);
    [...this.list.children].forEach((child) => kept.has(child) || child.remove());
    wanted.forEach((row, i) => {
      const there = this.list.children[i];
      if (there !== row) {
        this.list.insertBefore(row, there ?? null);
      }
    });
  }

  private row(marker: Marker, key: string): Row {
    const { kind, at, text } = marker;
    const title = titleOf(marker);
    const name = kind === "page" ? shortUrl(text) : kind === "error" || kind === "event" ? text : title;
    const button = el("button", "", el("time", "", clock(at - this.reel.start)), icon(kind), el("span", "", name));
    button.type = "button";
    button.title = text ? `${title}: ${text}` : title;
    button.addEventListener("click", () => this.seek(at));
    return { key, at, row: el("li", `sr-${kind}`, button) };
  }

  /** Marks the last that has happened. */
  move(at: number): void {
    let last: HTMLElement | null = null;
    for (const row of this.rows) {
      if (row.at > at + 1) {
        break;
      }
      last = row.row;
    }
    if (last !== this.current) {
      this.current?.removeAttribute("aria-current");
      last?.setAttribute("aria-current", "true");
      this.current = last;
      if (last && !this.list.matches(":hover, :focus-within")) {
        this.list.scrollTop = Math.max(0, last.offsetTop - this.list.offsetTop - this.list.clientHeight / 2);
      }
    }
  }
}
