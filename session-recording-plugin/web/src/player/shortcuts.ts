import { el, iconButton, textButton } from "./dom";

/** What keys do; the sheet shows them in this order. */
export interface Shortcut {
  readonly keys: readonly string[];
  readonly does: string;
  /** Empty: shown on the sheet beside another one. */
  act(key: string): void;
}

const SHOWN: Readonly<Record<string, string>> = {
  " ": "space",
  ArrowLeft: "←",
  ArrowRight: "→",
  ArrowUp: "↑",
  ArrowDown: "↓",
  Home: "home",
  End: "end",
};

/** Listens to the keyboard wherever nobody types, and shows what it understands. */
export class Shortcuts {
  private readonly sheet: HTMLDialogElement;
  private readonly byKey = new Map<string, Shortcut>();

  constructor(place: HTMLElement, shortcuts: readonly Shortcut[]) {
    shortcuts.forEach((shortcut) => shortcut.keys.forEach((key) => this.byKey.set(key, shortcut)));
    this.sheet = this.makeSheet(shortcuts);
    place.append(this.sheet);
    document.addEventListener("keydown", (event) => this.hear(event));
  }

  toggleSheet(): void {
    if (this.sheet.open) {
      this.sheet.close();
    } else {
      this.sheet.showModal();
    }
  }

  private hear(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || isTyping(event)) {
      return;
    }
    if (event.key === "?") {
      event.preventDefault();
      this.toggleSheet();
      return;
    }
    const shortcut = this.byKey.get(event.key.length === 1 ? event.key.toLowerCase() : event.key);
    if (shortcut && !this.sheet.open) {
      event.preventDefault();
      shortcut.act(event.key.toLowerCase());
    }
  }

  private makeSheet(shortcuts: readonly Shortcut[]): HTMLDialogElement {
    const rows = shortcuts.flatMap(({ keys, does }) => [el("dt", "", ...keycaps(keys)), el("dd", "", does)]);
    const sheet = el("dialog", "sr-sheet");
    sheet.setAttribute("aria-label", "Keyboard shortcuts");
    const close = iconButton("close", "Close", () => sheet.close());
    sheet.append(el("header", "", el("h2", "", "Keyboard shortcuts"), close), el("dl", "", ...rows), el("footer", "", textButton("Done", () => sheet.close())));
    sheet.addEventListener("click", (event) => event.target === sheet && sheet.close());
    return sheet;
  }
}

function keycaps(keys: readonly string[]): Node[] {
  const caps = keys.length === 10 ? ["0", "…", "9"] : keys.map((key) => SHOWN[key] ?? key);
  return caps.map((cap) => (cap === "…" ? document.createTextNode(" … ") : el("kbd", "", cap)));
}

/** Keys that mean something where the focus is are left alone. */
function isTyping(event: KeyboardEvent): boolean {
  const target = event.target;
  if (!(target instanceof HTMLElement)) {
    return false;
  }
  if (target.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName)) {
    return true;
  }
  const pressed = event.key === " " || event.key === "Enter";
  return pressed && target.matches("button, a, summary, [role=option]");
}
