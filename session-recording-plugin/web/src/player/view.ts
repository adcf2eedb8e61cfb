import type { Problem } from "./problem";
import type { RecordedWindow } from "./windows";

/** What the page shows, also readable as the container's data-state. */
export type ViewState = "loading" | "playing" | "paused" | "waiting" | "finished" | "empty" | "failed";

const MESSAGES: Partial<Record<ViewState, [string, string]>> = {
  loading: ["Loading the recording", "It plays as soon as its first page is here."],
  empty: [
    "Nothing to play in this window",
    "It holds no full picture of the page: its beginning was never received, so what came later cannot be shown.",
  ],
};

/** Draws the player's surroundings: the message over the stage, the window switch, the status line. */
export class View {
  readonly stage: HTMLElement;
  private readonly message: HTMLElement;
  private readonly status: HTMLElement;
  private readonly windows: HTMLSelectElement;
  private errors = 0;
  private warnings = 0;
  private events = 0;

  constructor(private readonly root: HTMLElement) {
    this.stage = element("div", "sr-stage");
    this.message = element("div", "sr-message");
    this.message.setAttribute("role", "status");
    this.status = element("span", "sr-status");
    this.windows = document.createElement("select");
    this.windows.className = "sr-windows";
    this.windows.hidden = true;
    this.windows.setAttribute("aria-label", "Window of the recorded session");
    const bar = element("div", "sr-bar");
    bar.append(this.windows, this.status);
    const screen = element("div", "sr-screen");
    screen.append(this.stage, this.message);
    root.replaceChildren(screen, bar);
    this.count();
  }

  /** Forgets what was counted and waits for another window or attempt. */
  restart(): void {
    this.errors = this.warnings = this.events = 0;
    delete this.root.dataset["loaded"];
    this.count();
    this.show("loading");
  }

  show(state: ViewState): void {
    this.root.dataset["state"] = state;
    const text = MESSAGES[state];
    this.message.hidden = text === undefined;
    this.message.replaceChildren(...(text ? [heading(text[0]), paragraph(text[1])] : []));
  }

  /** Says what went wrong: over the stage where nothing plays yet, else in the status line beside what plays. */
  fail(problem: Problem, retry: () => void): void {
    this.root.dataset["problem"] = problem.kind;
    const again = problem.retry ? [button("Try again", retry)] : [];
    if (this.events > 0) {
      this.status.replaceChildren(`${problem.title}. ${problem.message} `, ...again);
      this.root.dataset["errors"] = String(++this.errors);
      return;
    }
    this.show("failed");
    this.message.hidden = false;
    this.message.replaceChildren(heading(problem.title), paragraph(problem.message), ...again);
  }

  /** Offers the windows where there is a choice. */
  offer(windows: readonly RecordedWindow[], chosen: RecordedWindow, choose: (window: RecordedWindow) => void): void {
    this.windows.hidden = windows.length < 2;
    this.windows.replaceChildren(...windows.map((window, i) => option(window, i, window.id === chosen.id)));
    this.windows.onchange = () => {
      const window = windows[this.windows.selectedIndex];
      if (window) {
        choose(window);
      }
    };
  }

  addEvents(events: number): void {
    this.events += events;
    this.count();
  }

  addWarning(message: string): void {
    this.root.dataset["lastWarning"] = message;
    this.warnings++;
    this.count();
  }

  addError(message: string): void {
    this.root.dataset["lastError"] = message;
    this.errors++;
    this.count();
  }

  /** All snapshots are with the replay page. */
  loaded(): void {
    this.root.dataset["loaded"] = "true";
    this.count();
  }

  private count(): void {
    this.root.dataset["events"] = String(this.events);
    this.root.dataset["errors"] = String(this.errors);
    this.root.dataset["warnings"] = String(this.warnings);
    const all = this.root.dataset["loaded"] === "true";
    const problems = this.errors > 0 ? `, ${this.errors} could not be shown` : "";
    const text = this.events === 0 ? "" : `${this.events} snapshots${all ? "" : " so far, loading"}${problems}`;
    this.status.replaceChildren(text);
  }
}

function option(window: RecordedWindow, index: number, selected: boolean): HTMLOptionElement {
  const seconds = Math.round((window.end - window.start) / 1000);
  const length = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  const label = `Window ${index + 1} (${length}, ${window.snapshots} snapshots)`;
  return new Option(label, window.id, selected, selected);
}

function element(tag: "div" | "span", className: string): HTMLElement {
  const made = document.createElement(tag);
  made.className = className;
  return made;
}

function heading(text: string): HTMLElement {
  const made = document.createElement("strong");
  made.textContent = text;
  return made;
}

function paragraph(text: string): HTMLElement {
  const made = document.createElement("p");
  made.textContent = text;
  return made;
}

function button(text: string, click: () => void): HTMLElement {
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = text;
  made.onclick = click;
  return made;
}
