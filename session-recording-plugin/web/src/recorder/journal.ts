import { NativePromise, now, setTimer, unheardOf } from "./natives";
import type { Store } from "./store";

/** A piece of what is yet to be sent: whole events as JSON. */
export interface Piece {
  /** Ascends in the order of recording within a page; below zero where it was inherited. */
  readonly id: number;
  readonly events: readonly string[];
  /** Of which session the snapshots are; undefined where it holds other events. */
  readonly session: string | undefined;
  /** Whether it may leave the page, as far as was known when it was kept. */
  readonly agreed: boolean;
}

export function sizeOf(piece: Piece): number {
  return piece.events.reduce((sum, event) => sum + event.length + 1, 0);
}

/** Keeps what was not sent yet. Every method may fail quietly: then it lives as long as the page. */
export interface Journal {
  /** Adds a piece; resolves once it is kept, or could not be. */
  add(piece: Piece): Promise<void>;
  remove(ids: readonly number[]): Promise<void>;
  /** The same for a page that goes away, which may be gone before a database has done it. */
  removeAtOnce(ids: readonly number[]): void;
  /** Forgets everything, also what other pages left, and the place where it was kept. */
  destroy(): Promise<void>;
  /** Takes over what pages that are gone left behind, in the order in which it was recorded. */
  inherit(): Promise<readonly Piece[]>;
}

const DATABASE = "session-recorder";
const PIECES = "pieces";
/** Beyond this much, in characters, nothing more is kept over a crash. */
const MOST_KEPT = 8 << 20;
const OPENED_WITHIN = 3_000;
/** So many pieces are noted as removed at once. */
const MOST_NOTED = 100;
/** Ids of inherited pieces begin so far below zero. */
const INHERITED = 1_000_000;

/** Where locks are missing, pages are taken for gone when what they left is so old; what comes twice the host knows. */
const ABANDONED_AFTER = 60_000;

interface Row extends Piece {
  readonly owner: string;
  readonly token: string;
  readonly at: number;
}

function done(request: IDBRequest | IDBTransaction): Promise<void> {
  return new NativePromise((resolve, reject) => {
    if (request instanceof IDBTransaction) {
      request.oncomplete = () => resolve();
      request.onabort = () => reject(request.error);
    } else {
      request.onsuccess = () => resolve();
    }
    request.onerror = () => reject(request.error);
  });
}

/** Removes what any page of this origin kept. */
export async function destroyJournals(): Promise<void> {
  try {
    await done(indexedDB.deleteDatabase(DATABASE));
  } catch {
    // nothing was kept then
  }
}

/**
 * In IndexedDB. Each page owns its pieces and holds a lock of its name as long as it lives; whoever gets the lock of
 * another owner knows that its page is gone, and takes over what it left.
 */
export class IndexedJournal implements Journal {
  private kept = 0;
  private readonly sizes = new Map<number, number>();
  private readonly opened: Promise<IDBDatabase | undefined>;

  constructor(
    private readonly owner: string,
    private readonly token: string,
    private readonly shared: Store,
    private readonly notesKey: string,
  ) {
    this.opened = IndexedJournal.open();
    this.hold();
  }

  private static open(): Promise<IDBDatabase | undefined> {
    return new NativePromise((resolve) => {
      try {
        const request = indexedDB.open(DATABASE, 1);
        request.onupgradeneeded = () => request.result.createObjectStore(PIECES, { keyPath: ["owner", "id"] });
        request.onsuccess = () => {
          request.result.onversionchange = () => request.result.close(); // somebody destroys it
          resolve(request.result);
        };
        request.onerror = () => resolve(undefined);
        request.onblocked = () => resolve(undefined);
        setTimer(() => resolve(undefined), OPENED_WITHIN); // some browsers never answer
      } catch {
        resolve(undefined);
      }
    });
  }

  private hold(): void {
    try {
      void navigator.locks.request(`${DATABASE}.${this.owner}`, () => new NativePromise<void>(() => {})).catch(() => {});
    } catch {
      // no locks outside secure contexts: others go by age
    }
  }

