import type { Gap } from "./gaps";
import type { Marker, MarkerKind } from "./survey";

/** Everything that the timeline shows, but where one is. */
export interface Scenery {
  readonly start: number;
  readonly end: number;
  readonly markers: readonly Marker[];
  readonly gaps: readonly Gap[];
  readonly pictures: readonly number[];
  /** When the visitor did something. */
  readonly doings: readonly number[];
  /** Where nobody looked yet: how much was stored when. */
  readonly guessed: readonly { readonly from: number; readonly to: number; readonly weight: number }[];
  /** How far it is loaded. */
  readonly through: number;
}

export const COLOURS: Record<MarkerKind, string> = {
  click: "#7dd3fc",
  rage: "#fb7185",
  dead: "#fbbf24",
  page: "#c4b5fd",
  error: "#f87171",
  event: "#6ee7b7",
};

const MARKS = 11;
const BARS_TOP = 22;
const BARS_BOTTOM = 46;
const RAIL = 50;
const BAR = 4;
const PLAYED = "#8b85ff";

/** Draws the timeline. */
export function paint(canvas: HTMLCanvasElement, scenery: Scenery, at: number): void {
  const width = canvas.clientWidth;
  const height = canvas.clientHeight;
  const ratio = window.devicePixelRatio || 1;
  if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
  }
  const ink = canvas.getContext("2d");
  if (!ink || width === 0) {
    return;
  }
  ink.setTransform(ratio, 0, 0, ratio, 0, 0);
  ink.clearRect(0, 0, width, height);
  const span = Math.max(1, scenery.end - scenery.start);
  const x = (instant: number) => ((Math.min(scenery.end, Math.max(scenery.start, instant)) - scenery.start) / span) * width;
  paintGaps(ink, scenery, x);
  paintBars(ink, scenery, width, x(at));
  paintRail(ink, scenery, width, x, x(at));
  for (const kind of ["page", "click", "event", "dead", "error", "rage"] as const) {
    places(scenery.markers, kind, x).forEach((place) => (kind === "page" ? paintPage(ink, place) : paintMark(ink, kind, place)));
  }
  paintHead(ink, x(at), height);
}

/** Where marks of a kind stand; those that would cover each other only once. */
function places(markers: readonly Marker[], kind: MarkerKind, x: (at: number) => number): number[] {
  const found: number[] = [];
  for (const marker of markers) {
    if (marker.kind === kind) {
      const place = x(marker.at);
      if (place - (found.at(-1) ?? -Infinity) >= 1) {
        found.push(place);
      }
    }
  }
  return found;
}

function paintGaps(ink: CanvasRenderingContext2D, scenery: Scenery, x: (at: number) => number): void {
  for (const gap of scenery.gaps) {
    const left = x(gap.from);
    const width = Math.max(2, x(gap.to) - left);
    ink.save();
    ink.beginPath();
    ink.rect(left, BARS_TOP - 2, width, BARS_BOTTOM - BARS_TOP + 2);
    ink.clip();
    ink.strokeStyle = gap.kind === "lost" ? "rgba(248,113,113,.7)" : "rgba(139,148,167,.28)";
    ink.lineWidth = 1;
    ink.beginPath();
    for (let line = left - 30; line < left + width; line += 6) {
      ink.moveTo(line, BARS_BOTTOM);
      ink.lineTo(line + 26, BARS_TOP - 4);
    }
    ink.stroke();
    ink.restore();
  }
}

function paintBars(ink: CanvasRenderingContext2D, scenery: Scenery, width: number, played: number): void {
  const many = Math.max(1, Math.floor(width / BAR));
  const bars = binned(scenery.doings.map((at) => [at, 1] as const), scenery, many);
  const guesses = binned(
    scenery.guessed.map(({ from, to, weight }) => [(from + to) / 2, weight] as const),
    scenery,
    many,
  );
  drawBars(ink, guesses, () => "rgba(139,148,167,.25)");
  drawBars(ink, bars, (left) => (left < played ? "rgba(139,133,255,.95)" : "rgba(148,158,180,.6)"));
}

function binned(weights: readonly (readonly [number, number])[], scenery: Scenery, many: number): number[] {
  const bins = new Array<number>(many).fill(0);
  const span = Math.max(1, scenery.end - scenery.start);
  for (const [at, weight] of weights) {
    const bin = Math.min(many - 1, Math.max(0, Math.floor(((at - scenery.start) / span) * many)));
    bins[bin] = (bins[bin] as number) + weight;
  }
  return bins;
}

function drawBars(ink: CanvasRenderingContext2D, bins: readonly number[], colour: (left: number) => string): void {
  const most = bins.reduce((a, b) => Math.max(a, b), 0);
  bins.forEach((weight, i) => {
    if (weight > 0) {
      const height = 2 + Math.sqrt(weight / most) * (BARS_BOTTOM - BARS_TOP - 2);
      ink.fillStyle = colour(i * BAR);
      ink.fillRect(i * BAR, BARS_BOTTOM - height, BAR - 1, height);
    }
  });
}

function paintRail(ink: CanvasRenderingContext2D, scenery: Scenery, width: number, x: (at: number) => number, played: number): void {
  ink.fillStyle = "rgba(255,255,255,.12)";
  ink.fillRect(0, RAIL, width, 3);
  ink.fillStyle = "rgba(255,255,255,.22)";
  ink.fillRect(0, RAIL, x(scenery.through), 3);
  ink.fillStyle = PLAYED;
  ink.fillRect(0, RAIL, played, 3);
  ink.fillStyle = "rgba(203,213,225,.6)";
  for (const picture of scenery.pictures) {
    ink.fillRect(Math.round(x(picture)), RAIL + 5, 1, 3);
  }
}

function paintPage(ink: CanvasRenderingContext2D, x: number): void {
  const left = Math.round(x);
  ink.fillStyle = "rgba(196,181,253,.45)";
  ink.fillRect(left, 4, 1, BARS_BOTTOM - 4);
  ink.fillStyle = COLOURS.page;
  ink.beginPath();
  ink.moveTo(left, 4);
  ink.lineTo(left + 8, 7.5);
  ink.lineTo(left, 11);
  ink.fill();
}

function paintMark(ink: CanvasRenderingContext2D, kind: MarkerKind, x: number): void {
  ink.fillStyle = ink.strokeStyle = COLOURS[kind];
  ink.lineWidth = 1.8;
  ink.beginPath();
  if (kind === "click") {
    ink.arc(x, MARKS, 2.5, 0, 2 * Math.PI);
    ink.fill();
  } else if (kind === "dead") {
    ink.arc(x, MARKS, 3.5, 0, 2 * Math.PI);
    ink.stroke();
  } else if (kind === "error") {
    ink.moveTo(x - 3.5, MARKS - 3.5);
    ink.lineTo(x + 3.5, MARKS + 3.5);
    ink.moveTo(x + 3.5, MARKS - 3.5);
    ink.lineTo(x - 3.5, MARKS + 3.5);
    ink.stroke();
  } else {
    const reach = kind === "rage" ? 5.5 : 4;
    ink.moveTo(x, MARKS - reach);
    ink.lineTo(x + reach, MARKS);
    ink.lineTo(x, MARKS + reach);
    ink.lineTo(x - reach, MARKS);
    ink.fill();
  }
}

function paintHead(ink: CanvasRenderingContext2D, x: number, height: number): void {
  ink.fillStyle = "#fff";
  ink.fillRect(Math.round(x) - 0.5, 0, 1.5, height);
  ink.beginPath();
  ink.arc(x, RAIL + 1.5, 5.5, 0, 2 * Math.PI);
  ink.fill();
}
