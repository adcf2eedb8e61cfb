import { isLabel, maskInput, maskText, maskUrl, type Privacy, type Selectors } from "./privacy";
import { Secrets } from "./secrets";

const FULL = 2;
const INCREMENTAL = 3;
const META = 4;
const CUSTOM = 5;
const MUTATION = 0;
const INPUT = 5;
const DOCUMENT = 0;
const ELEMENT = 1;

interface Attributes {
  [name: string]: unknown;
}

interface Written {
  type?: number;
  id?: number;
  tagName?: string;
  attributes?: Attributes;
  textContent?: string;
  childNodes?: Written[];
}

interface Data {
  source?: number;
  href?: unknown;
  payload?: unknown;
  node?: Written;
  id?: number;
  text?: unknown;
  adds?: { parentId?: number; node?: Written }[];
  attributes?: { id: number; attributes: Attributes }[];
  texts?: { id: number; value: string | null }[];
}

/** Attributes that people read, or have read to them. */
const READ = ["title", "alt", "placeholder", "label", "summary", "aria-label", "aria-description", "aria-placeholder", "aria-roledescription", "aria-valuetext"];
const FIELDS: ReadonlySet<string> = new Set(["input", "textarea", "select"]);
/** A typed text is looked for in other attributes of its field from this length on. */
const TELLING = 3;

/**
 * The last look at each event before it is kept: whatever rrweb made of the page, nothing that was typed, masked, blocked or
 * secret leaves it. rrweb leaves some things open, such as hidden fields, fields that were emptied, attributes, and what
 * changes in the shadow tree or frame of a masked or blocked element.
 */
export class Scrubber {
  /**
   * @param find a node by its id; null where it is gone
   */
  constructor(
    private readonly privacy: Privacy,
    private readonly selectors: Selectors,
    private readonly find: (id: number) => Node | null,
    private readonly secrets = new Secrets(),
  ) {}

  /** What of an input's text is recorded. */
  input(text: string, field: Element): string {
    return maskInput(this.privacy, text, field, this.secrets.has(field) || field.matches(this.selectors.ignored));
  }

  /** @param event an rrweb event, changed in place */
  scrub(event: { type: number; data: unknown }): void {
    const data = event.data as Data | null;
    if (typeof data !== "object" || data === null) {
      return;
    }
    if (event.type === META && typeof data.href === "string") {
      data.href = this.url(data.href);
    } else if (event.type === FULL) {
      this.tree(data.node);
    } else if (event.type === INCREMENTAL && data.source === MUTATION) {
      this.mutation(data);
    } else if (event.type === INCREMENTAL && data.source === INPUT) {
      this.typed(data);
    } else if (event.type === CUSTOM && typeof data.payload === "object" && data.payload !== null) {
      this.addresses(data.payload as Attributes);
    }
  }

  private mutation(data: Data): void {
    data.adds = (data.adds ?? []).filter(({ parentId, node }) => !this.isLeftOut(node?.id) && !this.isLeftOut(parentId, node?.type === DOCUMENT));
    data.attributes = (data.attributes ?? []).filter((change) => !this.isLeftOut(change.id));
    data.texts = (data.texts ?? []).filter((change) => !this.isLeftOut(change.id));
    for (const { node } of data.adds) {
      this.tree(node);
    }
    for (const change of data.attributes) {
      const element = this.find(change.id) as Element | null;
      this.attributes(element?.localName ?? "", change.attributes, element);
    }
    for (const change of data.texts) {
      if (typeof change.value === "string") {
        change.value = this.text(change.value, change.id);
      }
    }
  }

  private typed(data: Data): void {
    const field = this.find(data.id!) as Element | null;
    if (typeof data.text === "string" && field !== null) {
      data.text = this.isLeftOut(data.id) ? "" : this.input(data.text, field);
    }
  }

  /** Within something that is left out, of which rrweb knows only in the tree that it is in itself. */
  private isLeftOut(id: number | undefined, always = false): boolean {
    const node = id === undefined ? null : this.find(id);
    return node !== null && (always || this.isInner(node)) && within(node, this.selectors.blocked);
  }

