import { FULL_SNAPSHOT, INCREMENTAL, Source } from "../rrweb";

type Fields = Record<string, unknown>;

const MOST_NODES = 50_000;
const LONGEST_TEXT = 60;
/** So far up from what was hit is what one would say was clicked. */
const HIGHEST = 6;
/** Rounds in which children wait for a parent that comes behind them in the same change. */
const MOST_PASSES = 50;
/** Nodes looked at for the text of one element. */
const MOST_READ = 200;
const KEPT_ATTRIBUTES = ["aria-label", "role", "type", "alt", "title", "placeholder", "name", "value"] as const;
const SILENT: ReadonlySet<string> = new Set(["style", "script", "noscript", "template"]);
const BUTTON_TYPES: ReadonlySet<string | undefined> = new Set(["submit", "button", "reset", "image"]);
const TICKED: ReadonlySet<string | undefined> = new Set(["checkbox", "radio"]);
const BY_TAG: Readonly<Record<string, string>> = { a: "link", button: "button", select: "field", textarea: "field", label: "label", summary: "button", option: "option", img: "image", video: "video" };
const BY_ROLE: Readonly<Record<string, string>> = { button: "button", link: "link", checkbox: "checkbox", radio: "radio", switch: "switch", tab: "tab", menuitem: "menu item", option: "option", textbox: "field", combobox: "field", searchbox: "field" };
/** Nothing happens by a click on these alone. */
const PLAIN: ReadonlySet<string> = new Set(["image", "video", "heading", "label"]);
/** Recorders write these for text that nobody is to read. */
const MASKED = /^[\s*•]*$/;

/** Siblings know each other, so that nothing a recording does takes longer the more of them there are. */
interface Node {
  readonly id: number;
  parent: Node | null;
  before: Node | null;
  after: Node | null;
  first: Node | null;
  last: Node | null;
  /** Empty for text. */
  readonly tag: string;
  text: string;
  attributes: Partial<Record<(typeof KEPT_ATTRIBUTES)[number], string>>;
}

/**
 * As much of a recorded page as is needed to say what was clicked: tags, short texts, some attributes. It knows nothing until
 * it saw a full snapshot, and nothing of a page that is too large. What was masked when it was recorded is masked here.
 */
export class Mirror {
  /** The chunk through which it is known. */
  last = 0;
  private nodes: Map<number, Node> | null = null;

  constructor(readonly window: number) {}

  get size(): number {
    return this.nodes?.size ?? 0;
  }

  get blind(): boolean {
    return this.nodes === null;
  }

  see(type: unknown, data: Fields): void {
    if (type === FULL_SNAPSHOT) {
      this.nodes = new Map();
      this.add(data["node"], null, null);
    } else if (type === INCREMENTAL && data["source"] === Source.MUTATION && this.nodes) {
      this.mutate(data);
    }
  }

  private mutate(data: Fields): void {
    list(data["removes"]).forEach(({ id }) => this.remove(id));
    let waiting = list(data["adds"]);
    // a parent may stand behind its children
    for (let pass = 0; pass < MOST_PASSES && waiting.length > 0; pass++) {
      waiting = waiting.filter(({ parentId, nextId, node }) => {
        const parent = this.nodes?.get(parentId as number);
        if (parent) {
          this.add(node, parent, this.nodes?.get(nextId as number) ?? null);
        }
        return !parent;
      });
    }
    list(data["texts"]).forEach(({ id, value }) => {
      const node = this.nodes?.get(id as number);
      if (node) {
        node.text = short(value);
      }
    });
    list(data["attributes"]).forEach(({ id, attributes }) => {
      const node = this.nodes?.get(id as number);
      if (node) {
        node.attributes = { ...node.attributes, ...kept(attributes, true) };
      }
    });
  }

  /** A node with all below it, before a sibling or as the last. */
  private add(root: unknown, parent: Node | null, next: Node | null): void {
    const nodes = this.nodes;
    const todo: { readonly given: Fields; readonly parent: Node | null; readonly next: Node | null }[] = [{ given: fields(root), parent, next }];
    for (let each = todo.pop(); each && nodes; each = todo.pop()) {
      const { given } = each;
      const id = given["id"];
      if (nodes.size >= MOST_NODES) {
        this.nodes = null;
        return;
      }
      if (typeof id === "number") {
        this.remove(id);
        const tag = typeof given["tagName"] === "string" ? given["tagName"].toLowerCase() : "";
        const text = tag ? "" : short(given["textContent"]);
        const node: Node = { id, parent: null, before: null, after: null, first: null, last: null, tag, text, attributes: kept(given["attributes"], false) };
        nodes.set(id, node);
        hang(node, each.parent, each.next);
        const children = list(given["childNodes"]);
        for (let i = children.length - 1; i >= 0; i--) {
          todo.push({ given: children[i] as Fields, parent: node, next: null });
        }
      }
    }
  }

