import type { Piece } from "./messages";

const OPEN = 0x5b;
const CLOSE = 0x5d;
/** A host accepts 32 MiB as one snapshot. */
const LARGEST = 64 * 1024 * 1024;

/** Cuts the plain text of a run of chunks, comma between them, into its chunks, each as a JSON array. */
export class PieceCutter {
  /** How many were cut. */
  done = 0;
  private piece: Uint8Array<ArrayBuffer> | null = null;
  private filled = 0;
  private commas = 0;

  constructor(
    private readonly pieces: readonly Piece[],
    private readonly onPiece: (piece: Piece, json: Uint8Array<ArrayBuffer>) => void,
  ) {}

  push(bytes: Uint8Array): void {
    let at = 0;
    while (at < bytes.length && this.done < this.pieces.length) {
      const skipped = Math.min(this.commas, bytes.length - at);
      this.commas -= skipped;
      at += skipped;
      at += this.fill(bytes, at);
    }
  }

  private fill(bytes: Uint8Array, at: number): number {
    const piece = this.pieces[this.done] as Piece;
    if (this.piece === null) {
      this.piece = begun(piece.length);
      this.filled = 0;
    }
    const part = bytes.subarray(at, at + piece.length - this.filled);
    this.piece.set(part, 1 + this.filled);
    this.filled += part.length;
    if (this.filled === piece.length) {
      const whole = this.piece;
      this.piece = null;
      this.done++;
      this.commas = 1;
      this.onPiece(piece, whole);
    }
    return part.length;
  }
}

function begun(length: number): Uint8Array<ArrayBuffer> {
  if (!(length > 0 && length <= LARGEST)) {
    throw new Error(`Cannot read a chunk of ${length} bytes: chunks have 1 to ${LARGEST}`);
  }
  const json = new Uint8Array(length + 2);
  json[0] = OPEN;
  json[length + 1] = CLOSE;
  return json;
}
