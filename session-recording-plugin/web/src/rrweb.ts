/** rrweb's numbers, as far as they matter here. */
export const FULL_SNAPSHOT = 2;
export const INCREMENTAL = 3;
export const META = 4;
export const CUSTOM = 5;
export const PLUGIN = 6;
export const LAST_TYPE = PLUGIN;

export const Source = {
  MUTATION: 0,
  MOUSE_MOVE: 1,
  MOUSE_INTERACTION: 2,
  SCROLL: 3,
  RESIZE: 4,
  INPUT: 5,
  TOUCH_MOVE: 6,
  MEDIA: 7,
  DRAG: 12,
  SELECTION: 14,
  LAST: 16,
} as const;

export const Interaction = { CLICK: 2, FOCUS: 5, BLUR: 6 } as const;

const BY_A_PERSON: ReadonlySet<unknown> = new Set([
  Source.MOUSE_MOVE,
  Source.MOUSE_INTERACTION,
  Source.SCROLL,
  Source.INPUT,
  Source.TOUCH_MOVE,
  Source.DRAG,
]);

const MOVES: ReadonlySet<unknown> = new Set([Source.MOUSE_MOVE, Source.TOUCH_MOVE, Source.DRAG]);

/** Whether events of this source tell that the visitor did something. */
export function isByAPerson(source: unknown): boolean {
  return BY_A_PERSON.has(source);
}

/** Whether events of this source hold the pointer's way. */
export function isMove(source: unknown): boolean {
  return MOVES.has(source);
}

/** Whether the player knows what to do with it. */
export function isKnown(type: unknown, source: unknown): boolean {
  if (typeof type !== "number" || !Number.isInteger(type) || type < 0 || type > LAST_TYPE) {
    return false;
  }
  return type !== INCREMENTAL || (typeof source === "number" && source >= 0 && source <= Source.LAST);
}
