/**
 * What a page sees of the session recorder: `window.sessionRecorder`, there as soon as the snippet ran. Every method may be
 * called at once and at any time, returns at once, and never throws.
 */

/** What a page passes to `init`. */
export interface RecorderOptions {
  /** Origin of the host, e.g. `https://analytics.example.com`; default: where the script came from. */
  readonly host?: string;
  /** Send `$pageview` for each page and route, and `$pageleave`; default false. */
  readonly capturePageviews?: boolean;
  /** Treat Do Not Track and Global Privacy Control as an opt-out, until `optIn`; default true. */
  readonly respectDoNotTrack?: boolean;
  /** Record canvases as images, so many a second (1 to 4); default: as the project's settings say. */
  readonly canvasFps?: number;
  /** Mask or leave out more than the project's settings do; the stricter of both holds. */
  readonly privacy?: PrivacyOptions;
}

export interface PrivacyOptions {
  /** False records what is typed, where the project's settings allow it too; passwords and cards never are. */
  readonly maskAllInputs?: boolean;
  /** Text within is recorded as asterisks. */
  readonly maskTextSelector?: string;
  /** Recorded as an empty box of the same size. */
  readonly blockSelector?: string;
  /** Input fields whose changes are not recorded. */
  readonly ignoreSelector?: string;
  /** Names of attributes whose values are masked. */
  readonly maskAttributes?: readonly string[];
  /** Names of URL parameters whose values are masked. */
  readonly maskUrlParameters?: readonly string[];
}

export interface SessionRecorder {
  /** Begins, for the project with this public token. Only the first call counts. */
  init(token: string, options?: RecorderOptions): void;
  /** From now on the visitor is known by this id; properties are set on the person. */
  identify(distinctId: string, properties?: object): void;
  /** Sends an event. */
  capture(event: string, properties?: object): void;
  /** Records again after `stopRecording`; not where the host says no, or the visitor opted out. */
  startRecording(): void;
  /** Stops recording; events are still sent. */
  stopRecording(): void;
  /** Forgets visitor and session, as on logout. */
  reset(): void;
  /** Stops at once; from now on no request is made, and nothing is kept but this choice. */
  optOut(): void;
  /** Takes an opt-out back, and begins. */
  optIn(): void;
}

declare global {
  interface Window {
    sessionRecorder: SessionRecorder;
  }
}
