import { ICONS, type IconName } from "./icons";

const SVG = "http://www.w3.org/2000/svg";

/** An element with a class and children; texts become text, whatever is in them. */
export function el<K extends keyof HTMLElementTagNameMap>(tag: K, className = "", ...children: (Node | string)[]): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  if (className) {
    made.className = className;
  }
  made.append(...children);
  return made;
}

/** One of the player's own drawings. */
export function icon(name: IconName): SVGSVGElement {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("class", "sr-icon");
  for (const [kind, d] of ICONS[name]) {
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("d", d);
    path.setAttribute("class", kind);
    svg.append(path);
  }
  return svg;
}

/** A button that shows a drawing and says in words what it does. */
export function iconButton(name: IconName, label: string, click: () => void, className = ""): HTMLButtonElement {
  const button = el("button", `sr-button ${className}`.trim(), icon(name));
  button.type = "button";
  say(button, label);
  button.addEventListener("click", click);
  return button;
}

/** What assistive technology and the tooltip say. */
export function say(element: HTMLElement, label: string): void {
  element.setAttribute("aria-label", label);
  element.title = label;
}

export function swap(button: HTMLElement, name: IconName, label: string): void {
  button.replaceChildren(icon(name));
  say(button, label);
}

export function textButton(label: string, click: () => void): HTMLButtonElement {
  const button = el("button", "sr-text-button", label);
  button.type = "button";
  button.addEventListener("click", click);
  return button;
}
