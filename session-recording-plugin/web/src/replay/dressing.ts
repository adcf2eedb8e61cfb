import type { Assets } from "./assets";

/** A node as rrweb serialises it. Everything may be missing or of another type: recordings are hostile. */
interface Node {
  id?: unknown;
  tagName?: unknown;
  attributes?: unknown;
  textContent?: unknown;
  _cssText?: unknown;
}

type Attributes = Record<string, unknown>;

/** Elements of SVG whose href is a picture. */
const PICTURING = new Set(["image", "feimage"]);
const ADDRESSES = ["src", "poster", "background"];
const SETS = ["srcset", "imagesrcset"];
/** Presentation attributes of SVG and of older HTML that hold CSS, and the style itself. */
const STYLES = ["style", "_csstext", "fill", "stroke", "filter", "mask", "clip-path", "cursor", "marker-start", "marker-mid", "marker-end"];
const NOTHING = ["alternate", "icon", "preload", "prefetch"];

/**
 * Gives replayed pages the images, fonts and style sheets that were recorded by address: wherever an event may hold such an
 * address, in trees, changes, rules and sheets, it becomes one of {@link Assets}. One per replay: it remembers which nodes are
 * pictures of SVG and which hold CSS.
 */
export class Dressing {
  private readonly picturing = new Set<unknown>();
  private readonly styles = new Set<unknown>();
  private readonly sheets = new Set<unknown>();

  constructor(private readonly assets: Assets) {}

  /** @param parent id of the node it lies in */
  node(node: Node, tag: string, attributes: Attributes | null, parent: unknown): void {
    if (tag === "style") {
      this.styles.add(node.id);
    } else if (PICTURING.has(tag)) {
      this.picturing.add(node.id);
    } else if (tag === "" && this.styles.has(parent)) {
      this.sheets.add(node.id);
      this.rewrite(node as Attributes, "textContent", (text) => this.assets.css(text));
    }
    if (attributes !== null) {
      this.attributes(attributes, PICTURING.has(tag));
      if (tag === "link") {
        this.link(attributes);
      }
    }
  }

  /** A style sheet that was not recorded becomes one that imports it: rrweb makes an element of style of it, and waits for nothing. */
  private link(attributes: Attributes): void {
    const { rel, href } = attributes;
    const kinds = typeof rel === "string" ? rel.toLowerCase().split(/\s+/) : [];
    if (attributes["_cssText"] === undefined && typeof href === "string" && kinds.includes("stylesheet") && !kinds.some((kind) => NOTHING.includes(kind))) {
      const own = this.assets.url(href);
      if (own !== href) {
        attributes["_cssText"] = `@import ${JSON.stringify(own)};`;
      }
    }
  }

  change(id: unknown, attributes: Attributes | null): void {
    if (attributes !== null) {
      this.attributes(attributes, this.picturing.has(id));
    }
  }

  /** A text that changed. */
  text(changed: { id?: unknown; value?: unknown } | null): void {
    if (changed !== null && typeof changed === "object" && this.sheets.has(changed.id)) {
      this.rewrite(changed as Attributes, "value", (text) => this.assets.css(text));
    }
  }

  /** Rules and sheets that scripts wrote, and fonts that they loaded. */
  data(data: Attributes): void {
    const css = (text: string) => this.assets.css(text);
    this.rewrite(data, "replace", css);
    this.rewrite(data, "replaceSync", css);
    this.rewrite(data, "fontSource", css);
    for (const rule of objects(data["adds"])) {
      this.rewrite(rule, "rule", css);
    }
    for (const sheet of objects(data["styles"])) {
      for (const rule of objects(sheet["rules"])) {
        this.rewrite(rule, "rule", css);
      }
    }
    const { set } = data;
    if (typeof set === "object" && set !== null) {
      this.rewrite(set as Attributes, "value", css);
    }
  }

  private attributes(attributes: Attributes, picturing: boolean): void {
    for (const name of Object.keys(attributes)) {
      const lower = name.toLowerCase();
      if (ADDRESSES.includes(lower) || (picturing && (lower === "href" || lower === "xlink:href"))) {
        this.rewrite(attributes, name, (address) => this.assets.url(address));
      } else if (SETS.includes(lower)) {
        this.rewrite(attributes, name, (set) => this.assets.srcset(set));
      } else if (STYLES.includes(lower)) {
        this.style(attributes, name);
      }
    }
  }

  /** As text, or as rrweb writes what changed of it: values by property, some with their priority. */
  private style(attributes: Attributes, name: string): void {
    const css = (text: string) => this.assets.css(text);
    this.rewrite(attributes, name, css);
    const changed = attributes[name];
    if (typeof changed === "object" && changed !== null) {
      for (const property of Object.keys(changed)) {
        const value = (changed as Attributes)[property];
        if (Array.isArray(value)) {
          this.rewrite(value as unknown as Attributes, "0", css);
        } else {
          this.rewrite(changed as Attributes, property, css);
        }
      }
    }
  }

  private rewrite(holder: Attributes, name: string, how: (text: string) => string): void {
    const value = holder[name];
    if (typeof value === "string" && /http/i.test(value)) {
      holder[name] = how(value);
    }
  }
}

function objects(value: unknown): Attributes[] {
  return Array.isArray(value) ? value.filter((each): each is Attributes => typeof each === "object" && each !== null) : [];
}
