import { addressOf, Files, isWanted } from "./files";
import { Sprites, type Added, type Written } from "./sprites";

const FULL = 2;
const INCREMENTAL = 3;
const MUTATION = 0;
const DOCUMENT = 0;

/** What is taken into one snapshot, in characters; a page may show one picture a thousand times. */
const MOST_IN_ONE = 512 << 10;

interface Attributes {
  [name: string]: unknown;
}

interface Mutation {
  source: number;
  adds?: { node: Written }[];
  attributes?: { id: number; attributes: Attributes }[];
}

export interface Mirror {
  getNode(id: number): Node | null;
  getId(node: Node | null): number;
}

/** A recorded change that the page did not make. */
export interface Change {
  source: 0;
  texts: [];
  attributes: { id: number; attributes: Attributes }[];
  removes: { parentId: number; id: number }[];
  adds: (Added | { parentId: number; nextId: number | null; node: Written })[];
}

const SVG = "http://www.w3.org/2000/svg";
const XLINK = "http://www.w3.org/1999/xlink";
const URL_IN_CSS = /url\(\s*(["']?)([^"')]+)\1\s*\)/g;

/**
 * Takes along what a replay could not fetch: SVG files of the page's own site, in every way a page can refer to them, and
 * blobs, which live in this page alone. What is known already is written into a snapshot in place; the rest is fetched, and
 * follows as changes.
 */
export class Inliner {
  private readonly files = new Files();
  private readonly sprites = new Sprites();
  /** Ids of nodes that wait for a file. */
  private readonly waiting = new Map<string, Set<number>>();
  private adds: Added[] = [];
  private room = 0;

  constructor(
    private readonly mirror: Mirror,
    private readonly follow: (change: Change) => void,
  ) {}

  /** Writes what is known into an event, in place. @returns a change that has to follow it at once */
  take(event: { type: number; data: unknown }): Change | undefined {
    this.adds = [];
    this.room = MOST_IN_ONE;
    if (event.type === FULL) {
      this.sprites.forget();
      this.tree((event.data as { node: Written }).node);
    } else if (event.type === INCREMENTAL && (event.data as Mutation).source === MUTATION) {
      const { adds = [], attributes = [] } = event.data as Mutation;
      adds.forEach((add) => this.tree(add.node));
      for (const change of attributes) {
        this.restoreReference(change);
        change.attributes = this.element(change.id, change.attributes)?.attributes ?? change.attributes;
      }
    }
    return this.adds.length === 0 ? undefined : { source: 0, texts: [], attributes: [], removes: [], adds: this.adds };
  }

  /** rrweb looks for a changed xlink:href by its local name, and takes it for removed. */
  private restoreReference(change: { id: number; attributes: Attributes }): void {
    const element = change.attributes.href === null ? (this.mirror.getNode(change.id) as Element | null) : null;
    const reference = element?.getAttributeNS?.(XLINK, "href") ?? null;
    if (reference !== null) {
      change.attributes.href = reference; // as href, since players change attributes without their namespace
    }
  }

  private tree(root: Written): void {
    const open: Written[] = [root];
    for (let node = open.pop(); node !== undefined; node = open.pop()) {
      if (node.attributes !== undefined && node.type !== DOCUMENT) {
        const picture = this.element(node.id, node.attributes);
        if (picture !== undefined) {
          Object.assign(node, picture, { childNodes: [] });
        }
      }
      for (const child of node.childNodes ?? []) {
        open.push(child);
      }
    }
  }

  /** Mends attributes of a recorded element. @returns what else changes about it */
  private element(id: number, attributes: Attributes): { tagName: string; attributes: Attributes } | undefined {
    const element = this.mirror.getNode(id);
    if (element?.nodeType !== Node.ELEMENT_NODE) {
      return undefined;
    }
    const name = (element as Element).localName;
    if (typeof attributes._cssText === "string") {
      attributes._cssText = this.css(id, attributes._cssText, element.baseURI);
    }
    if (typeof attributes.style === "string" && attributes.style.includes("url(")) {
      attributes.style = this.css(id, attributes.style, element.baseURI);
    }
    if ((element as Element).namespaceURI === SVG && name !== "a") {
      Inliner.keepReferences(attributes, element as Element);
    }
    if (name === "img") {
      this.address(id, attributes, "src", element);
    } else if (name === "image") {
      this.address(id, attributes, "href", element);
      this.address(id, attributes, "xlink:href", element);
    } else if (name === "use") {
      this.use(id, attributes, "href", element as Element);
      this.use(id, attributes, "xlink:href", element as Element);
    } else if (name === "object" || name === "embed") {
      return this.picture(id, attributes, name === "object" ? "data" : "src", element);
    }
    return undefined;
  }

  /** rrweb makes full addresses of them, which lead out of the page they are replayed in. */
  private static keepReferences(attributes: Attributes, element: Element): void {
    for (const name of ["href", "xlink:href"]) {
      const reference = element.getAttribute(name);
      if (typeof attributes[name] === "string" && reference?.startsWith("#")) {
        attributes[name] = reference;
      }
    }
  }

  private address(id: number, attributes: Attributes, name: string, element: Node): void {
    const url = Inliner.wanted(attributes[name], element);
    const content = url === undefined ? undefined : this.content(url, id);
    if (content !== undefined) {
      attributes[name] = content;
    }
  }

  /** Embedded pictures become plain ones: a replay lets nothing be embedded. */
  private picture(id: number, attributes: Attributes, name: string, element: Node): { tagName: string; attributes: Attributes } | undefined {
    const url = Inliner.wanted(attributes[name], element);
    const content = url === undefined ? undefined : this.content(url, id);
    if (content === undefined) {
      return undefined;
    }
    const { [name]: _, type: __, ...others } = attributes;
    return { tagName: "img", attributes: { ...others, src: content } };
  }

  private use(id: number, attributes: Attributes, name: string, element: Element): void {
    const url = Inliner.wanted(attributes[name], element);
    if (url === undefined || url.protocol === "blob:" || url.hash.length < 2) {
      return;
    }
    const part = decodeURIComponent(url.hash.slice(1));
    url.hash = "";
    const content = this.content(url, id, false);
    const reference = content === undefined ? undefined : this.sprites.reference(url.href, decodeURIComponent(content.slice(content.indexOf(",") + 1)), part);
    if (reference !== undefined) {
      const root = element.getRootNode();
      const host = this.mirror.getId("host" in root ? (root as ShadowRoot).host : (root as Document).documentElement);
      this.adds.push(...this.sprites.adopt(root, host, url.href, part));
      attributes[name] = reference;
    }
  }

  private css(id: number, text: string, base: string): string {
    return text.replace(URL_IN_CSS, (whole, _, address: string) => {
      // rrweb takes a blob's address for a relative one
      const url = addressOf(address.replace(/^.+?(?=blob:)/, ""), base);
      const content = url !== undefined && isWanted(url) ? this.content(url, id) : undefined;
      return content === undefined ? whole : `url("${content}")`;
    });
  }

  private static wanted(value: unknown, element: Node): URL | undefined {
    const url = typeof value === "string" && !value.startsWith("#") && !value.startsWith("data:") ? addressOf(value, element.baseURI) : undefined;
    return url !== undefined && isWanted(url) ? url : undefined;
  }

  /** A file's content, where it is known and there is room for it; else the node waits for it. */
  private content(url: URL, id: number, counts = true): string | undefined {
    const address = url.href.replace(/#.*/, "");
    const content = this.files.find(address);
    if (typeof content === "string") {
      this.room -= counts ? content.length : 0;
      return this.room >= 0 ? content + (counts ? url.hash : "") : undefined;
    }
    if (content === undefined) {
      const waiting = this.waiting.get(address);
      if (waiting === undefined) {
        this.waiting.set(address, new Set([id]));
        this.files.ask(address, () => this.arrived(address));
      } else {
        waiting.add(id);
      }
    }
    return undefined;
  }

  /** Nodes that waited are recorded as they are now. */
  private arrived(address: string): void {
    const change: Change = { source: 0, texts: [], attributes: [], removes: [], adds: [] };
    this.adds = [];
    this.room = MOST_IN_ONE;
    for (const id of this.waiting.get(address) ?? []) {
      const element = this.mirror.getNode(id) as Element | null;
      if (element !== null && element.isConnected) {
        this.late(id, element, change);
      }
    }
    this.waiting.delete(address);
    change.adds.unshift(...this.adds);
    if (change.adds.length > 0 || change.attributes.length > 0) {
      this.follow(change);
    }
  }

  private late(id: number, element: Element, change: Change): void {
    const before: Attributes = {};
    for (const name of ["src", "href", "xlink:href", "data", "style"]) {
      const value = element.getAttribute(name);
      if (value !== null) {
        before[name] = value;
      }
    }
    const sheet = (element as Partial<HTMLStyleElement>).sheet;
    if (sheet) {
      before._cssText = cssOf(sheet);
    }
    const after = { ...before };
    const picture = this.element(id, after);
    if (picture !== undefined) {
      this.replace(id, element, picture.attributes, change);
      return;
    }
    const changed = Object.entries(after).filter(([name, value]) => value !== before[name]);
    if (changed.length > 0) {
      change.attributes.push({ id, attributes: Object.fromEntries(changed) });
    }
  }

  /** An element of another name takes the place of one that was recorded before, under the same id. */
  private replace(id: number, element: Element, attributes: Attributes, change: Change): void {
    const parentId = this.mirror.getId(element.parentNode);
    let next = element.nextSibling;
    while (next !== null && this.mirror.getId(next) < 0) {
      next = next.nextSibling;
    }
    if (parentId < 0) {
      return;
    }
    const all = { ...Object.fromEntries([...element.attributes].map(({ name, value }) => [name, value])), ...attributes };
    delete (all as Attributes).data;
    delete (all as Attributes).type;
    change.removes.push({ parentId, id });
    change.adds.push({
      parentId,
      nextId: next === null ? null : this.mirror.getId(next),
      node: { type: 2, id, tagName: "img", attributes: all, childNodes: [] },
    });
  }
}

/** A style sheet as text, with addresses in full; empty where it may not be read. */
function cssOf(sheet: CSSStyleSheet): string {
  try {
    const base = sheet.href ?? document.baseURI;
    return [...sheet.cssRules]
      .map((rule) => rule.cssText)
      .join("")
      .replace(URL_IN_CSS, (whole, _, address: string) => (address.startsWith("#") ? whole : `url("${addressOf(address, base)?.href ?? address}")`));
  } catch {
    return "";
  }
}
