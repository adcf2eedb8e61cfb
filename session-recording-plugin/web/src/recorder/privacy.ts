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

/** The text of an input as it is recorded. Masked text keeps only that something is there, never its length beyond 16. */
export function maskInput(privacy: Privacy, text: string, element: Element): string {
  if (isSecret(element)) {
    return "";
  }
  return privacy.maskAllInputs ? "*".repeat(Math.min(text.length, 16)) : text;
}

export function maskText(text: string): string {
  return text.replace(/\S/g, "*");
}

/** An address with the values of some parameters masked, in its query and in a query-like fragment. */
export function maskUrl(address: string, parameters: readonly string[]): string {
  if (parameters.length === 0 || !/[?#]/.test(address)) {
    return address;
  }
  const names = new Set(parameters.map((name) => name.toLowerCase()));
  return address.replace(/([?&#;])([^=&#;?]+)=([^&#;]*)/g, (whole, before: string, name: string) => {
    let plain = name;
    try {
      plain = decodeURIComponent(name);
    } catch {
      // not well formed: compared as it stands
    }
    return names.has(plain.toLowerCase()) ? `${before}${name}=masked` : (whole as string);
  });
}

interface Node {
  attributes?: { [name: string]: unknown };
  childNodes?: Node[];
}

const ADDRESSES = ["href", "src", "action", "formaction", "poster", "data", "xlink:href"];

/** Masks attributes and addresses of recorded nodes, in place. Costs nothing where neither is asked for. */
export class Scrubber {
  constructor(private readonly privacy: Privacy) {}

  private get idle(): boolean {
    return this.privacy.maskAttributes.length === 0 && this.privacy.maskUrlParameters.length === 0;
  }

  /** @param event an rrweb event */
  scrub(event: { type: number; data: unknown }): void {
    if (this.idle || typeof event.data !== "object" || event.data === null) {
      return;
    }
    const data = event.data as { href?: unknown; node?: Node; adds?: { node?: Node }[]; attributes?: Node[] };
    if (event.type === 4 && typeof data.href === "string") {
      data.href = maskUrl(data.href, this.privacy.maskUrlParameters);
    }
    this.tree(data.node);
    data.adds?.forEach((add) => this.tree(add.node));
    data.attributes?.forEach((change) => this.attributes(change));
  }

  private tree(root: Node | undefined): void {
    const open: (Node | undefined)[] = [root];
    for (let node = open.pop(); node !== undefined; node = open.pop()) {
      this.attributes(node);
      open.push(...(node.childNodes ?? []));
    }
  }

  private attributes(node: Node): void {
    const attributes = node.attributes;
    if (attributes === undefined) {
      return;
    }
    for (const name of this.privacy.maskAttributes) {
      if (typeof attributes[name] === "string") {
        attributes[name] = maskText(attributes[name] as string);
      }
    }
    for (const name of ADDRESSES) {
      if (typeof attributes[name] === "string") {
        attributes[name] = maskUrl(attributes[name] as string, this.privacy.maskUrlParameters);
      }
    }
  }
}
