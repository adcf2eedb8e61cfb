import type { eventWithTime } from "@rrweb/types";
import { FULL_SNAPSHOT, INCREMENTAL, Source } from "../rrweb";

/** As deep as browsers' own parsers nest elements. Deeper than that is no page, and laying it out overflows the browser's stack. */
export const DEEPEST = 512;
const DOCUMENT = 9;

/** What of rrweb's mirror tells about the page as it stands. */
export interface Standing {
  getNode(id: number): Node | null;
  getId(node: Node | null | undefined): number;
}

interface Serialised {
  id?: unknown;
  type?: unknown;
  childNodes?: unknown;
}

interface Add {
  parentId?: unknown;
  nextId?: unknown;
  previousId?: unknown;
  node: Serialised;
}

/** Cuts off what an event would build deeper than {@link DEEPEST}, and what is out of place. @returns how many nodes it left out */
export function keepShallow(event: eventWithTime, page: Standing): number {
  const data = event.data as { node?: unknown; source?: unknown; adds?: unknown; removes?: unknown };
  if (event.type === FULL_SNAPSHOT) {
    return cut(data.node);
  }
  if (event.type === INCREMENTAL && data.source === Source.MUTATION && Array.isArray(data.adds) && data.adds.length > 0) {
    const growth = new Growth(data.adds, Array.isArray(data.removes) ? data.removes : [], page);
    growth.place();
    data.adds = growth.placed;
    data.removes = growth.removes;
    return growth.leftOut;
  }
  return 0;
}

/** Leaves out what is too deep, or there twice. A loop, as everything here: a recording may nest deeper than the stack. */
function cut(root: unknown): number {
  const seen = new Set<unknown>();
  let leftOut = 0;
  const open: [unknown, number][] = [[root, 1]];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [node, depth] = next;
    const children = isObject(node) ? (node as Serialised).childNodes : undefined;
    if (Array.isArray(children)) {
      const kept = depth < DEEPEST ? children.filter((child) => isNew(child, seen)) : [];
      leftOut += children.length - kept.length;
      // what is cut is looked through all the same, to be counted
      (depth < DEEPEST ? kept : children).forEach((child) => open.push([child, depth + 1]));
      (node as Serialised).childNodes = kept;
    }
  }
  return leftOut;
}

function isNew(node: unknown, seen: Set<unknown>): boolean {
  const id = isObject(node) ? (node as Serialised).id : undefined;
  if (id === undefined || !seen.has(id)) {
    seen.add(id);
    return true;
  }
  return false;
}

/**
 * The nodes that one mutation adds, each behind the one it hangs on and the one it stands before: rrweb looks for those for half a
 * second where they come later, or never. What exists and is added again is removed first, as a recorder does; else it would
 * take along all that hangs on it, to any depth.
 */
class Growth {
  readonly placed: Add[] = [];
  readonly removes: unknown[];
  leftOut = 0;
  private readonly adds = new Map<unknown, Add>();
  private readonly depths = new Map<unknown, number>();
  private readonly begun = new Set<unknown>();

  constructor(
    adds: readonly unknown[],
    removes: readonly unknown[],
    private readonly page: Standing,
  ) {
    for (const add of adds) {
      if (isObject(add) && isObject((add as Add).node)) {
        this.adds.set((add as Add).node.id, add as Add);
      }
    }
    const removed = new Set(removes.map((each) => (isObject(each) ? (each as { id?: unknown }).id : undefined)));
    const again = [...this.adds.keys()].filter((id) => !removed.has(id) && this.nodeOf(id) !== null);
    this.removes = [...removes, ...again.map((id) => this.remove(id)).filter((each) => each !== null)];
    this.leftOut = adds.length - this.adds.size;
  }

  /** What rrweb built and never got into the page is no recorder's doing: it stays out. */
  private remove(id: unknown): object | null {
    const node = this.nodeOf(id) as Node;
    const host = (node.parentNode as Partial<ShadowRoot> | null)?.host;
    if (node.nodeType === DOCUMENT) {
      return null; // rebuilt as a whole
    }
    if (node.parentNode === null) {
      this.adds.delete(id);
    }
    return node.parentNode && { id, parentId: this.page.getId(host ?? node.parentNode), ...(host ? { isShadow: true } : {}) };
  }

  place(): void {
    for (const id of this.adds.keys()) {
      this.placeWithWhatItNeeds(id);
    }
  }

  private placeWithWhatItNeeds(wanted: unknown): void {
    const stack = [wanted];
    while (stack.length > 0) {
      const id = stack[stack.length - 1];
      const needed = this.begun.has(id) ? [] : this.needs(this.adds.get(id) as Add);
      this.begun.add(id);
      stack.push(...needed);
      if (needed.length === 0) {
        stack.pop();
        this.settle(id);
      }
    }
  }

  private needs(add: Add): unknown[] {
    return [add.parentId, add.nextId].filter((id) => this.adds.has(id) && !this.begun.has(id));
  }

  private settle(id: unknown): void {
    const add = this.adds.get(id) as Add;
    if (this.depths.has(id)) {
      return;
    }
    const depth = this.depthOf(add.parentId) + 1;
    this.depths.set(id, depth);
    if (depth > DEEPEST) {
      this.leftOut++;
      return;
    }
    this.leftOut += cut(add.node);
    this.placed.push({ ...add, nextId: this.stands(add.nextId) ? add.nextId : null, previousId: add.previousId === -1 ? null : add.previousId });
  }

  /** Of one that is added by the same event but not placed yet there is none: they hang on each other in a circle. */
  private depthOf(id: unknown): number {
    const added = this.depths.get(id);
    if (added !== undefined || this.adds.has(id)) {
      return added ?? Infinity;
    }
    let depth = 0;
    for (let node = this.nodeOf(id); node !== null && depth <= DEEPEST; node = parentOf(node)) {
      depth++;
    }
    return depth;
  }

  private stands(nextId: unknown): boolean {
    const depth = this.depths.get(nextId);
    return (depth !== undefined && depth <= DEEPEST) || (!this.adds.has(nextId) && this.nodeOf(nextId) !== null);
  }

  private nodeOf(id: unknown): Node | null {
    return typeof id === "number" ? this.page.getNode(id) : null;
  }
}

/** Through shadow roots. */
function parentOf(node: Node): Node | null {
  return node.parentNode ?? (node as Partial<ShadowRoot>).host ?? null;
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}
