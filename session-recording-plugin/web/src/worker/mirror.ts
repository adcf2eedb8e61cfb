import { FULL_SNAPSHOT, INCREMENTAL, Source } from "../rrweb";

type Fields = Record<string, unknown>;

const MOST_NODES = 50_000;
const LONGEST_TEXT = 60;
/** So far up from what was hit is what one would say was clicked. */
const HIGHEST = 6;
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

interface Node {
  parent: number;
  /** Empty for text. */
  readonly tag: string;
  text: string;
  kids: number[];
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
      this.add(data["node"], 0, null);
    } else if (type === INCREMENTAL && data["source"] === Source.MUTATION && this.nodes) {
      this.mutate(data);
    }
  }

  private mutate(data: Fields): void {
    list(data["removes"]).forEach(({ id }) => this.remove(id));
    let waiting = list(data["adds"]);
    for (let many = -1; waiting.length !== many && waiting.length > 0; ) {
      many = waiting.length; // a parent may stand behind its children
      waiting = waiting.filter(({ parentId, nextId, node }) => !this.nodes?.has(parentId as number) || !this.add(node, parentId as number, nextId));
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

  /** A node with all below it; true. */
  private add(root: unknown, parent: number, before: unknown): boolean {
    const nodes = this.nodes;
    const todo: { readonly node: Fields; readonly parent: number; readonly before: unknown }[] = [{ node: fields(root), parent, before }];
    for (let next = todo.pop(); next && nodes; next = todo.pop()) {
      const { node } = next;
      const id = node["id"] as number;
      if (nodes.size >= MOST_NODES) {
        this.nodes = null;
        return true;
      }
      if (typeof id === "number") {
        const tag = typeof node["tagName"] === "string" ? node["tagName"].toLowerCase() : "";
        nodes.set(id, { parent: next.parent, tag, text: tag ? "" : short(node["textContent"]), kids: [], attributes: kept(node["attributes"], false) });
        hang(nodes.get(next.parent), id, next.before);
        const children = list(node["childNodes"]);
        for (let i = children.length - 1; i >= 0; i--) {
          todo.push({ node: children[i] as Fields, parent: id, before: null });
        }
      }
    }
    return true;
  }

  private remove(root: unknown): void {
    const nodes = this.nodes;
    const node = nodes?.get(root as number);
    if (nodes && node) {
      const siblings = nodes.get(node.parent);
      if (siblings) {
        siblings.kids = siblings.kids.filter((id) => id !== root);
      }
      const todo = [root as number];
      for (let id = todo.pop(); id !== undefined; id = todo.pop()) {
        todo.push(...(nodes.get(id)?.kids ?? []));
        nodes.delete(id);
      }
    }
  }

  /** What stands there, as one would say it: button “Add to cart”; null where nobody could tell. */
  name(id: unknown): string | null {
    const hit = this.nodes?.get(id as number);
    const own = hit?.tag === "" ? this.nodes?.get(hit.parent) : hit;
    const found = own && this.meant(own);
    if (found) {
      const kind = kindOf(found);
      const text = this.textFor(found, kind);
      return text ? `${kind} “${text}”` : kind;
    }
    const text = own && this.ownText(own);
    return text ? `“${text}”` : null;
  }

  /** The link or button around what was hit, else the picture, heading or label. */
  private meant(hit: Node): Node | null {
    let plain: Node | null = null;
    let node: Node | undefined = hit;
    for (let up = 0; node && up < HIGHEST; up++) {
      const kind = kindOf(node);
      if (kind && !PLAIN.has(kind)) {
        return node;
      }
      plain ??= kind ? node : null;
      node = this.nodes?.get(node.parent);
    }
    return plain;
  }

  private textFor(node: Node, kind: string): string {
    const { attributes } = node;
    const isField = kind === "field" || TICKED.has(attributes.type);
    const value = BUTTON_TYPES.has(attributes.type) ? attributes.value : undefined;
    const read = isField ? undefined : (this.read(node) || value);
    const said = [attributes["aria-label"], read, attributes.alt, attributes.title, attributes.placeholder, isField ? attributes.name : undefined];
    return told(said.find((text) => text !== undefined && told(text) !== ""));
  }

  /** All text within. */
  private read(node: Node): string {
    const todo = [...node.kids].reverse();
    let text = "";
    for (let many = 0; todo.length > 0 && many < MOST_READ && text.length < LONGEST_TEXT; many++) {
      const kid = this.nodes?.get(todo.pop() as number);
      if (kid && !SILENT.has(kid.tag)) {
        text += ` ${kid.tag ? (kid.attributes.alt ?? "") : kid.text}`;
        todo.push(...[...kid.kids].reverse());
      }
    }
    return text.trim();
  }

  /** Text that stands in it and in nothing within it: all text of a large area would say nothing. */
  private ownText(node: Node): string {
    const kids = node.kids.map((id) => this.nodes?.get(id)).filter((kid) => kid?.tag === "");
    return SILENT.has(node.tag) ? "" : told(kids.map((kid) => kid?.text ?? "").join(" "));
  }
}

function hang(parent: Node | undefined, id: number, before: unknown): void {
  const place = typeof before === "number" ? (parent?.kids.indexOf(before) ?? -1) : -1;
  if (place >= 0) {
    parent?.kids.splice(place, 0, id);
  } else {
    parent?.kids.push(id);
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
