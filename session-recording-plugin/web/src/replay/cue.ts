/** What waits for its instant: first by time, then in the order in which it came. */
export class Cue<T extends { readonly at: number }> {
  private items: T[] = [];
  private head = 0;

  get size(): number {
    return this.items.length - this.head;
  }

  peek(): T | undefined {
    return this.items[this.head];
  }

  add(item: T): void {
    let place = this.items.length;
    while (place > this.head && (this.items[place - 1] as T).at > item.at) {
      place--;
    }
    if (place === this.items.length) {
      this.items.push(item);
    } else {
      this.items.splice(place, 0, item);
    }
  }

  take(): T | undefined {
    const item = this.items[this.head];
    if (item !== undefined) {
      this.head++;
      if (this.head > 1024 && this.head * 2 > this.items.length) {
        this.items = this.items.slice(this.head);
        this.head = 0;
      }
    }
    return item;
  }

  /** The last that is due at {@code at}; all that are due are gone from the cue. */
  takeLastDue(at: number): T | undefined {
    let last: T | undefined;
    for (let next = this.peek(); next !== undefined && next.at <= at; next = this.peek()) {
      last = this.take();
    }
    return last;
  }

  /** How many from the head on lie before the last one that is due at {@code at} and wanted; -1 where none is. */
  beforeLastDue(at: number, wanted: (item: T) => boolean): number {
    let found = -1;
    for (let i = this.head; i < this.items.length && (this.items[i] as T).at <= at; i++) {
      if (wanted(this.items[i] as T)) {
        found = i - this.head;
      }
    }
    return found;
  }
}
