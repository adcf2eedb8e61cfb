/*
 * Shows a frame in its own size in the upper left corner, with nothing over it or around it, so that it can be compared with
 * the page. By a style sheet too, where that is allowed: the player sizes what it shows anew.
 */
(frame) => {
  const plain = { transform: "none", position: "static", overflow: "visible", contain: "none", filter: "none", "container-type": "normal", margin: "0", padding: "0", border: "0" };
  const corner = { position: "fixed", left: "0", top: "0", transform: "none", margin: "0", border: "0", "z-index": "2147483647" };
  const show = (element, styles, mark) => {
    element.setAttribute(mark, "");
    for (const [name, value] of Object.entries(styles)) element.style.setProperty(name, value, "important");
  };
  for (let around = frame.parentElement; around !== null; around = around.parentElement) show(around, plain, "data-plain");
  show(frame, corner, "data-corner");
  const rule = (mark, styles) => `[${mark}] { ${Object.entries(styles).map(([name, value]) => `${name}: ${value} !important`).join("; ")} }`;
  const sheet = document.createElement("style");
  sheet.textContent = rule("data-plain", plain) + rule("data-corner", corner);
  document.head.append(sheet);
}