  private async write(work: (pieces: IDBObjectStore) => void): Promise<boolean> {
    const database = await this.opened;
    if (database === undefined) {
      return false;
    }
    try {
      const transaction = database.transaction(PIECES, "readwrite");
      work(transaction.objectStore(PIECES));
      await done(transaction);
      return true;
    } catch {
      return false;
    }
  }

  async add(piece: Piece): Promise<void> {
    const size = sizeOf(piece);
    const before = this.sizes.get(piece.id) ?? 0;
    if (this.kept + size - before > MOST_KEPT) {
      return;
    }
    this.kept += size - before;
    this.sizes.set(piece.id, size);
    const row: Row = { ...piece, owner: this.owner, token: this.token, at: now() };
    await this.write((pieces) => pieces.put(row));
  }

  async remove(ids: readonly number[]): Promise<void> {
    const known = ids.filter((id) => this.sizes.has(id));
    if (known.length === 0) {
      return;
    }
    for (const id of known) {
      this.kept -= this.sizes.get(id) ?? 0;
      this.sizes.delete(id);
    }
    await this.write((pieces) => known.forEach((id) => pieces.delete([this.owner, id])));
  }

  removeAtOnce(ids: readonly number[]): void {
    const mine = ids.filter((id) => this.sizes.has(id)).map((id) => `${this.owner}/${id}`);
    if (mine.length > 0) {
      this.shared.write(this.notesKey, [...this.noted(), ...mine].slice(-MOST_NOTED));
    }
    void unheardOf(this.remove(ids));
  }

  private noted(): readonly string[] {
    const noted = this.shared.read(this.notesKey);
    return Array.isArray(noted) ? (noted as string[]) : [];
  }

  async destroy(): Promise<void> {
    this.sizes.clear();
    this.kept = 0;
    (await this.opened)?.close();
    await destroyJournals();
  }

  async inherit(): Promise<readonly Piece[]> {
    const database = await this.opened;
    if (database === undefined) {
      return [];
    }
    const inherited: Piece[] = [];
    try {
      for (const owner of await this.owners(database)) {
        await this.inheritFrom(database, owner, inherited);
      }
    } catch {
      // what was not taken over stays where it is
    }
    return inherited;
  }

  private async inheritFrom(database: IDBDatabase, owner: string, inherited: Piece[]): Promise<void> {
    if (navigator.locks === undefined) {
      inherited.push(...(await this.takeOver(database, owner, inherited.length, now() - ABANDONED_AFTER)));
      return;
    }
    await navigator.locks.request(`${DATABASE}.${owner}`, { ifAvailable: true }, async (lock) => {
      if (lock !== null) {
        inherited.push(...(await this.takeOver(database, owner, inherited.length, Infinity)));
      }
    });
  }

  private async owners(database: IDBDatabase): Promise<readonly string[]> {
    const request = database.transaction(PIECES).objectStore(PIECES).getAllKeys();
    await done(request);
    const owners = new Set((request.result as [string, number][]).map(([owner]) => owner));
    owners.delete(this.owner);
    return [...owners];
  }

  /** The pieces change hands in one transaction, so that they are neither lost nor sent by two pages. */
  private async takeOver(database: IDBDatabase, owner: string, taken: number, before: number): Promise<readonly Piece[]> {
    const request = database.transaction(PIECES).objectStore(PIECES).getAll(IDBKeyRange.bound([owner, -Infinity], [owner, Infinity]));
    await done(request);
    const rows = (request.result as Row[]).filter((row) => row.token === this.token && row.at < before);
    const noted = new Set(this.noted());
    const left = rows.filter((row) => !noted.has(`${row.owner}/${row.id}`));
    const mine = left.map((row, i): Row => ({ ...row, owner: this.owner, id: i + taken - INHERITED }));
    const moved = await this.write((pieces) => {
      rows.forEach((row) => pieces.delete([row.owner, row.id]));
      mine.forEach((row) => pieces.put(row));
    });
    if (!moved) {
      return [];
    }
    if (noted.size > 0) {
      this.shared.write(this.notesKey, [...noted].filter((note) => !note.startsWith(`${owner}/`)));
    }
    for (const piece of mine) {
      this.sizes.set(piece.id, sizeOf(piece));
      this.kept += sizeOf(piece);
    }
    return mine;
  }
}
