import { parse, stringify } from "./natives";

/** Small values by key. Storage that is missing, switched off or full is no error: the value then lives as long as the page. */
export interface Store {
  read(key: string): unknown;
  write(key: string, value: unknown): void;
  remove(key: string): void;
}

export class BrowserStore implements Store {
  private readonly memory = new Map<string, string>();

  /** @param area asked for at each use, since browsers throw where a page may not touch it */
  constructor(private readonly area: () => Storage) {}

  read(key: string): unknown {
    const kept = this.memory.get(key);
    if (kept !== undefined) {
      return parse(kept);
    }
    try {
      const text = this.area().getItem(key);
      return text === null ? undefined : parse(text);
    } catch {
      return undefined;
    }
  }

  write(key: string, value: unknown): void {
    const text = stringify(value);
    try {
      this.area().setItem(key, text);
      this.memory.delete(key);
    } catch {
      this.memory.set(key, text);
    }
  }

  remove(key: string): void {
    this.memory.delete(key);
    try {
      this.area().removeItem(key);
    } catch {
      // nothing was stored then either
    }
  }
}

export const local = (): Store => new BrowserStore(() => window.localStorage);
export const tab = (): Store => new BrowserStore(() => window.sessionStorage);
