import { LIBRARY, type Entry } from "./batch";
import { EngineLoader } from "./engine-loader";
import { Gzip } from "./gzip";
import { uuid7 } from "./ids";
import { IndexedJournal } from "./journal";
import { clearTimer, now, setTimer, stringify, unheard, unheardOf } from "./natives";
import { matches, privacyOf, readDecision, type Decision } from "./options";
import { Outbox, type LostReason } from "./outbox";
import { maskUrl } from "./privacy";
import { Recording } from "./recording";
import { watchRoutes } from "./routes";
import { Sessions } from "./session";
import type { RecorderOptions } from "./session-recorder";
import { tab, type Store } from "./store";
import { Transport } from "./transport";
import { Visitor } from "./visitor";

/** A decision that is older than this is no reason to start before the host answered. */
const REMEMBERED_FOR = 14 * 24 * 3_600_000;
/** When the host is asked again, after it did not answer; the last one over and over. */
const ASK_AGAIN = [5_000, 30_000, 120_000, 300_000];

const LOST: { readonly [reason in LostReason]: string } = {
  memory: "more was recorded than could be sent",
  refused: "the host refused what was recorded",
  limited: "recording is over its quota",
};

/** Whether something is recorded in another way. */
function isOtherwise(one: Decision, other: Decision): boolean {
  return stringify([one.privacy, one.canvasFps]) !== stringify([other.privacy, other.canvasFps]);
}

/** For whom, and where to. */
export interface Site {
  readonly token: string;
  /** What all keys in storage begin with. */
  readonly key: string;
  readonly host: string;
  readonly nonce: string;
}

interface Remembered {
  readonly at: number;
  readonly decision: Decision;
}

/** What runs while the visitor lets it: asks the host, records as it says, and sends. */
export class Running {
  private readonly transport: Transport;
  private readonly gzip = new Gzip();
  private readonly sessions: Sessions;
  private readonly visitor: Visitor;
  private readonly outbox: Outbox;
  private readonly journal: IndexedJournal;
  private readonly engine: EngineLoader;
  /** What the host says of this session; before it does, what it said last time, if that was yes. */
  private decision: Decision | undefined;
  private answered = false;
  private recording: Recording | undefined;
  private starting = false;
  private stoppedByPage = false;
  private ended = false;
  /** The session that the host was asked about. */
  private session: string;
  private askTimer: ReturnType<typeof setTimeout> | undefined;
  private readonly ends: (() => void)[] = [];

  constructor(
    private readonly site: Site,
    private readonly options: RecorderOptions,
    private readonly shared: Store,
  ) {
    const at = now();
    this.transport = new Transport(site.host);
    this.engine = new EngineLoader(site.host, site.nonce);
    this.sessions = new Sessions(shared, tab(), `${site.key}.session`, at);
    this.visitor = new Visitor(shared, `${site.key}.id`);
    this.journal = new IndexedJournal(uuid7(at), site.token, shared, `${site.key}.sent`);
    this.outbox = new Outbox(
      this.transport,
      this.gzip,
      this.journal,
      () => ({ token: site.token, distinctId: this.visitor.id }),
      { onLost: (reason) => this.recording?.lose(LOST[reason]) },
      now,
    );
    this.session = this.sessions.current(at).sessionId;
    this.decision = this.remembered(at);
    void unheardOf(this.ask(0));
    this.listen();
  }

  private listen(): void {
    const on = (target: EventTarget, name: string, work: () => void) => {
      const listener = unheard(work);
      target.addEventListener(name, listener);
      this.ends.push(() => target.removeEventListener(name, listener));
    };
    on(window, "pagehide", () => this.leave());
    on(document, "visibilitychange", () => {
      if (document.visibilityState === "hidden") {
        this.outbox.hide();
      } else {
        this.outbox.retryNow();
      }
    });
    on(window, "online", () => {
      if (!this.answered) {
        void unheardOf(this.ask(0));
      }
      this.outbox.retryNow();
    });
    this.ends.push(watchRoutes(() => this.showPage()));
  }

  private leave(): void {
    if (this.options.capturePageviews === true) {
      this.capture("$pageleave", {});
    }
    this.outbox.leave();
  }

  /** The first page, and each that a script shows in its place. */
  private showPage(): void {
    if (this.options.capturePageviews === true) {
      this.capture("$pageview", {});
    }
    this.recording?.note("$url_changed", { href: this.url() });
    this.consider();
  }

  /** Where this site was recorded last time, recording begins now; what it finds stays here until the host agrees. */
  private remembered(at: number): Decision | undefined {
    const remembered = this.shared.read(`${this.site.key}.decision`) as Remembered | undefined;
    const holds = remembered?.decision?.record === true && at - remembered.at < REMEMBERED_FOR;
    return holds ? remembered.decision : undefined;
  }

  private async ask(attempt: number): Promise<void> {
    clearTimer(this.askTimer);
    const session = this.session;
    const question = stringify({
      token: this.site.token,
      distinct_id: this.visitor.id,
      $session_id: session,
      $current_url: this.url(),
    });
    const decision = readDecision(await this.transport.ask("/decide/?v=3", question));
    if (this.ended || session !== this.session) {
      return;
    }
    if (decision === undefined) {
      const again = ASK_AGAIN[Math.min(attempt, ASK_AGAIN.length - 1)];
      this.askTimer = setTimer(() => void unheardOf(this.ask(attempt + 1)), again);
      return;
    }
    await this.outbox.inherit();
    this.decide(decision);
  }

