import { LIBRARY, type Entry } from "./batch";
import { Consent } from "./consent";
import type { Record } from "./engine";
import { ENGINE } from "./engine-name";
import { Gzip } from "./gzip";
import { uuid7 } from "./ids";
import { IndexedJournal } from "./journal";
import { now, setTimer, stringify } from "./natives";
import { privacyOf, readDecision, type Decision } from "./options";
import { Outbox } from "./outbox";
import { maskUrl } from "./privacy";
import { Recording } from "./recording";
import { watchRoutes } from "./routes";
import { Sessions } from "./session";
import type { RecorderOptions } from "./session-recorder";
import { local, tab, type Store } from "./store";
import { Transport } from "./transport";

/** The engine's file beside this script's, put in by the build. */
declare const ENGINE_FILE: string;

const ENGINE_PATH = `/static/session-recording/${ENGINE_FILE}`;
/** A decision that is older than this is no reason to start before the host answered. */
const REMEMBERED_FOR = 14 * 24 * 3_600_000;
/** When the host is asked again, after it did not answer. */
const ASK_AGAIN = [5_000, 30_000, 120_000];

/** What a visitor chose, by the method called. */
export type Choice = "optOut" | "optIn";

interface Remembered {
  readonly at: number;
  readonly decision: Decision;
}

/** The recorder of one page. Made by `init`; nothing it does may disturb the page. */
export class Client {
  private readonly shared: Store = local();
  private readonly key: string;
  private readonly host: string;
  private readonly consent: Consent;
  private readonly transport: Transport;
  private running: Running | undefined;

  constructor(
    private readonly token: string,
    private readonly options: RecorderOptions,
    scriptOrigin: string,
    private readonly nonce: string,
    chosen?: Choice,
  ) {
    this.key = `sr.${token}`;
    this.host = (options.host ?? scriptOrigin).replace(/\/+$/, "");
    this.consent = new Consent(this.shared, `${this.key}.consent`, options.respectDoNotTrack !== false);
    this.transport = new Transport(this.host);
    if (chosen !== undefined) {
      this.consent[chosen]();
    }
    if (this.consent.isGiven()) {
      this.run();
    }
  }

  private run(): void {
    this.running = new Running(this.token, this.key, this.host, this.options, this.shared, this.transport, this.nonce);
  }

  /** From now on the visitor is known by this id; properties are set on the person. */
  identify(distinctId: string, properties: object = {}): void {
    this.running?.identify(distinctId, properties);
  }

  /** Sends an event. */
  capture(event: string, properties: object = {}): void {
    this.running?.capture(event, properties);
  }

  /** Records although the host's sample left this visitor out; not where the host says no, or the visitor opted out. */
  startRecording(): void {
    this.running?.startRecording();
  }

  stopRecording(): void {
    this.running?.stopRecording();
  }

  /** Forgets visitor and session, as on logout. */
  reset(): void {
    this.running?.reset();
  }

  /** Stops at once, forgets what was not sent, and from now on makes no request and keeps nothing but this choice. */
  optOut(): void {
    const running = this.running;
    this.running = undefined;
    void running?.forget();
    this.consent.optOut();
  }

  /** Takes an opt-out back and starts. */
  optIn(): void {
    this.consent.optIn();
    if (this.running === undefined) {
      this.run();
    }
  }
}

/** What runs while the visitor lets it. */
class Running {
  private readonly sessions: Sessions;
  private readonly outbox: Outbox;
  private distinctId: string;
  private decision: Decision | undefined;
  private recording: Recording | undefined;
  private engine: Promise<Record | undefined> | undefined;
  private stopped = false;
  private readonly ends: (() => void)[] = [];

  constructor(
    private readonly token: string,
    private readonly key: string,
    private readonly host: string,
    private readonly options: RecorderOptions,
    private readonly shared: Store,
    private readonly transport: Transport,
    private readonly nonce: string,
  ) {
    const at = now();
    this.sessions = new Sessions(shared, tab(), `${key}.session`, at);
    const known = shared.read(`${key}.id`);
    this.distinctId = typeof known === "string" ? known : uuid7(at);
    shared.write(`${key}.id`, this.distinctId);
    this.outbox = new Outbox(
      transport,
      new Gzip(),
      new IndexedJournal(uuid7(at), token),
      () => ({ token, distinctId: this.distinctId }),
      { onLost: () => {} },
      now,
    );
    this.listen();
    this.startEarly(at);
    void this.ask(0);
    if (options.capturePageviews === true) {
      this.ends.push(watchRoutes(() => this.capture("$pageview", {})));
    }
  }

