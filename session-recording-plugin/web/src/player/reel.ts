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

/** What came to a recording that goes on. */
export interface Growth {
  readonly chunks: readonly Chunk[];
  /** Windows that got a chunk anywhere but at their end: it came late. */
  readonly disturbed: ReadonlySet<Track>;
  /** Windows that were not known before. */
  readonly opened: readonly Track[];
}

/** One browser window (or tab) of a recording: its chunks in the order in which they play. */
export class Track {
  private readonly own: Chunk[] = [];
  private places = new Map<number, number>();
  private shown: { at: number; place: number; first: boolean; chunk: number }[] = [];
  start = Infinity;
  end = -Infinity;
  snapshots = 0;

  constructor(
    readonly id: string,
    readonly number: number,
  ) {}

  get chunks(): readonly Chunk[] {
    return this.own;
  }

  /** In order of time; each stays the same object however many chunks come. */
  get pictures(): readonly Picture[] {
    return this.shown;
  }

  /** The chunk that plays right before one of them. */
  before(chunk: Chunk): Chunk | undefined {
    return this.own[(this.places.get(chunk.id) ?? 0) - 1];
  }

  /** Says whether all of them play after what was there. */
  add(chunks: readonly Chunk[]): boolean {
    const before = this.own.at(-1);
    this.own.push(...chunks);
    // chunks that came late play when they happened
    this.own.sort((a, b) => a.start - b.start || a.id - b.id);
    this.places = new Map(this.own.map(({ id }, place) => [id, place]));
    for (const { id, pictures, start, end, count } of chunks) {
      this.shown.push(...pictures.map(({ at, first }) => ({ at, first, place: 0, chunk: id })));
      this.start = Math.min(this.start, start);
      this.end = Math.max(this.end, end);
      this.snapshots += count;
    }
    this.shown.forEach((picture) => (picture.place = this.places.get(picture.chunk) as number));
    this.shown.sort((a, b) => a.at - b.at || a.place - b.place);
    return !before || this.own[this.own.length - 1 - chunks.length] === before;
  }
}

/** All of a recording that is known: its windows, and its chunks in the order in which they were stored. It may grow. */
export class Reel {
  private readonly all: Chunk[] = [];
  private readonly windows = new Map<string, Track>();
  private readonly ids = new Set<number>();
  start = Infinity;
  end = -Infinity;
  /** Counts how often it grew. */
  version = 0;
  /** The newest chunk's id; those that come have higher ones. */
  last = 0;

  get chunks(): readonly Chunk[] {
    return this.all;
  }

  get tracks(): readonly Track[] {
    return [...this.windows.values()];
  }

  /** The number of a chunk's window, and the id of the chunk that plays before it there; 0 where none does. */
  placeOf(chunk: Chunk): { readonly window: number; readonly after: number } {
    const track = this.windows.get(chunk.window);
    return { window: track?.number ?? 0, after: track?.before(chunk)?.id ?? 0 };
  }

  /** Takes in what the list has that is not known yet. */
  add(entries: readonly ChunkEntry[]): Growth {
    const chunks = entries.map(chunkOf).filter(({ id }) => !this.ids.has(id));
    const known = this.windows.size;
    const disturbed = new Set<Track>();
    for (const [window, own] of byWindow(chunks)) {
      const track = this.windows.get(window) ?? new Track(window, this.windows.size + 1);
      this.windows.set(window, track);
      if (!track.add(own)) {
        disturbed.add(track);
      }
      this.start = Math.min(this.start, track.start);
      this.end = Math.max(this.end, track.end);
    }
    for (const chunk of chunks) {
      this.all.push(chunk);
      this.ids.add(chunk.id);
      this.last = Math.max(this.last, chunk.id);
    }
    this.version += chunks.length > 0 ? 1 : 0;
    return { chunks, disturbed, opened: this.tracks.slice(known) };
  }
}

/** Reads a chunk list; throws where it is none. */
export function readReel(document: unknown): Reel {
  const reel = new Reel();
  reel.add(entriesOf(document));
  return reel;
}

export function entriesOf(document: unknown): readonly ChunkEntry[] {
  const list = typeof document === "object" && document !== null ? (document as Record<string, unknown>)["chunks"] : undefined;
  if (!Array.isArray(list)) {
    throw new Error("Cannot read the recording: its list of chunks is missing (try again)");
  }
  return list as ChunkEntry[];
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

function byWindow(chunks: readonly Chunk[]): Map<string, Chunk[]> {
  const windows = new Map<string, Chunk[]>();
  for (const chunk of chunks) {
    const own = windows.get(chunk.window);
    if (own) {
      own.push(chunk);
    } else {
      windows.set(chunk.window, [chunk]);
    }
  }
  return windows;
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
