import type { Marker, MarkerKind } from "./survey";

const KINDS: Record<MarkerKind, string> = {
  click: "Click",
  rage: "Rage click",
  dead: "Dead click",
  page: "Page",
  error: "Console error",
  event: "Event",
};

/** What happened, in a few words: Clicked button “Add to cart”. */
export function titleOf({ kind, target }: Marker): string {
  if (!target) {
    return KINDS[kind];
  }
  return kind === "click" ? `Clicked ${target}` : `${KINDS[kind]} on ${target}`;
}
