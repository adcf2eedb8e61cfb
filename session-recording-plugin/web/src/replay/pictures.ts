/** A node as rrweb serialises it. Everything may be missing or of another type: recordings are hostile. */
interface Node {
  id?: unknown;
  tagName?: unknown;
  attributes?: unknown;
}

type Attributes = Record<string, unknown>;

const CANVAS_MUTATION = 9;
const MUTATION = 0;
const PICTURE = /^image\/(webp|png|jpeg)$/;
const BASE64 = /^[A-Za-z0-9+/=]*$/;
/** A canvas that gives no size has this one. */
const WIDTH = 300;
const HEIGHT = 150;

/**
 * Canvases as pictures, since a document without scripts draws none: each becomes an image, and what was recorded of its
 * drawing becomes a change of that image. One per replay.
 */
export class Pictures {
  private readonly canvases = new Set<unknown>();

  /** A canvas becomes an image of the same size; it shows nothing before something was painted. */
  node(node: Node, attributes: Attributes | null): void {
    if (attributes === null || attributes["rr_width"] !== undefined) {
      return;
    }
    this.canvases.add(node.id);
    node.tagName = "img";
    const { width, height, rr_dataURL: picture, ...others } = attributes;
    node.attributes = { ...others, src: typeof picture === "string" ? picture : blank(sizeOf(width, WIDTH), sizeOf(height, HEIGHT)) };
  }

  /** Of a canvas's attributes only those change that an image has too: its size is that of the picture. */
  change(id: unknown, attributes: Attributes | null): void {
    if (attributes !== null && this.canvases.has(id)) {
      delete attributes["width"];
      delete attributes["height"];
    }
  }

  /** What was painted on a canvas, as a change of its image; null where no picture was recorded. */
  painted(data: { source?: unknown; id?: unknown; commands?: unknown }): object | null {
    if (data.source !== CANVAS_MUTATION || !this.canvases.has(data.id)) {
      return null;
    }
    const src = pictureIn(data.commands);
    return src === null ? null : { source: MUTATION, texts: [], removes: [], adds: [], attributes: [{ id: data.id, attributes: { src } }] };
  }
}

function sizeOf(value: unknown, usual: number): number {
  const size = typeof value === "string" || typeof value === "number" ? Number.parseInt(String(value), 10) : Number.NaN;
  return size >= 0 && size <= 32_767 ? size : usual;
}

/** An empty picture: an image without one would take no place. */
function blank(width: number, height: number): string {
  return `data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' width='${width}' height='${height}'/%3E`;
}

/** The last whole picture that rrweb's recorder took, as it writes them: an ImageBitmap of a Blob of an ArrayBuffer. */
function pictureIn(commands: unknown): string | null {
  const drawn = (Array.isArray(commands) ? commands : []).filter((each) => (each as Attributes | null)?.["property"] === "drawImage").pop();
  const bitmap = ((drawn as Attributes | undefined)?.["args"] as unknown[] | undefined)?.[0] as { args?: unknown[] } | undefined;
  const blob = Array.isArray(bitmap?.args) ? (bitmap.args[0] as { type?: unknown; data?: unknown[] } | null) : null;
  const base64 = Array.isArray(blob?.data) ? (blob.data[0] as { base64?: unknown } | null)?.base64 : undefined;
  const usable = typeof base64 === "string" && BASE64.test(base64) && typeof blob?.type === "string" && PICTURE.test(blob.type);
  return usable ? `data:${blob?.type as string};base64,${base64}` : null;
}
