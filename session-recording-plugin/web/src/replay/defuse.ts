import type { eventWithTime } from "@rrweb/types";
import type { Assets } from "./assets";
import { Drawings } from "./drawings";
import { Dressing } from "./dressing";
import { Pictures } from "./pictures";

/** A node as rrweb serialises it. Everything may be missing or of another type: recordings are hostile. */
interface Node {
  id?: unknown;
  tagName?: unknown;
  attributes?: unknown;
  childNodes?: unknown;
}

type Attributes = Record<string, unknown>;

/** Elements that only reach out: recorders keep a frame's content as nodes, and a style sheet's as text. */
const REACHING = new Set(["link", "meta", "iframe", "frame", "embed", "object", "portal"]);
const REACHING_ATTRIBUTES = ["href", "imagesrcset", "src", "srcdoc", "data", "http-equiv", "rel"];

/**
 * Takes from a recording's events what would reach out of the page they are replayed in. The sandbox and the content
 * security policy keep scripts and fetches away; this is for what they do not cover: connection hints, refreshes, the
 * connection that a browser opens before it blocks a frame, and style sheets that were not recorded, which would be
 * blocked anyway and make rrweb stop and wait for them. Canvases are shown as the images that were recorded of them.
 * One per replay: it remembers which elements it took the sting from.
 */
export class Defuser {
  private readonly reaching = new Set<unknown>();
  private readonly pictures = new Pictures();
  private readonly drawings = new Drawings();
  private readonly dressing: Dressing | null;

  /** @param assets where files of the recorded site may come from; null: from nowhere */
  constructor(assets: Assets | null = null) {
    this.dressing = assets && new Dressing(assets);
  }

  defuse(event: eventWithTime): eventWithTime {
    const data = event.data as { node?: unknown; adds?: unknown; attributes?: unknown; texts?: unknown; source?: unknown; id?: unknown } | undefined;
    if (typeof data === "object" && data !== null) {
      this.defuseTree(data.node, undefined);
      for (const added of list(data.adds)) {
        const { node, parentId } = (added ?? {}) as { node?: unknown; parentId?: unknown };
        this.defuseTree(node, parentId);
      }
      for (const changed of list(data.texts)) {
        this.dressing?.text(changed as { id?: unknown; value?: unknown } | null);
      }
      this.dressing?.data(data as Attributes);
      for (const changed of list(data.attributes)) {
        this.defuseChange(changed as { id?: unknown; attributes?: unknown } | null);
      }
      event.data = (this.pictures.painted(data) ?? data) as typeof event.data;
    }
    return event;
  }

  private defuseTree(root: unknown, parent: unknown): void {
    const open: unknown[] = [root]; // a loop: a recording may nest deeper than the stack
    const parents: unknown[] = [parent];
    while (open.length > 0) {
      const node = open.pop() as Node | null | undefined;
      const within = parents.pop();
      if (typeof node !== "object" || node === null) {
        continue;
      }
      this.defuseNode(node, within);
      for (const child of list(node.childNodes)) {
        open.push(child);
        parents.push(node.id);
      }
    }
  }

  private defuseNode(node: Node, parent: unknown): void {
    const tag = typeof node.tagName === "string" ? node.tagName.toLowerCase() : "";
    const attributes = attributesOf(node);
    this.drawings.node(node.id, tag, attributes);
    this.dressing?.node(node, tag, attributes, parent);
    if (REACHING.has(tag) && attributes?.["_cssText"] === undefined) {
      this.reaching.add(node.id);
      disarm(attributes);
    } else if (tag === "canvas") {
      this.pictures.node(node, attributes);
    }
  }

  private defuseChange(changed: { id?: unknown; attributes?: unknown } | null): void {
    const attributes = attributesOf(changed);
    if (this.reaching.has(changed?.id)) {
      disarm(attributes);
    }
    this.pictures.change(changed?.id, attributes);
    this.drawings.change(changed?.id, attributes);
    this.dressing?.change(changed?.id, attributes);
  }
}

function disarm(attributes: Attributes | null): void {
  if (attributes) {
    for (const name of Object.keys(attributes)) {
      if (REACHING_ATTRIBUTES.includes(name.toLowerCase())) {
        delete attributes[name];
      }
    }
  }
}

function attributesOf(node: { attributes?: unknown } | null): Attributes | null {
  const attributes = node?.attributes;
  return typeof attributes === "object" && attributes !== null ? (attributes as Attributes) : null;
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}
