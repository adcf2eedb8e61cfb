/** What one place of a page adds to its recording. */
export interface Weight {
  readonly selector: string;
  /** Characters of JSON. */
  readonly size: number;
  readonly changes: number;
}

const LISTED = 5;
/** Of all that was counted; less is not worth a word. */
const SHARE = 0.05;
const REPORT_FROM = 256 << 10;
const MOST_NODES = 5_000;

/** Finds the places that make a recording large, by the mutations that came from each. */
export class SizeMeter {
  private readonly byNode = new Map<number, { size: number; changes: number }>();
  private total = 0;

  /** Counts a mutation of so many characters. */
  add(data: unknown, size: number): void {
    const mutation = data as { adds?: { parentId: number }[]; attributes?: { id: number }[]; texts?: { id: number }[] };
    const nodes = [
      ...(mutation.adds ?? []).map((add) => add.parentId),
      ...(mutation.attributes ?? []).map((change) => change.id),
      ...(mutation.texts ?? []).map((change) => change.id),
    ];
    this.total += size;
    for (const node of nodes) {
      const known = this.byNode.get(node);
      if (known !== undefined) {
        known.size += size / nodes.length;
        known.changes++;
      } else if (this.byNode.size < MOST_NODES) {
        this.byNode.set(node, { size: size / nodes.length, changes: 1 });
      }
    }
  }

  /** Whether so much was counted since the last report that it is worth another. */
  get isHeavy(): boolean {
    return this.total >= REPORT_FROM;
  }

  /**
   * The heaviest places since the last report; empty where they are not worth a word.
   *
   * @param find a node by rrweb's id, null where it is gone
   */
  report(find: (id: number) => Node | null): readonly Weight[] {
    const least = this.isHeavy ? this.total * SHARE : Number.POSITIVE_INFINITY;
    const heavy = [...this.byNode].filter(([, { size }]) => size >= least).sort(([, a], [, b]) => b.size - a.size).slice(0, LISTED);
    this.byNode.clear();
    this.total = 0;
    const weights = new Map<string, Weight>();
    for (const [id, { size, changes }] of heavy) {
      const selector = selectorOf(find(id));
      if (selector !== undefined) {
        const known = weights.get(selector);
        weights.set(selector, { selector, size: Math.round(size) + (known?.size ?? 0), changes: changes + (known?.changes ?? 0) });
      }
    }
    return [...weights.values()];
  }
}

const DEPTH = 5;

/** A selector that names an element to a person and to a block rule: by id where it has one, else by classes upwards. */
export function selectorOf(node: Node | null): string | undefined {
  let element = node?.nodeType === Node.ELEMENT_NODE ? (node as Element) : (node?.parentElement ?? null);
  const steps: string[] = [];
  while (element !== null && steps.length < DEPTH) {
    if (element.id !== "" && !/\d{4,}/.test(element.id)) {
      steps.unshift(`#${CSS.escape(element.id)}`);
      break;
    }
    const classes = [...element.classList].filter((name) => !/\d{3,}/.test(name)).slice(0, 2);
    steps.unshift(element.localName + classes.map((name) => `.${CSS.escape(name)}`).join(""));
    element = element.parentElement;
  }
  return steps.length === 0 ? undefined : steps.join(" > ");
}
