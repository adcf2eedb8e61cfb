import { STRICT, stricter, type Privacy } from "./privacy";
import type { RecorderOptions } from "./session-recorder";

/** What the host answered, as far as it concerns recording. */
export interface Decision {
  readonly record: boolean;
  readonly canvasFps: number;
  readonly privacy: Partial<Privacy>;
  /** Snapshots are not sent before the session is so old, in milliseconds. */
  readonly minimumDuration: number;
  /** Regular expressions of pages that are not recorded. */
  readonly blockedUrls: readonly string[];
  /** Where there are any of both, recording begins with such an event or on such a page. */
  readonly eventTriggers: readonly string[];
  readonly urlTriggers: readonly string[];
}

const NO: Decision = {
  record: false,
  canvasFps: 0,
  privacy: {},
  minimumDuration: 0,
  blockedUrls: [],
  eventTriggers: [],
  urlTriggers: [],
};

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((each): each is string => typeof each === "string") : [];
}

/** Of `{"url": "…", "matching": "regex"}`; another kind of matching is not known. */
function patterns(value: unknown): readonly string[] {
  return (Array.isArray(value) ? (value as { url?: unknown; matching?: unknown }[]) : [])
    .filter((each) => each?.matching === "regex")
    .map(({ url }) => text(url));
}

/** Whether an address is one of these; what is no regular expression is none. */
export function matches(address: string, expressions: readonly string[]): boolean {
  return expressions.some((expression) => {
    try {
      return new RegExp(expression).test(address);
    } catch {
      return false;
    }
  });
}

/** Reads the host's configuration; undefined where it is none. */
export function readDecision(answer: unknown): Decision | undefined {
  if (typeof answer !== "object" || answer === null || !("sessionRecording" in answer)) {
    return undefined;
  }
  const said = (answer as { sessionRecording: unknown }).sessionRecording;
  if (typeof said !== "object" || said === null) {
    return NO;
  }
  const options = said as { [name: string]: unknown };
  const masking = (typeof options.masking === "object" && options.masking !== null ? options.masking : {}) as { [name: string]: unknown };
  return {
    record: true,
    canvasFps: options.recordCanvas === true ? Math.min(4, Number(options.canvasFps) || 1) : 0,
    privacy: {
      maskAllInputs: masking.maskAllInputs !== false,
      maskTextSelector: text(masking.maskTextSelector),
      blockSelector: text(masking.blockSelector),
      ignoreSelector: text(masking.ignoreSelector),
      maskAttributes: texts(masking.maskAttributes),
      maskUrlParameters: texts(masking.maskUrlParameters),
    },
    minimumDuration: Math.max(0, Number(options.minimumDurationMilliseconds) || 0),
    blockedUrls: patterns(options.urlBlocklist),
    eventTriggers: texts(options.eventTriggers),
    urlTriggers: patterns(options.urlTriggers),
  };
}

/** Page and host together: inputs stay masked unless both say otherwise. */
export function privacyOf(options: RecorderOptions, decision: Decision): Privacy {
  const unmasked = options.privacy?.maskAllInputs === false && decision.privacy.maskAllInputs === false;
  const base: Privacy = { ...STRICT, maskAllInputs: !unmasked };
  return stricter(stricter(base, { ...decision.privacy, maskAllInputs: !unmasked }), { ...options.privacy, maskAllInputs: !unmasked });
}
