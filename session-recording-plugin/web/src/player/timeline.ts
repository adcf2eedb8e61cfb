import { clock, shortUrl, spoken } from "./clock";
import { el } from "./dom";
import type { Gap } from "./gaps";
import { paint, type Scenery } from "./painter";
import type { Marker } from "./survey";
import { titleOf } from "./titles";

/** How near, in pixels, the pointer must be to a marker. */
const NEAR = 7;
const STEP = 5000;
/** The timeline: what happened when, where one is, and the way to anywhere else. */
export class Timeline {
  readonly element: HTMLElement;
  private readonly canvas = el("canvas", "sr-canvas");
  private readonly hint = el("div", "sr-hint");
  private readonly line = el("div", "sr-hover-line");
  private scenery: Scenery | null = null;
  private at = 0;
  private dragging = false;
  private due = false;

  constructor(private readonly seek: (at: number) => void) {
    this.element = el("div", "sr-timeline", this.canvas, this.line, this.hint);
    this.element.tabIndex = 0;
    this.element.setAttribute("role", "slider");
    this.element.setAttribute("aria-label", "Position");
    this.element.setAttribute("aria-valuemin", "0");
    this.hint.hidden = this.line.hidden = true;
    this.element.addEventListener("pointerdown", (event) => this.grab(event));
    this.element.addEventListener("pointermove", (event) => this.point(event));
    this.element.addEventListener("pointerup", (event) => this.drop(event));
    this.element.addEventListener("pointercancel", () => (this.dragging = false));
    this.element.addEventListener("pointerleave", () => this.hideHint());
    new ResizeObserver(() => this.draw()).observe(this.element);
  }

  /** What there is to draw; again whenever more is known. */
  show(scenery: Scenery): void {
    this.scenery = scenery;
    this.element.setAttribute("aria-valuemax", String(Math.round((scenery.end - scenery.start) / 1000)));
    this.draw();
  }

  move(at: number): void {
    this.at = at;
    if (this.scenery) {
      const since = at - this.scenery.start;
      this.element.setAttribute("aria-valuenow", String(Math.round(since / 1000)));
      this.element.setAttribute("aria-valuetext", `${spoken(since)} of ${spoken(this.scenery.end - this.scenery.start)}`);
    }
    this.draw();
  }

  /** At most once a frame. */
  private draw(): void {
    if (!this.due) {
      this.due = true;
      requestAnimationFrame(() => {
        this.due = false;
        if (this.scenery) {
          paint(this.canvas, this.scenery, this.at);
        }
      });
    }
  }

  private grab(event: PointerEvent): void {
    if (event.button === 0) {
      this.dragging = true;
      this.element.setPointerCapture(event.pointerId);
      this.point(event);
    }
  }

  private drop(event: PointerEvent): void {
    if (this.dragging) {
      this.dragging = false;
      this.seek(this.nearest(event)?.at ?? this.instant(event));
    }
  }

  private point(event: PointerEvent): void {
    const scenery = this.scenery;
    if (!scenery) {
      return;
    }
    const marker = this.nearest(event);
    const at = marker?.at ?? this.instant(event);
    this.tell(scenery, at, marker);
    const width = this.element.clientWidth;
    const x = ((at - scenery.start) / Math.max(1, scenery.end - scenery.start)) * width;
    this.line.hidden = this.hint.hidden = false;
    this.line.style.transform = `translateX(${x}px)`;
    const half = this.hint.offsetWidth / 2;
    this.hint.style.transform = `translateX(${Math.max(0, Math.min(width - 2 * half, x - half))}px)`;
  }

  private tell(scenery: Scenery, at: number, marker: Marker | null): void {
    const page = pageAt(scenery.markers, at);
    const gap = scenery.gaps.find((each: Gap) => at >= each.from && at <= each.to);
    const lines = [el("strong", "", clock(at - scenery.start))];
    if (marker && marker.kind !== "page") {
      lines.push(el("span", `sr-hint-marker sr-${marker.kind}`, marker.text ? `${titleOf(marker)}: ${marker.text}` : titleOf(marker)));
    }
    if (gap) {
      lines.push(el("span", "sr-hint-gap", gap.label));
    }
    if (page) {
      lines.push(el("span", "sr-hint-url", shortUrl(page)));
    }
    this.hint.replaceChildren(...lines);
  }

  private hideHint(): void {
    if (!this.dragging) {
      this.hint.hidden = this.line.hidden = true;
    }
  }

  private instant(event: PointerEvent): number {
    const { left, width } = this.element.getBoundingClientRect();
    const share = Math.min(1, Math.max(0, (event.clientX - left) / Math.max(1, width)));
    const { start, end } = this.scenery as Scenery;
    return start + share * (end - start);
  }

  private nearest(event: PointerEvent): Marker | null {
    const { start, end, markers } = this.scenery as Scenery;
    const at = this.instant(event);
    const reach = (NEAR / Math.max(1, this.element.clientWidth)) * (end - start);
    let best: Marker | null = null;
    for (const marker of markers) {
      const distance = Math.abs(marker.at - at);
      if (distance <= reach && (!best || distance < Math.abs(best.at - at))) {
        best = marker;
      }
    }
    return best;
  }

  /** How far an arrow key goes. */
  static readonly step = STEP;
}

function pageAt(markers: readonly Marker[], at: number): string | null {
  let page: string | null = null;
  for (const marker of markers) {
    if (marker.at > at) {
      break;
    }
    page = marker.kind === "page" ? marker.text : page;
  }
  return page;
}
