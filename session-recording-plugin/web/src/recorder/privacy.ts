/** What of a page is recorded. The host's settings and the page's own options add up: the stricter of both holds. */
export interface Privacy {
  readonly maskAllInputs: boolean;
  readonly maskTextSelector: string;
  readonly blockSelector: string;
  readonly ignoreSelector: string;
  /** Names of attributes whose values are masked. */
  readonly maskAttributes: readonly string[];
  /** Names of URL parameters whose values are masked. */
  readonly maskUrlParameters: readonly string[];
}

export const STRICT: Privacy = {
  maskAllInputs: true,
  maskTextSelector: "",
  blockSelector: "",
  ignoreSelector: "",
  maskAttributes: [],
  maskUrlParameters: [],
};

/** What pages mark by themselves; posthog-js's classes mean the same. */
const BLOCKED = ".sr-block, .ph-no-capture, [data-sr-block]";
const MASKED = ".sr-mask, .ph-mask, [data-sr-mask]";
const IGNORED = ".sr-ignore, .ph-ignore-input, [data-sr-ignore]";
/** Where people type without an input. */
const EDITED = '[contenteditable]:not([contenteditable="false" i])';

/** Selectors as they are used: those of the settings and those that always hold. */
export interface Selectors {
  readonly blocked: string;
  readonly masked: string;
  readonly ignored: string;
}

/** Throws where a selector of the settings cannot be understood, since what it should hide would be recorded. */
export function selectorsOf(privacy: Privacy): Selectors {
  for (const selector of [privacy.blockSelector, privacy.maskTextSelector, privacy.ignoreSelector]) {
    if (selector.trim() !== "") {
      document.createDocumentFragment().querySelector(selector);
    }
  }
  return {
    blocked: either(privacy.blockSelector, BLOCKED),
    masked: either(either(privacy.maskTextSelector, MASKED), privacy.maskAllInputs ? EDITED : ""),
    ignored: either(privacy.ignoreSelector, IGNORED),
  };
}

function either(one: string, other: string): string {
  return [one, other].filter((selector) => selector.trim() !== "").join(", ");
}

export function stricter(one: Privacy, other: Partial<Privacy>): Privacy {
  return {
    maskAllInputs: one.maskAllInputs || other.maskAllInputs === true,
    maskTextSelector: either(one.maskTextSelector, other.maskTextSelector ?? ""),
    blockSelector: either(one.blockSelector, other.blockSelector ?? ""),
    ignoreSelector: either(one.ignoreSelector, other.ignoreSelector ?? ""),
    maskAttributes: [...new Set([...one.maskAttributes, ...(other.maskAttributes ?? [])])],
    maskUrlParameters: [...new Set([...one.maskUrlParameters, ...(other.maskUrlParameters ?? [])])],
  };
}

const CARD = /^(cc-|section-.* cc-)|\bcc-(number|csc|exp|exp-month|exp-year|name|given-name|family-name|type)\b/i;
const CARD_NAME = /card.?(number|no\b|cvc|cvv|csc)|\b(cvc|cvv|csc|ccnum|cc-?number|cardnumber)\b|iban/i;

/** Fields whose content is never recorded, whatever the settings. */
export function isSecret(element: Element): boolean {
  const type = element.getAttribute("type")?.toLowerCase() ?? "";
  const autocomplete = element.getAttribute("autocomplete") ?? "";
  return (
    type === "password" ||
    element.hasAttribute("data-rr-is-password") || // it was one, before the page showed it as text
    /password|one-time-code/i.test(autocomplete) ||
    CARD.test(autocomplete) ||
    CARD_NAME.test(`${element.getAttribute("name") ?? ""} ${element.id} ${element.getAttribute("aria-label") ?? ""}`)
  );
}

/** Inputs that hold what the page wrote on them, not what the visitor typed. */
const LABELLED: ReadonlySet<string> = new Set(["button", "submit", "reset", "image", "checkbox", "radio"]);
/** Inputs whose value nobody sees. */
const UNSEEN: ReadonlySet<string> = new Set(["hidden", "file"]);

function typeOf(element: Element): string {
  return element.localName === "input" ? (element.getAttribute("type") ?? "text").toLowerCase() : "";
}

/** Whether an element's value is what the page wrote on it. */
export function isLabel(element: Element): boolean {
  return LABELLED.has(typeOf(element));
}

/** The text of an input as it is recorded. Masked text keeps only that something is there, never its length beyond 16. */
export function maskInput(privacy: Privacy, text: string, element: Element, secret = isSecret(element)): string {
  if (secret || UNSEEN.has(typeOf(element))) {
    return "";
  }
  return privacy.maskAllInputs && !isLabel(element) ? "*".repeat(Math.min(text.length, 16)) : text;
}

export function maskText(text: string): string {
  return text.replace(/\S/g, "*");
}

/** Parameters that hold secrets wherever they are called so. */
const ALWAYS = [
  "access_token",
  "api_key",
  "apikey",
  "auth_token",
  "client_secret",
  "id_token",
  "jwt",
  "otp",
  "passwd",
  "password",
  "pwd",
  "refresh_token",
  "secret",
  "session_token",
  "token",
];
/** A parameter in a query or a fragment like one; in an address within an address, escaped. */
const PARAMETER = /([?&#;]|%3F|%26)((?:[^=&#;?%\s]|%(?!3D|26|3F))+)(=|%3D)((?:(?!%26)[^&#;\s"'<>)])*)/gi;

/** A text with the values of some parameters masked, in each address that it holds. */
export function maskUrl(text: string, parameters: readonly string[]): string {
  if (!/[?&#;]|%3F/i.test(text)) {
    return text;
  }
  const names = new Set([...ALWAYS, ...parameters].map((name) => name.toLowerCase()));
  return maskValues(text, names);
}

function maskValues(text: string, names: ReadonlySet<string>): string {
  return text.replace(PARAMETER, (_, before: string, name: string, equals: string, value: string) => {
    let plain = name;
    try {
      plain = decodeURIComponent(name);
    } catch {
      // not well formed: compared as it stands
    }
    return before + name + equals + (names.has(plain.toLowerCase()) ? "masked" : maskValues(value, names));
  });
}
