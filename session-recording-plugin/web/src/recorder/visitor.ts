import { uuid7 } from "./ids";
import type { Store } from "./store";

interface Kept {
  readonly id: string;
  readonly identified: boolean;
}

/** Who visits, by a random id until the page says who it is. Shared by the tabs of an origin. */
export class Visitor {
  private kept: Kept;

  constructor(
    private readonly shared: Store,
    private readonly key: string,
  ) {
    const read = shared.read(key) as Partial<Kept> | null | undefined;
    this.kept = typeof read?.id === "string" ? { id: read.id, identified: read.identified === true } : this.stranger();
    shared.write(key, this.kept);
  }

  get id(): string {
    return this.kept.id;
  }

  /**
   * The visitor is known by this id from now on.
   *
   * @returns the random id that was used so far, where this tells that it is the same person; two known ids never are one
   */
  identify(id: string): string | undefined {
    const before = this.kept;
    this.keep({ id, identified: true });
    return before.identified || before.id === id ? undefined : before.id;
  }

  reset(): void {
    this.keep(this.stranger());
  }

  private stranger(): Kept {
    return { id: uuid7(), identified: false };
  }

  private keep(kept: Kept): void {
    this.kept = kept;
    this.shared.write(this.key, kept);
  }
}
