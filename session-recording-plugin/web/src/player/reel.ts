/** One entry of a recording's chunk list, as the host sends it. */
export interface ChunkEntry {
  readonly id: number;
  readonly window_id: string | null;
  readonly bytes: number;
  readonly length: number;
  readonly count: number;
  readonly start: string;
  readonly end: string;
  readonly full: readonly (readonly [number, string])[];
  /** The archive's part it lies in; absent where the database has it. */
  readonly part?: number;
}

/** A chunk; instants are milliseconds since 1970 on the host's clock. */
export interface Chunk {
  readonly id: number;
  readonly window: string;
  readonly bytes: number;
  readonly length: number;
  readonly count: number;
  readonly start: number;
  readonly end: number;
  /** Full snapshots in it: whether it stands first, and when. */
  readonly pictures: readonly { readonly first: boolean; readonly at: number }[];
}

/** A full snapshot, and the place of its chunk within its window. */
export interface Picture {
  readonly at: number;
  readonly place: number;
  readonly first: boolean;
}

/** One browser window (or tab) of a recording: its chunks in the order in which they play. */
export interface Track {
  readonly id: string;
  readonly number: number;
  readonly chunks: readonly Chunk[];
  readonly pictures: readonly Picture[];
  readonly start: number;
  readonly end: number;
  readonly snapshots: number;
}

/** All of a recording: its windows, and its chunks in the order in which they were stored. */
export interface Reel {
  readonly chunks: readonly Chunk[];
  readonly tracks: readonly Track[];
  readonly start: number;
  readonly end: number;
}

/** Reads a chunk list; throws where it is none. */
export function readReel(document: unknown): Reel {
  const list = typeof document === "object" && document !== null ? (document as Record<string, unknown>)["chunks"] : undefined;
  if (!Array.isArray(list)) {
    throw new Error("Cannot read the recording: its list of chunks is missing (try again)");
  }
  const chunks = (list as ChunkEntry[]).map(chunkOf);
  const tracks = tracksOf(chunks);
  return {
    chunks,
    tracks,
    start: Math.min(...tracks.map((track) => track.start)),
    end: Math.max(...tracks.map((track) => track.end)),
  };
}

function chunkOf(entry: ChunkEntry): Chunk {
  return {
    id: entry.id,
    window: entry.window_id ?? "",
    bytes: entry.bytes,
    length: entry.length,
    count: entry.count,
    start: Date.parse(entry.start),
    end: Date.parse(entry.end),
    pictures: entry.full.map(([offset, at]) => ({ first: offset === 0, at: Date.parse(at) })),
  };
}

function tracksOf(chunks: readonly Chunk[]): Track[] {
  const windows = new Map<string, Chunk[]>();
  for (const chunk of chunks) {
    const window = windows.get(chunk.window);
    if (window) {
      window.push(chunk);
    } else {
      windows.set(chunk.window, [chunk]);
    }
  }
  return [...windows].map(([id, own], i) => trackOf(id, i + 1, own));
}

function trackOf(id: string, number: number, own: readonly Chunk[]): Track {
  // chunks that came late play when they happened
  const chunks = [...own].sort((a, b) => a.start - b.start || a.id - b.id);
  const pictures = chunks.flatMap((chunk, place) => chunk.pictures.map(({ at, first }) => ({ at, first, place })));
  pictures.sort((a, b) => a.at - b.at);
  return {
    id,
    number,
    chunks,
    pictures,
    start: (chunks[0] as Chunk).start,
    end: chunks.reduce((end, chunk) => Math.max(end, chunk.end), -Infinity),
    snapshots: chunks.reduce((sum, chunk) => sum + chunk.count, 0),
  };
}

/** The last full snapshot at or before an instant, else the first; null where the window has none. */
export function pictureFor(track: Track, at: number): Picture | null {
  let found = track.pictures[0] ?? null;
  for (const picture of track.pictures) {
    if (picture.at > at) {
      break;
    }
    found = picture;
  }
  return found;
}

/** Where reading begins to show an instant: the size of the page may stand at the end of the chunk before the picture's. */
export function placeFor(picture: Picture): number {
  return picture.first && picture.place > 0 ? picture.place - 1 : picture.place;
}

/** Everything before this instant is known once the chunks up to {@code place} are there. */
export function throughOf(track: Track, place: number): number {
  return track.chunks[place + 1]?.start ?? track.end;
}
