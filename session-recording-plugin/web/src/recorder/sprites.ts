/** A node as rrweb writes it. */
export interface Written {
  type: number;
  id: number;
  tagName?: string;
  attributes?: { [name: string]: unknown };
  childNodes?: Written[];
  textContent?: string;
  isSVG?: true;
  isShadow?: true;
}

export interface Added {
  parentId: number;
  nextId: null;
  node: Written;
}

const ELEMENT = 2;
const TEXT = 3;
/** Ids of nodes that no page has; rrweb counts from 1. */
const FIRST_ID = 1_000_000_000;
const MOST_NODES = 500;
const REFERENCE = /url\(\s*["']?#([^"')]+)["']?\s*\)/g;

/**
 * Parts of other files that a page draws with `<use>`. A replay cannot reach those files, so that the parts are added to the
 * recording as nodes, in an invisible picture of their own at the end of the document or shadow tree.
 */
export class Sprites {
  private lastId = FIRST_ID;
  private lastFile = 0;
  private readonly files = new Map<string, { readonly prefix: string; readonly document: Document }>();
  /** The container's id and what it holds, for each root as it was recorded last. */
  private containers = new WeakMap<Node, { readonly id: number; readonly held: Set<string> }>();

  /** The page is recorded anew, without what was added to it. */
  forget(): void {
    this.containers = new WeakMap();
  }

  /** What a `<use>` refers to once {@link adopt} added it; undefined where the file has no such part. */
  reference(url: string, svg: string, part: string): string | undefined {
    let file = this.files.get(url);
    if (file === undefined) {
      file = { prefix: `sr${++this.lastFile}-`, document: new DOMParser().parseFromString(svg, "image/svg+xml") };
      this.files.set(url, file);
    }
    return Sprites.byId(file.document, part) === undefined ? undefined : `#${file.prefix}${part}`;
  }

  /** @param host id of the node to which a picture is added: the document's element, or the shadow tree's host */
  adopt(root: Node, host: number, url: string, part: string): Added[] {
    const file = this.files.get(url);
    if (file === undefined) {
      return [];
    }
    const added: Added[] = [];
    let container = this.containers.get(root);
    if (container === undefined) {
      container = { id: ++this.lastId, held: new Set() };
      this.containers.set(root, container);
      added.push({ parentId: host, nextId: null, node: this.picture(container.id, root) });
    }
    for (const needed of Sprites.closure(file.document, part)) {
      const key = file.prefix + needed.id;
      if (!container.held.has(key)) {
        container.held.add(key);
        this.write(needed, file.prefix, container.id, added);
      }
    }
    return added.length > MOST_NODES ? [] : added;
  }

  private picture(id: number, root: Node): Written {
    const attributes = { "data-sr-sprite": "", width: "0", height: "0", "aria-hidden": "true", style: "position:absolute" };
    return { type: ELEMENT, id, tagName: "svg", attributes, childNodes: [], isSVG: true, ...("host" in root ? { isShadow: true } : {}) };
  }

  private static byId(document: Document, id: string): Element | undefined {
    return document.getElementById(id) ?? undefined;
  }

  /** A part and all that it refers to, each once; what lies within another is left to that. */
  private static closure(document: Document, part: string): Element[] {
    const found = new Set<Element>();
    const open = [part];
    for (let id = open.pop(); id !== undefined; id = open.pop()) {
      const element = Sprites.byId(document, id);
      if (element === undefined || found.has(element)) {
        continue;
      }
      found.add(element);
      for (const each of [element, ...element.querySelectorAll("*")]) {
        for (const { name, value } of each.attributes) {
          if (/^(xlink:)?href$/.test(name) && value.startsWith("#")) {
            open.push(value.slice(1));
          }
          for (const [, referred] of value.matchAll(REFERENCE)) {
            open.push(referred!);
          }
        }
      }
    }
    return [...found].filter((element) => ![...found].some((other) => other !== element && other.contains(element)));
  }

  private write(element: Element, prefix: string, parentId: number, added: Added[]): void {
    const attributes: { [name: string]: string } = {};
    for (const { name, value } of element.attributes) {
      if (name === "id") {
        attributes[name] = prefix + value;
      } else if (/^(xlink:)?href$/.test(name) && value.startsWith("#")) {
        attributes[name] = `#${prefix}${value.slice(1)}`;
      } else if (!/^on/i.test(name)) {
        attributes[name] = value.replace(REFERENCE, (_, id: string) => `url(#${prefix}${id})`);
      }
    }
    const id = ++this.lastId;
    added.push({ parentId, nextId: null, node: { type: ELEMENT, id, tagName: element.tagName, attributes, childNodes: [], isSVG: true } });
    for (const child of element.childNodes) {
      if (child.nodeType === Node.ELEMENT_NODE && !["script", "style"].includes((child as Element).localName)) {
        this.write(child as Element, prefix, id, added);
      } else if (child.nodeType === Node.TEXT_NODE && child.textContent?.trim()) {
        added.push({ parentId: id, nextId: null, node: { type: TEXT, id: ++this.lastId, textContent: child.textContent } });
      }
    }
  }
}
