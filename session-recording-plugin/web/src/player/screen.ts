import { el, icon, textButton } from "./dom";
import type { IconName } from "./icons";
import type { Problem } from "./problem";

/** What the page shows, also readable as the container's data-state. */
export type ViewState = "loading" | "playing" | "paused" | "waiting" | "finished" | "empty" | "failed";

const EMPTY = [
  "Nothing to show",
  "No full picture of the page was received, so what came later cannot be drawn. What is known of the visit stands beside and below.",
] as const;

/** The picture, and what is laid over it: messages, the wheel, what a key just did, the countdown. */
export class Screen {
  readonly element: HTMLElement;
  readonly stage = el("div", "sr-stage");
  private readonly message = el("div", "sr-message");
  private readonly wheel = el("div", "sr-wheel");
  private readonly flashed = el("div", "sr-flash");
  private readonly badge = el("div", "sr-badge", icon("skip"), el("span", "", "Skipping inactivity"));
  private readonly layer = el("div", "sr-layer");
  private readonly shield = el("div", "sr-shield");

  constructor(onClick: () => void, onDoubleClick: () => void) {
    this.message.setAttribute("role", "status");
    this.badge.hidden = this.layer.hidden = true;
    this.wheel.setAttribute("aria-hidden", "true");
    this.shield.addEventListener("click", onClick);
    this.shield.addEventListener("dblclick", onDoubleClick);
    this.element = el("div", "sr-screen", this.stage, this.shield, this.badge, this.flashed, this.wheel, this.message, this.layer);
  }

  show(state: ViewState): void {
    this.wheel.hidden = state !== "loading" && state !== "waiting";
    this.message.hidden = state !== "empty" && state !== "failed";
    if (state === "empty") {
      this.message.replaceChildren(el("strong", "", EMPTY[0]), el("p", "", EMPTY[1]));
    }
  }

  fail(problem: Problem, again: () => void): void {
    this.show("failed");
    const buttons = problem.retry ? [textButton("Try again", again)] : [];
    this.message.replaceChildren(el("strong", "", problem.title), el("p", "", problem.message), ...buttons);
  }

  /** Says for a moment what a key did. */
  flash(name: IconName | null, text: string): void {
    const shown = el("div", "sr-flash-in", ...(name ? [icon(name)] : []), ...(text ? [el("span", "", text)] : []));
    this.flashed.replaceChildren(shown);
  }

  skipping(on: boolean): void {
    this.badge.hidden = !on;
  }

  /** Lays something over the picture, or takes it away. */
  cover(content: HTMLElement | null): void {
    this.layer.hidden = content === null;
    this.layer.replaceChildren(...(content ? [content] : []));
  }
}
