/** The element sink: bytes of one snapshot, valid until the call returns. */
export type OnSnapshot = (json: Uint8Array) => void;

/** Larger than the 32 MiB that a host accepts as one snapshot. */
const ELEMENT_LIMIT = 64 * 1024 * 1024;
const FRAME_LIMIT = 64 * 1024 * 1024;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/** Depth of the document's members, and of the elements of its "snapshots". */
const MEMBERS = 1;
const ELEMENTS = 2;

/**
 * Cuts an archive document into its snapshots while it arrives, without holding more than one of them. What stands
 * before and after them is kept, small as it is, and given as JSON by {@link finish}.
 */
export class DocumentSplitter {
  private readonly head = new Pieces(FRAME_LIMIT);
  private readonly element = new Pieces(ELEMENT_LIMIT);
  private readonly tail = new Pieces(FRAME_LIMIT);
  private part: "head" | "snapshots" | "tail" = "head";
  private depth = 0;
  private inString = false;
  private escaped = false;

  constructor(private readonly onSnapshot: OnSnapshot) {}

  /** Takes the next bytes of the document, cut anywhere. */
  push(bytes: Uint8Array): void {
    let from = 0;
    for (let i = 0; i < bytes.length; i++) {
      const byte = bytes[i] as number;
      if (this.inString) {
        this.insideString(byte);
      } else if (byte === QUOTE) {
        this.inString = true;
      } else if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) {
        from = this.open(byte, bytes, from, i);
      } else if (byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) {
        from = this.close(bytes, from, i);
      }
    }
    this.current()?.add(bytes.slice(from));
  }

  /** The document without its snapshots; fails where it ended too early. */
  finish(): Record<string, unknown> {
    if (this.part !== "tail" || this.depth !== 0) {
      throw new Error("Cannot read the recording: it ended too early (try again)");
    }
    return JSON.parse(this.head.text() + this.tail.text()) as Record<string, unknown>;
  }

  private insideString(byte: number): void {
    if (this.escaped) {
      this.escaped = false;
    } else if (byte === BACKSLASH) {
      this.escaped = true;
    } else if (byte === QUOTE) {
      this.inString = false;
    }
  }

  private open(byte: number, bytes: Uint8Array, from: number, i: number): number {
    const depth = this.depth++;
    if (this.part === "head" && depth === MEMBERS && byte === OPEN_ARRAY) {
      this.head.add(bytes.slice(from, i + 1));
      if (/"snapshots"\s*:\s*\[$/.test(this.head.text())) {
        this.part = "snapshots";
      }
      return i + 1;
    }
    return this.part === "snapshots" && depth === ELEMENTS ? i : from;
  }

  private close(bytes: Uint8Array, from: number, i: number): number {
    const depth = --this.depth;
    if (this.part !== "snapshots") {
      return from;
    }
    if (depth === ELEMENTS) {
      this.element.add(bytes.subarray(from, i + 1));
      this.onSnapshot(this.element.take());
      return i + 1;
    }
    if (depth === MEMBERS) {
      this.part = "tail";
      return i;
    }
    return from;
  }

  /** Where bytes that no bracket claimed belong; what stands between snapshots belongs nowhere. */
  private current(): Pieces | null {
    if (this.part === "head") {
      return this.head;
    }
    if (this.part === "tail") {
      return this.tail;
    }
    return this.depth > ELEMENTS ? this.element : null;
  }
}

/** Bytes that came in pieces, up to a limit. */
class Pieces {
  private pieces: Uint8Array[] = [];
  private length = 0;

  constructor(private readonly limit: number) {}

  add(piece: Uint8Array): void {
    this.length += piece.length;
    if (this.length > this.limit) {
      throw new Error(`Cannot read the recording: a part of it is larger than ${this.limit} bytes`);
    }
    if (piece.length > 0) {
      this.pieces.push(piece);
    }
  }

  /** All bytes in one; the next piece starts afresh. */
  take(): Uint8Array {
    const pieces = this.pieces;
    const all = pieces.length === 1 ? (pieces[0] as Uint8Array) : joined(pieces, this.length);
    this.pieces = [];
    this.length = 0;
    return all;
  }

  text(): string {
    return new TextDecoder().decode(joined(this.pieces, this.length));
  }
}

function joined(pieces: readonly Uint8Array[], length: number): Uint8Array {
  const all = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}