  private decide(decision: Decision): void {
    if (this.ended) {
      return;
    }
    const started = this.decision;
    this.decision = decision;
    this.answered = true;
    if (started !== undefined && isOtherwise(started, decision)) {
      this.endRecording(); // what was recorded by older rules may show what the new ones hide
      this.outbox.refuseSnapshots();
    }
    this.shared.write(`${this.site.key}.decision`, { at: now(), decision } satisfies Remembered);
    if (!decision.record) {
      this.endRecording();
      this.outbox.refuseSnapshots();
    }
    this.outbox.allowEvents();
    this.consider();
  }

  /** Begins, pauses and sends as the decision and the page's address say. */
  private consider(): void {
    const decision = this.decision;
    if (this.ended || this.stoppedByPage || decision?.record !== true || !this.isTriggered(decision)) {
      return;
    }
    const blocked = matches(location.href, decision.blockedUrls);
    this.recording?.block(blocked);
    if (this.recording === undefined && !blocked) {
      void unheardOf(this.start());
    }
    if (this.answered) {
      this.allowWhenOldEnough(decision);
    }
  }

  private allowWhenOldEnough(decision: Decision): void {
    const missing = decision.minimumDuration - this.sessions.age(now());
    if (missing <= 0) {
      this.outbox.allowEverything(this.session);
    } else {
      setTimer(() => this.consider(), missing);
    }
  }

  /** Where recording begins with an event or page, whether this session has seen it. */
  private isTriggered(decision: Decision, event?: string): boolean {
    const { eventTriggers, urlTriggers } = decision;
    if (eventTriggers.length === 0 && urlTriggers.length === 0) {
      return true;
    }
    const key = `${this.site.key}.trigger`;
    if ((event !== undefined && eventTriggers.includes(event)) || matches(location.href, urlTriggers)) {
      this.shared.write(key, this.session);
      return true;
    }
    return this.shared.read(key) === this.session;
  }

  private async start(): Promise<void> {
    if (this.starting) {
      return;
    }
    this.starting = true;
    const record = await this.engine.load();
    this.starting = false;
    const decision = this.decision;
    if (record === undefined || this.ended || this.stoppedByPage || decision?.record !== true) {
      return;
    }
    try {
      const privacy = privacyOf(this.options, decision);
      this.recording = new Recording(record, this.sessions, { privacy, canvasFps: this.options.canvasFps ?? decision.canvasFps }, this.sink);
      this.recording.start();
      this.recording.block(matches(location.href, decision.blockedUrls));
    } catch (error) {
      this.endRecording();
      console.warn("session recorder: Cannot record this page:", error);
    }
  }

  private readonly sink = ((running: Running) => ({
    add(entry: Entry & { kind: "snapshot" }): boolean {
      running.seeSession(entry.session);
      return running.outbox.add(entry);
    },
    get ready(): boolean {
      return running.outbox.ready;
    },
  }))(this);

  /** Of another session than before the host is asked anew; until it answers, what was recorded of it waits. */
  private seeSession(session: string): void {
    if (session === this.session) {
      return;
    }
    this.outbox.allowEvents();
    this.session = session;
    this.answered = false;
    void unheardOf(this.ask(0));
    const decision = this.decision;
    if (decision !== undefined && !this.isTriggered(decision)) {
      setTimer(() => this.endRecording(), 0); // not within rrweb's own work
    }
  }

  private url(): string {
    const masked = [...(this.options.privacy?.maskUrlParameters ?? []), ...(this.decision?.privacy.maskUrlParameters ?? [])];
    return maskUrl(location.href, masked);
  }

  private endRecording(): void {
    this.recording?.stop();
    this.recording = undefined;
  }

  startRecording(): void {
    this.stoppedByPage = false;
    this.consider();
  }

  stopRecording(): void {
    this.stoppedByPage = true;
    this.endRecording();
  }

  identify(distinctId: string, properties: object): void {
    if (distinctId === "") {
      return;
    }
    const known = distinctId === this.visitor.id;
    const before = this.visitor.identify(distinctId);
    if (before !== undefined) {
      this.capture("$identify", { $anon_distinct_id: before, $set: properties });
    } else if (!known || Object.keys(properties).length > 0) {
      this.capture("$set", { $set: properties });
    }
    if (!known) {
      void unheardOf(this.ask(0)); // the host may know the visitor by this name
    }
  }

  capture(event: string, properties: object): void {
    const at = now();
    const { sessionId, windowId } = this.sessions.current(at);
    this.outbox.add({ kind: "event", json: this.event(event, properties, at, sessionId, windowId) });
    if (this.recording === undefined && this.decision?.record === true && this.decision.eventTriggers.includes(event)) {
      this.isTriggered(this.decision, event);
      this.consider();
    }
  }

  private event(event: string, properties: object, at: number, sessionId: string, windowId: string): string {
    return stringify({
      uuid: uuid7(at),
      event,
      distinct_id: this.visitor.id,
      timestamp: new Date(at).toISOString(),
      properties: {
        ...properties,
        token: this.site.token,
        distinct_id: this.visitor.id,
        $session_id: sessionId,
        $window_id: windowId,
        $current_url: this.url(),
        $lib: LIBRARY,
      },
    });
  }

  reset(): void {
    this.visitor.reset();
    this.sessions.renew(now());
    this.recording?.takeAnew();
  }

  /** Ends everything, and forgets what was recorded and not sent. */
  end(): void {
    this.ended = true;
    this.endRecording();
    clearTimer(this.askTimer);
    this.ends.forEach((end) => end());
    this.outbox.discard();
    this.gzip.close();
    this.sessions.close();
    void unheardOf(this.journal.destroy());
  }

  /** Removes what pages kept in storage. */
  static forget(key: string, shared: Store, own: Store): void {
    for (const kept of ["id", "decision", "session", "trigger", "sent"]) {
      shared.remove(`${key}.${kept}`);
    }
    own.remove(`${key}.session.window`);
  }
}
