import type { Store } from "./store";

interface Signals {
  readonly doNotTrack?: string | null;
  readonly globalPrivacyControl?: boolean;
}

/** Whether the visitor lets anything be sent. Opted out means: no request at all, and nothing stored but this flag. */
export class Consent {
  constructor(
    private readonly store: Store,
    private readonly key: string,
    private readonly respectSignals: boolean,
    private readonly signals: Signals = navigator as Signals,
  ) {}

  isGiven(): boolean {
    const said = this.store.read(this.key);
    if (said === "out" || said === "in") {
      return said === "in";
    }
    return !(this.respectSignals && this.isSignalled());
  }

  /** Do Not Track or Global Privacy Control, as the browser says. */
  private isSignalled(): boolean {
    return this.signals.globalPrivacyControl === true || this.signals.doNotTrack === "1" || this.signals.doNotTrack === "yes";
  }

  optOut(): void {
    this.store.write(this.key, "out");
  }

  optIn(): void {
    this.store.write(this.key, "in");
  }
}
