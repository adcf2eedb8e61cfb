type Attributes = Record<string, unknown>;

/** Elements of SVG that refer to others of the same document, and to nothing else. */
const REFERRING = new Set([
  "lineargradient",
  "radialgradient",
  "pattern",
  "filter",
  "textpath",
  "mpath",
  "animate",
  "animatemotion",
  "animatetransform",
  "set",
]);
const REFERENCES = ["href", "xlink:href"];

/**
 * References within SVG, as recorders write them: rrweb makes a full address of `#gradient`, which then leads out of the page
 * it is replayed in, and replays a changed `xlink:href` without its namespace, in which SVG does not look. One per replay.
 */
export class Drawings {
  private readonly referring = new Set<unknown>();

  node(id: unknown, tag: string, attributes: Attributes | null): void {
    if (attributes !== null && REFERRING.has(tag)) {
      this.referring.add(id);
      shorten(attributes);
    }
  }

  change(id: unknown, attributes: Attributes | null): void {
    if (attributes === null) {
      return;
    }
    if (typeof attributes["xlink:href"] === "string") {
      attributes["href"] ??= attributes["xlink:href"];
    }
    if (this.referring.has(id)) {
      shorten(attributes);
    }
  }
}

function shorten(attributes: Attributes): void {
  for (const name of REFERENCES) {
    const value = attributes[name];
    if (typeof value === "string" && value.includes("#")) {
      attributes[name] = value.slice(value.indexOf("#"));
    }
  }
}
