/** Longer addresses are not asked for. */
const LONGEST = 4096;
const WEB = /^https?:\/\//i;
/** url(…) of an address of the web: quoted in either way, or bare; with escapes. */
const IN_CSS = /url\(\s*(?:"(https?:[^"\\]*(?:\\[^][^"\\]*)*)"|'(https?:[^'\\]*(?:\\[^][^'\\]*)*)'|(https?:[^\s"'()\\]*(?:\\[^][^\s"'()\\]*)*))\s*\)/gi;
const IMPORTED = /(@import\s+)(?:"(https?:[^"\\]*)"|'(https?:[^'\\]*)')/gi;

/**
 * Addresses of the recorded site become addresses of the replay origin, which fetches for this page without telling the site who
 * watches; all others stay as they are, and the page's policy lets none of them through.
 */
export class Assets {
  /** @param path with a pass, on the replay origin */
  constructor(private readonly path: string) {}

  url(address: string): string {
    const [whole, fragment] = address.trim().split("#", 2) as [string, string | undefined];
    if (!WEB.test(whole) || whole.length > LONGEST) {
      return address;
    }
    return `${this.path}?url=${encodeURIComponent(wellFormed(whole))}${fragment === undefined ? "" : `#${fragment}`}`;
  }

  css(text: string): string {
    return text
      .replace(IN_CSS, (_, double?: string, single?: string, bare?: string) => `url("${this.url(unescaped(double ?? single ?? bare ?? ""))}")`)
      .replace(IMPORTED, (_, rule: string, double?: string, single?: string) => `${rule}"${this.url(double ?? single ?? "")}"`);
  }

  /** Candidates with commas between; a comma within an address is part of it unless it ends there. */
  srcset(text: string): string {
    const candidates: string[] = [];
    let rest = text.replace(/^[\s,]+/, "");
    while (rest !== "") {
      const address = /^\S+/.exec(rest)?.[0] ?? "";
      const bare = address.replace(/,+$/, "");
      rest = rest.slice(address.length);
      const descriptors = bare.length < address.length ? "" : (/^[^,]*/.exec(rest)?.[0] ?? "");
      rest = rest.slice(descriptors.length).replace(/^[\s,]+/, "");
      candidates.push(`${this.url(bare)}${descriptors.trimEnd()}`);
    }
    return candidates.join(", ");
  }
}

/** Half of a pair of surrogates cannot be encoded. */
function wellFormed(text: string): string {
  return text.replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, "\ufffd");
}

function unescaped(css: string): string {
  return css.replace(/\\(?:([0-9a-f]{1,6})\s?|\r?\n|([^]))/gi, (_, hex?: string, plain?: string) =>
    hex === undefined ? (plain ?? "") : codePoint(Number.parseInt(hex, 16)),
  );
}

function codePoint(code: number): string {
  return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : "\ufffd";
}