  /** A node with all below it. */
  private remove(id: unknown): void {
    const root = this.nodes?.get(id as number);
    if (root) {
      unhang(root);
      const todo = [root];
      for (let node = todo.pop(); node; node = todo.pop()) {
        todo.push(...kidsOf(node));
        this.nodes?.delete(node.id);
      }
    }
  }

  /** What stands there, as one would say it: button “Add to cart”; null where nobody could tell. */
  name(id: unknown): string | null {
    const hit = this.nodes?.get(id as number);
    const own = hit?.tag === "" ? hit.parent : hit;
    const found = own && this.meant(own);
    if (found) {
      const kind = kindOf(found);
      const text = this.textFor(found, kind);
      return text ? `${kind} “${text}”` : kind;
    }
    const text = own && ownText(own);
    return text ? `“${text}”` : null;
  }

  /** The link or button around what was hit, else the picture, heading or label. */
  private meant(hit: Node): Node | null {
    let plain: Node | null = null;
    let node: Node | null = hit;
    for (let up = 0; node && up < HIGHEST; up++) {
      const kind = kindOf(node);
      if (kind && !PLAIN.has(kind)) {
        return node;
      }
      plain ??= kind ? node : null;
      node = node.parent;
    }
    return plain;
  }

  private textFor(node: Node, kind: string): string {
    const { attributes } = node;
    const isField = kind === "field" || TICKED.has(attributes.type);
    const value = BUTTON_TYPES.has(attributes.type) ? attributes.value : undefined;
    const read = isField ? undefined : (textIn(node) || value);
    const said = [attributes["aria-label"], read, attributes.alt, attributes.title, attributes.placeholder, isField ? attributes.name : undefined];
    return told(said.find((text) => text !== undefined && told(text) !== ""));
  }
}

/** All text within. */
function textIn(node: Node): string {
  const todo = kidsOf(node).reverse();
  let text = "";
  for (let many = 0; todo.length > 0 && many < MOST_READ && text.length < LONGEST_TEXT; many++) {
    const kid = todo.pop() as Node;
    if (!SILENT.has(kid.tag)) {
      text += ` ${kid.tag ? (kid.attributes.alt ?? "") : kid.text}`;
      todo.push(...kidsOf(kid).reverse());
    }
  }
  return text.trim();
}

/** Text that stands in it and in nothing within it: all text of a large area would say nothing. */
function ownText(node: Node): string {
  const texts = kidsOf(node).filter(({ tag }) => tag === "");
  return SILENT.has(node.tag) ? "" : told(texts.map(({ text }) => text).join(" "));
}

function kidsOf(node: Node): Node[] {
  const kids: Node[] = [];
  for (let kid = node.first; kid; kid = kid.after) {
    kids.push(kid);
  }
  return kids;
}

function hang(node: Node, parent: Node | null, next: Node | null): void {
  node.parent = parent;
  if (parent) {
    node.after = next?.parent === parent ? next : null;
    node.before = node.after ? node.after.before : parent.last;
    if (node.before) {
      node.before.after = node;
    } else {
      parent.first = node;
    }
    if (node.after) {
      node.after.before = node;
    } else {
      parent.last = node;
    }
  }
}

function unhang(node: Node): void {
  const { parent, before, after } = node;
  if (before) {
    before.after = after;
  } else if (parent) {
    parent.first = after;
  }
  if (after) {
    after.before = before;
  } else if (parent) {
    parent.last = before;
  }
}

function kindOf({ tag, attributes }: Node): string {
  const byRole = Object.hasOwn(BY_ROLE, attributes.role ?? "") ? BY_ROLE[attributes.role as string] : undefined;
  if (byRole) {
    return byRole;
  }
  if (tag === "input") {
    return BUTTON_TYPES.has(attributes.type) ? "button" : TICKED.has(attributes.type) ? (attributes.type as string) : "field";
  }
  return /^h[1-6]$/.test(tag) ? "heading" : Object.hasOwn(BY_TAG, tag) ? (BY_TAG[tag] as string) : "";
}

function kept(attributes: unknown, withRemoved: boolean): Node["attributes"] {
  const found: Node["attributes"] = {};
  const all = fields(attributes);
  for (const name of KEPT_ATTRIBUTES) {
    const value = all[name];
    if (typeof value === "string") {
      found[name] = short(name === "type" || name === "role" ? value.toLowerCase() : value);
    } else if (withRemoved && value === null) {
      found[name] = "";
    }
  }
  return found;
}

/** On one line, bounded, nothing where it is masked. */
function told(text: string | undefined): string {
  const line = (text ?? "").replace(/\s+/g, " ").trim();
  return MASKED.test(line) ? "" : line.length > LONGEST_TEXT ? `${line.slice(0, LONGEST_TEXT - 1)}…` : line;
}

function short(text: unknown): string {
  return typeof text === "string" ? text.trimStart().slice(0, LONGEST_TEXT * 2) : "";
}

function list(value: unknown): Fields[] {
  return Array.isArray(value) ? value.map(fields) : [];
}

function fields(value: unknown): Fields {
  return typeof value === "object" && value !== null ? (value as Fields) : {};
}
