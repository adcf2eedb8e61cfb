/** Counts what came and what went wrong, in words and as the container's data attributes. */
export class Tally {
  private events = 0;
  private errors = 0;
  private warnings = 0;
  private unknown = 0;
  private lost = 0;
  private misplaced = 0;

  constructor(private readonly root: HTMLElement) {
    this.write();
  }

  /** Another scene: what came for the one before counts no more. */
  restart(): void {
    this.events = this.unknown = this.misplaced = 0;
    delete this.root.dataset["loaded"];
    this.write();
  }

  took(events: number, unknown: number): void {
    this.events += events;
    this.unknown += unknown;
    this.write();
  }

  loaded(): void {
    this.root.dataset["loaded"] = "true";
  }

  warn(message: string): void {
    this.root.dataset["lastWarning"] = message;
    this.warnings++;
    this.write();
  }

  fail(message: string): void {
    this.root.dataset["lastError"] = message;
    this.errors++;
    this.write();
  }

  lose(): void {
    this.lost++;
    this.write();
  }

  leaveOut(nodes: number): void {
    this.misplaced += nodes;
    this.write();
  }

  /** What is to be said of it; empty where all is well. */
  get text(): string {
    const said = [
      [this.lost, "part missing", "parts missing"],
      [this.errors, "change could not be shown", "changes could not be shown"],
      [this.unknown, "event of an unknown kind left out", "events of unknown kinds left out"],
      [this.misplaced, "element out of place left out", "elements out of place left out"],
    ] as const;
    return said
      .filter(([many]) => many > 0)
      .map(([many, one, more]) => `${many} ${many === 1 ? one : more}`)
      .join(", ");
  }

  private write(): void {
    const { events, errors, warnings, unknown, lost, misplaced } = this;
    Object.assign(this.root.dataset, { events, errors, warnings, unknown, lost, misplaced });
  }
}
