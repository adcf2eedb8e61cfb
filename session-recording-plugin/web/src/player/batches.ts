const BATCH_BYTES = 1024 * 1024;
const BATCH_EVENTS = 2000;
const OPEN = 0x5b;
const COMMA = 0x2c;
const CLOSE = 0x5d;

/** A run of snapshots as one JSON array. */
export interface Batch {
  readonly json: ArrayBuffer;
  readonly events: number;
}

/** Joins snapshots into batches large enough to be cheap to post, and small enough to be shown soon. */
export class Batcher {
  private snapshots: Uint8Array[] = [];
  private bytes = 0;

  /** Adds one snapshot (copied); gives a batch whenever one is full. */
  add(json: Uint8Array): Batch | null {
    this.snapshots.push(json.slice());
    this.bytes += json.length + 1;
    return this.bytes >= BATCH_BYTES || this.snapshots.length >= BATCH_EVENTS ? this.flush() : null;
  }

  /** What is left, or null. */
  flush(): Batch | null {
    if (this.snapshots.length === 0) {
      return null;
    }
    const array = new Uint8Array(this.bytes + 1);
    let at = 0;
    for (const snapshot of this.snapshots) {
      array[at] = at === 0 ? OPEN : COMMA;
      array.set(snapshot, at + 1);
      at += snapshot.length + 1;
    }
    array[at] = CLOSE;
    const events = this.snapshots.length;
    this.snapshots = [];
    this.bytes = 0;
    return { json: array.buffer, events };
  }
}
