/** The archive document that a file carries, inflated; its snapshots stay bytes until they are shown. */
export interface OpenFile {
  readonly person: string;
  readonly start: string;
  /** What stands behind the snapshots: the list of chunks. */
  readonly tail: Record<string, unknown>;
  /** A chunk's snapshots as one JSON array, and what makes its instants the host's. */
  chunk(id: number, start: number): { readonly json: ArrayBuffer; readonly shift: number };
}

const BEFORE = new TextEncoder().encode('"snapshots":[');
const BEHIND = new TextEncoder().encode('],"chunks":[');
const PIECE = 1 << 20; // of Base64: a multiple of four
const OPEN = 0x5b;
const CLOSE = 0x5d;

/** Reads the document from the element that holds it: gzip in Base64. */
export async function openFile(element: HTMLElement): Promise<OpenFile> {
  const plain = new Uint8Array(await new Response(inflated(element.textContent ?? "")).arrayBuffer());
  const begin = indexOf(plain, BEFORE) + BEFORE.length;
  const end = lastIndexOf(plain, BEHIND);
  if (begin < BEFORE.length || end < begin) {
    throw new Error("it holds no recording");
  }
  const text = new TextDecoder();
  const head = JSON.parse(text.decode(plain.subarray(0, begin)) + "]}") as Record<string, unknown>;
  const tail = JSON.parse("{" + text.decode(plain.subarray(end + 2))) as Record<string, unknown>;
  const places = new Map<number, readonly [number, number]>();
  let at = begin;
  for (const chunk of tail["chunks"] as { id: number; length: number }[]) {
    places.set(chunk.id, [at, at + chunk.length]);
    at += chunk.length + 1;
  }
  return {
    person: String(head["distinct_id"] ?? ""),
    start: String(head["start"] ?? ""),
    tail,
    chunk: (id, start) => read(plain, places.get(id) ?? [0, 0], start),
  };
}

function read(plain: Uint8Array, [from, to]: readonly [number, number], start: number): { json: ArrayBuffer; shift: number } {
  const json = new Uint8Array(to - from + 2);
  json[0] = OPEN;
  json.set(plain.subarray(from, to), 1);
  json[json.length - 1] = CLOSE;
  return { json: json.buffer, shift: start - firstInstant(json) };
}

function firstInstant(json: Uint8Array): number {
  let first = Infinity;
  for (const event of JSON.parse(new TextDecoder().decode(json)) as { timestamp?: unknown }[]) {
    const at = typeof event?.timestamp === "number" ? event.timestamp : Infinity;
    first = Math.min(first, at);
  }
  return first;
}

function inflated(base64: string): ReadableStream<Uint8Array> {
  let at = 0;
  const bytes = new ReadableStream<Uint8Array<ArrayBuffer>>({
    pull(controller) {
      const piece = atob(base64.slice(at, at + PIECE));
      at += PIECE;
      controller.enqueue(Uint8Array.from(piece, (each) => each.charCodeAt(0)));
      if (at >= base64.length) {
        controller.close();
      }
    },
  });
  return bytes.pipeThrough(new DecompressionStream("gzip"));
}

function matches(bytes: Uint8Array, at: number, wanted: Uint8Array): boolean {
  for (let i = 0; i < wanted.length; i++) {
    if (bytes[at + i] !== wanted[i]) {
      return false;
    }
  }
  return true;
}

/** Within a JSON text a quote cannot stand unescaped in a string, so the first one is the member itself. */
function indexOf(bytes: Uint8Array, wanted: Uint8Array): number {
  for (let i = 0; i + wanted.length <= bytes.length; i++) {
    if (matches(bytes, i, wanted)) {
      return i;
    }
  }
  return -1;
}

/** The last one is the member too: behind it there are only strings, in which it would be escaped. */
function lastIndexOf(bytes: Uint8Array, wanted: Uint8Array): number {
  for (let i = bytes.length - wanted.length; i >= 0; i--) {
    if (matches(bytes, i, wanted)) {
      return i;
    }
  }
  return -1;
}
