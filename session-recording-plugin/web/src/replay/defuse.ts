import type { eventWithTime } from "@rrweb/types";

/** A node as rrweb serialises it. Everything may be missing or of another type: recordings are hostile. */
interface Node {
  tagName?: unknown;
  attributes?: unknown;
  childNodes?: unknown;
}

/**
 * Takes from an event what would reach out of the page it is replayed in. The sandbox and the content security policy
 * keep scripts and fetches away; this is for what they do not cover: connection hints and refreshes, and
 * style sheets that were not recorded, which would be blocked anyway and make rrweb stop and wait for them. Canvases are shown
 * as the images that were recorded of them, since a document without scripts draws none.
 */
export function defuse(event: eventWithTime): eventWithTime {
  const data = event.data as { node?: unknown; adds?: unknown; attributes?: unknown } | undefined;
  if (typeof data === "object" && data !== null) {
    defuseTree(data.node);
    for (const added of list(data.adds)) {
      defuseTree((added as { node?: unknown } | null)?.node);
    }
    for (const changed of list(data.attributes)) {
      defuseChange((changed as { attributes?: unknown } | null)?.attributes);
    }
  }
  return event;
}

function defuseTree(root: unknown): void {
  const open: unknown[] = [root]; // a loop: a recording may nest deeper than the stack
  while (open.length > 0) {
    const node = open.pop() as Node | null | undefined;
    if (typeof node !== "object" || node === null) {
      continue;
    }
    defuseNode(node);
    for (const child of list(node.childNodes)) {
      open.push(child);
    }
  }
}

function defuseNode(node: Node): void {
  const tag = typeof node.tagName === "string" ? node.tagName.toLowerCase() : "";
  const attributes = node.attributes as Record<string, unknown> | null | undefined;
  if (typeof attributes !== "object" || attributes === null) {
    return;
  }
  if (tag === "link" && attributes["_cssText"] === undefined) {
    delete attributes["href"];
    delete attributes["imagesrcset"];
  } else if (tag === "meta") {
    delete attributes["http-equiv"];
  } else if (tag === "canvas" && typeof attributes["rr_dataURL"] === "string") {
    node.tagName = "img";
    attributes["src"] = attributes["rr_dataURL"];
    delete attributes["rr_dataURL"];
  }
}

/** An attribute that changes later: the kind of element is unknown here, so a relation is never changed. */
function defuseChange(attributes: unknown): void {
  if (typeof attributes === "object" && attributes !== null) {
    delete (attributes as Record<string, unknown>)["rel"];
    delete (attributes as Record<string, unknown>)["http-equiv"];
  }
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}
