/** What the player needs of one entry of a recording's chunk list. */
export interface ChunkEntry {
  readonly window_id: string | null;
  readonly count: number;
  readonly start: string;
  readonly end: string;
  readonly full: readonly unknown[];
}

/** One browser window (or tab) of a recording. */
export interface RecordedWindow {
  readonly id: string;
  readonly snapshots: number;
  readonly start: number;
  readonly end: number;
  readonly playable: boolean;
}

/** Reads a chunk list, bare or as a member of a document; throws where it is neither. */
export function readChunks(document: unknown): ChunkEntry[] {
  const list = Array.isArray(document) ? document : member(document, "chunks") ?? member(document, "results");
  if (!Array.isArray(list)) {
    throw new Error("Cannot read the recording: its list of chunks is missing (try again)");
  }
  return list as ChunkEntry[];
}

/** The windows of a recording in the order in which they first appear. */
export function windowsOf(chunks: readonly ChunkEntry[]): RecordedWindow[] {
  const windows = new Map<string, RecordedWindow>();
  for (const chunk of chunks) {
    const id = windowId(chunk);
    const before = windows.get(id);
    windows.set(id, {
      id,
      snapshots: (before?.snapshots ?? 0) + chunk.count,
      start: Math.min(before?.start ?? Infinity, Date.parse(chunk.start)),
      end: Math.max(before?.end ?? -Infinity, Date.parse(chunk.end)),
      playable: (before?.playable ?? false) || chunk.full.length > 0,
    });
  }
  return [...windows.values()];
}

/** The window to begin with: the first that can be played. */
export function firstPlayable(windows: readonly RecordedWindow[]): RecordedWindow | null {
  return windows.find((window) => window.playable) ?? null;
}

/**
 * Tells the window of each snapshot of a document in stored order. Chunks that were stored after the list was read
 * come last; nothing is known of their snapshots, so they are left out until the page is loaded again.
 */
export class WindowCursor {
  private chunk = 0;
  private within = 0;

  constructor(private readonly chunks: readonly ChunkEntry[]) {}

  /** The window of the next snapshot, or null past the end of the list. */
  next(): string | null {
    while (this.chunk < this.chunks.length) {
      const chunk = this.chunks[this.chunk] as ChunkEntry;
      if (this.within < chunk.count) {
        this.within++;
        return windowId(chunk);
      }
      this.chunk++;
      this.within = 0;
    }
    return null;
  }
}

function windowId(chunk: ChunkEntry): string {
  return chunk.window_id ?? "";
}

function member(document: unknown, name: string): unknown {
  return typeof document === "object" && document !== null ? (document as Record<string, unknown>)[name] : undefined;
}
