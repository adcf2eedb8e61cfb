import { module, own, script, type Choices } from "./code";

/** The page on which somebody takes the code: shows it as the choices are, and copies it. */
const root = document.querySelector<HTMLElement>("[data-host][data-token]");
const options = root?.querySelector<HTMLElement>("[data-options]");

function chosen(name: string): boolean {
  return options?.querySelector<HTMLInputElement>(`input[name="${name}"]`)?.checked === true;
}

function choices(): Choices {
  return {
    capturePageviews: chosen("capturePageviews"),
    respectDoNotTrack: chosen("respectDoNotTrack"),
    canvas: chosen("canvas"),
    mask: chosen("mask"),
    nonce: chosen("nonce"),
  };
}

function field(name: string): HTMLElement | null | undefined {
  return root?.querySelector<HTMLElement>(`[data-code="${name}"]`);
}

function show(name: string, text: string): void {
  field(name)?.replaceChildren(text);
}

/** Pages without https have no clipboard; there the code is selected and copied as by hand. */
async function copy(name: string): Promise<boolean> {
  const code = field(name);
  if (code === null || code === undefined) {
    return false;
  }
  if (navigator.clipboard !== undefined) {
    try {
      await navigator.clipboard.writeText(code.textContent ?? "");
      return true;
    } catch {
      // not allowed to; the other way is left
    }
  }
  getSelection()?.selectAllChildren(code);
  return document.execCommand("copy");
}

async function start(page: HTMLElement): Promise<void> {
  const place = { host: page.dataset.host ?? "", token: page.dataset.token ?? "" };
  const answer = await fetch(new URL("snippet.txt", import.meta.url));
  const template = answer.ok ? await answer.text() : undefined;
  const draw = () => {
    show("own", template === undefined ? "The host does not give the snippet (reload the page)." : own(template, place, choices()));
    show("script", script(place, choices()));
    show("module", module(place, choices()));
  };
  options?.addEventListener("change", draw);
  for (const button of page.querySelectorAll<HTMLButtonElement>("[data-copy]")) {
    button.addEventListener("click", async () => {
      const done = await copy(button.dataset.copy ?? "");
      button.textContent = done ? "Copied" : "Press Ctrl-C";
    });
  }
  draw();
}

if (root !== null) {
  void start(root);
}
