import { Consent } from "./consent";
import { destroyJournals } from "./journal";
import { Running } from "./running";
import type { RecorderOptions } from "./session-recorder";
import { local, tab, type Store } from "./store";

/** What a visitor chose, by the method called. */
export type Choice = "optOut" | "optIn";

/** The recorder of one page. Made by `init`; nothing it does may disturb the page. */
export class Client {
  private readonly shared: Store = local();
  private readonly key: string;
  private readonly consent: Consent;
  private running: Running | undefined;

  constructor(
    private readonly token: string,
    private readonly options: RecorderOptions,
    private readonly scriptOrigin: string,
    private readonly nonce: string,
    chosen?: Choice,
  ) {
    this.key = `sr.${token}`;
    const consentKey = `${this.key}.consent`;
    this.consent = new Consent(this.shared, consentKey, options.respectDoNotTrack !== false);
    if (chosen !== undefined) {
      this[chosen]();
    } else {
      this.follow();
    }
    // a choice holds in all tabs
    window.addEventListener("storage", (event) => {
      if (event.key === consentKey) {
        this.follow();
      }
    });
  }

  private follow(): void {
    if (!this.consent.isGiven()) {
      this.end();
    } else if (this.running === undefined) {
      const host = (this.options.host ?? this.scriptOrigin).replace(/\/+$/, "");
      this.running = new Running({ token: this.token, key: this.key, host, nonce: this.nonce }, this.options, this.shared);
    }
  }

  private end(): void {
    this.running?.end();
    this.running = undefined;
  }

  identify(distinctId: string, properties: object = {}): void {
    this.running?.identify(distinctId, properties);
  }

  capture(event: string, properties: object = {}): void {
    this.running?.capture(event, properties);
  }

  startRecording(): void {
    this.running?.startRecording();
  }

  stopRecording(): void {
    this.running?.stopRecording();
  }

  reset(): void {
    this.running?.reset();
  }

  /** Stops at once, and forgets all that this and earlier pages kept but the choice itself. */
  optOut(): void {
    this.end();
    Running.forget(this.key, this.shared, tab());
    void destroyJournals();
    this.consent.optOut();
  }

  optIn(): void {
    this.consent.optIn();
    this.follow();
  }
}