  /** In a shadow tree or a frame. */
  private isInner(node: Node | null): boolean {
    return node !== null && node.getRootNode() !== document;
  }

  private tree(root: Written | undefined): void {
    const open: (Written | undefined)[] = [root];
    for (let node = open.pop(); node !== undefined; node = open.pop()) {
      if (typeof node.textContent === "string") {
        node.textContent = this.text(node.textContent, node.id);
      }
      if (node.attributes !== undefined) {
        const element = node.id === undefined ? null : (this.find(node.id) as Element | null);
        this.attributes(node.tagName ?? "", node.attributes, element);
        if (node.tagName === "textarea") {
          this.default(node, element);
        }
      }
      for (const child of node.childNodes ?? []) {
        open.push(child);
      }
    }
  }

  private text(text: string, id: number | undefined): string {
    const node = id === undefined ? null : this.find(id);
    return this.isInner(node) && within(node, this.selectors.masked) ? maskText(text) : this.url(text);
  }

  /** The text that a textarea had before it was emptied. */
  private default(node: Written, element: Element | null): void {
    for (const child of node.childNodes ?? []) {
      child.textContent = element === null ? "" : this.input(child.textContent ?? "", element);
    }
  }

  private attributes(tag: string, attributes: Attributes, element: Element | null): void {
    this.addresses(attributes);
    for (const name of this.privacy.maskAttributes) {
      if (typeof attributes[name] === "string") {
        attributes[name] = maskText(attributes[name]);
      }
    }
    if (element?.nodeType !== ELEMENT) {
      return;
    }
    if (tag === "iframe") {
      delete attributes.srcdoc; // what is in it is recorded by itself, without what must not be
    }
    if (FIELDS.has(tag)) {
      this.field(attributes, element);
    } else if (tag === "option" && this.hidesChoice(element)) {
      delete attributes.selected;
    }
    const read = READ.filter((name) => typeof attributes[name] === "string");
    const label = typeof attributes.value === "string" && isLabel(element) ? ["value"] : [];
    if (read.length + label.length > 0 && within(element, this.selectors.masked)) {
      for (const name of [...read, ...label]) {
        attributes[name] = maskText(attributes[name] as string);
      }
    }
  }

  private field(attributes: Attributes, field: Element): void {
    if (typeof attributes.value === "string") {
      attributes.value = this.input(attributes.value, field);
    }
    const typed = (field as HTMLInputElement).value;
    if (typeof typed !== "string" || typed.length < TELLING || isLabel(field) || this.input(typed, field) === typed) {
      return;
    }
    for (const [name, value] of Object.entries(attributes)) {
      if (name !== "value" && typeof value === "string" && value.includes(typed)) {
        attributes[name] = maskText(value);
      }
    }
  }

  private hidesChoice(option: Element): boolean {
    const select = option.closest("select");
    return select !== null && this.input("chosen", select) !== "chosen";
  }

  private addresses(attributes: Attributes): void {
    for (const [name, value] of Object.entries(attributes)) {
      if (typeof value === "string" && !value.startsWith("data:")) {
        attributes[name] = this.url(value);
      }
    }
  }

  private url(text: string): string {
    return maskUrl(text, this.privacy.maskUrlParameters);
  }
}

/** Whether a node is in an element that a selector names, also across shadow trees and frames. */
export function within(node: Node | null, selector: string): boolean {
  let element = node?.nodeType === ELEMENT ? (node as Element) : (node?.parentElement ?? outside(node));
  while (element !== null) {
    if (element.closest(selector) !== null) {
      return true;
    }
    element = outside(element);
  }
  return false;
}

/** The host of a node's shadow tree, or the frame of its document. */
function outside(node: Node | null): Element | null {
  const root = node?.getRootNode() as (Partial<ShadowRoot> & Partial<Document>) | undefined;
  return root?.host ?? root?.defaultView?.frameElement ?? null;
}
