import { nativeFetch, NativePromise, unheardOf } from "./natives";

const LARGEST = 256 << 10;
const MOST_FILES = 100;
const MOST_BYTES = 1 << 20;

const SVG = "image/svg+xml";
/** Of fonts and pictures that exist in this page alone. */
const OF_BLOBS = /^(font\/|application\/(x-)?font|image\/)/;

/** Whether an address names a file that a replay could not get and that is small enough to take along: SVG of this site, or a blob. */
export function isWanted(url: URL): boolean {
  return url.protocol === "blob:" || (url.origin === location.origin && /\.svg$/i.test(url.pathname));
}

/** An address in full; undefined where it is none. */
export function addressOf(text: string, base: string): URL | undefined {
  try {
    return new URL(text, base);
  } catch {
    return undefined;
  }
}

/** Text as an address of its own. Unlike base64 it compresses with the rest of a recording. */
export function svgAddress(svg: string): string {
  const text = svg.replace(/[\r\n\t]+/g, " ").replace(/[%#"'()<>]/g, (each) => `%${each.charCodeAt(0).toString(16).toUpperCase()}`);
  return `data:${SVG};charset=utf-8,${text}`;
}

/** Small files of the page, each fetched once, mostly from the browser's cache. Gives up where the page's policy lets nothing be fetched. */
export class Files {
  /** What is known by address, without fragment; null: not to be had. */
  private readonly known = new Map<string, string | null>();
  private bytes = 0;
  private open = true;

  /** The file's content as a `data:` address; null where it is not to be had, undefined where it was not asked for yet. */
  find(url: string): string | null | undefined {
    return this.known.get(url);
  }

  /** Calls back once, when {@link find} has an answer. */
  ask(url: string, answered: () => void): void {
    if (!this.open || this.known.size >= MOST_FILES || this.bytes >= MOST_BYTES) {
      this.known.set(url, null);
      return;
    }
    void unheardOf(this.answer(url, answered));
  }

  private async answer(url: string, answered: () => void): Promise<void> {
    const content = await this.fetch(url);
    this.known.set(url, content);
    this.bytes += content?.length ?? 0;
    answered();
  }

  private async fetch(url: string): Promise<string | null> {
    try {
      const answer = await nativeFetch(url, { credentials: "same-origin", cache: "force-cache" });
      const type = answer.headers.get("Content-Type") ?? "";
      const blob = await answer.blob();
      if (!answer.ok || blob.size > LARGEST) {
        return null;
      }
      if (type.startsWith(SVG)) {
        return svgAddress(await blob.text());
      }
      return url.startsWith("blob:") && (OF_BLOBS.test(type) || type === "") ? await Files.address(blob) : null;
    } catch {
      this.open = url.startsWith("blob:") && this.open; // a blob may just have been revoked
      return null;
    }
  }

  private static address(blob: Blob): Promise<string> {
    return new NativePromise((resolve, reject) => {
      const reader = new FileReader();
      reader.onload = () => resolve(reader.result as string);
      reader.onerror = () => reject(new Error("Cannot read a blob"));
      reader.readAsDataURL(blob);
    });
  }
}