  private listen(): void {
    const on = (target: EventTarget, name: string, work: () => void) => {
      target.addEventListener(name, work);
      this.ends.push(() => target.removeEventListener(name, work));
    };
    on(window, "pagehide", () => this.leave());
    on(document, "visibilitychange", () => {
      if (document.visibilityState === "hidden") {
        this.outbox.leave();
      } else {
        this.outbox.retryNow();
      }
    });
    on(window, "online", () => this.outbox.retryNow());
  }

  private leave(): void {
    if (this.options.capturePageviews === true) {
      this.capture("$pageleave", {});
    }
    this.outbox.leave();
  }

  /** Where this site was recorded last time, recording begins now; what it finds stays here until the host agrees. */
  private startEarly(at: number): void {
    const remembered = this.shared.read(`${this.key}.decision`) as Remembered | undefined;
    if (remembered?.decision?.record === true && at - remembered.at < REMEMBERED_FOR) {
      void this.start(remembered.decision);
    }
  }

  private async ask(attempt: number): Promise<void> {
    const { sessionId } = this.sessions.current(now());
    const question = stringify({
      token: this.token,
      distinct_id: this.distinctId,
      $session_id: sessionId,
      $current_url: this.url(),
    });
    const decision = readDecision(await this.transport.ask("/decide/?v=3", question));
    if (this.stopped) {
      return;
    }
    if (decision !== undefined) {
      this.decide(decision);
    } else if (attempt < ASK_AGAIN.length) {
      setTimer(() => void this.ask(attempt + 1), ASK_AGAIN[attempt]);
    } else {
      this.endRecording(); // nobody agreed; other events wait for the next visit
      this.outbox.release(false);
    }
  }

  private decide(decision: Decision): void {
    this.decision = decision;
    this.shared.write(`${this.key}.decision`, { at: now(), decision } satisfies Remembered);
    if (decision.record) {
      void this.start(decision);
    } else {
      this.endRecording();
    }
    this.outbox.release(decision.record);
    void this.outbox.inherit();
  }

  private async start(decision: Decision): Promise<void> {
    const record = await this.load();
    if (record === undefined || this.stopped || this.recording !== undefined || this.decision?.record === false) {
      return;
    }
    this.recording = new Recording(
      record,
      this.sessions,
      { privacy: privacyOf(this.options, decision), canvasFps: this.options.canvasFps ?? decision.canvasFps },
      (entry) => this.outbox.add(entry),
    );
    this.recording.start();
  }

  private load(): Promise<Record | undefined> {
    const loaded = () => (window as unknown as { [name: string]: Record | undefined })[ENGINE];
    this.engine ??= new Promise((resolve) => {
      if (loaded() !== undefined) {
        resolve(loaded());
        return;
      }
      const script = document.createElement("script");
      script.src = this.host + ENGINE_PATH;
      script.async = true;
      script.nonce = this.nonce;
      script.onload = () => resolve(loaded());
      script.onerror = () => resolve(undefined);
      (document.head ?? document.documentElement).appendChild(script);
    });
    return this.engine;
  }

  private url(): string {
    return maskUrl(location.href, this.options.privacy?.maskUrlParameters ?? []);
  }

  private endRecording(): void {
    this.recording?.stop();
    this.recording = undefined;
  }

  startRecording(): void {
    if (this.decision?.record === true) {
      void this.start(this.decision);
    }
  }

  stopRecording(): void {
    this.endRecording();
  }

  identify(distinctId: string, properties: object): void {
    const before = this.distinctId;
    if (distinctId === "" || distinctId === before) {
      return;
    }
    this.distinctId = distinctId;
    this.shared.write(`${this.key}.id`, distinctId);
    this.capture("$identify", { $anon_distinct_id: before, $set: properties });
  }

  capture(event: string, properties: object): void {
    const at = now();
    const { sessionId, windowId } = this.sessions.current(at);
    this.outbox.add({ kind: "event", json: this.event(event, properties, at, sessionId, windowId) } satisfies Entry);
  }

  private event(event: string, properties: object, at: number, sessionId: string, windowId: string): string {
    return stringify({
      uuid: uuid7(at),
      event,
      distinct_id: this.distinctId,
      timestamp: new Date(at).toISOString(),
      properties: {
        ...properties,
        token: this.token,
        distinct_id: this.distinctId,
        $session_id: sessionId,
        $window_id: windowId,
        $current_url: this.url(),
        $lib: LIBRARY,
      },
    });
  }

  reset(): void {
    this.distinctId = uuid7();
    this.shared.write(`${this.key}.id`, this.distinctId);
    this.sessions.end();
  }

  /** Ends everything and forgets what was kept. */
  async forget(): Promise<void> {
    this.stopped = true;
    this.endRecording();
    this.ends.forEach((end) => end());
    this.sessions.end();
    for (const kept of ["id", "decision", "session"]) {
      this.shared.remove(`${this.key}.${kept}`);
    }
    tab().remove(`${this.key}.session.window`);
    this.outbox.hold();
    await this.outbox.discard();
  }
}
