// What the page does by itself, with the functions it found: none of it may fail because somebody records it.
const failed = (what) => document.documentElement.setAttribute("data-failures", (document.documentElement.getAttribute("data-failures") ?? "") + what + "; ");
addEventListener("error", (event) => failed("error: " + event.message));
addEventListener("unhandledrejection", (event) => failed("rejection: " + event.reason));
// that a policy allows no worker can only be found out by asking for one
addEventListener("securitypolicyviolation", (event) => event.effectiveDirective === "worker-src" || failed("policy: " + event.effectiveDirective));
const frame = requestAnimationFrame.bind(window);
addEventListener("DOMContentLoaded", () => {
  const button = document.querySelector("#count");
  button.addEventListener("click", () => { button.textContent = Number(button.textContent) + 1; });
});

/** Adds so many paragraphs at once. */
function build(nodes) {
  const all = document.createDocumentFragment();
  for (let i = 0; i < nodes; i++) {
    const paragraph = document.createElement("p");
    paragraph.textContent = "node-" + i + ".";
    all.append(paragraph);
  }
  document.querySelector("#place").append(all);
}

/** Changes the page so often, in so many frames; says when it is done. */
function flood(changes, frames, done) {
  const targets = document.querySelectorAll("#place p");
  let left = frames;
  const go = () => {
    for (let i = 0; i < changes / frames; i++) targets[(left * 100 + i) % targets.length].setAttribute("data-flood", left + "-" + i);
    if (--left > 0) frame(go);
    else done("flooded");
  };
  frame(go);
}

/** A canvas that may not be read any more. */
function taint(source, done) {
  const canvas = document.createElement("canvas");
  const image = new Image();
  image.onload = () => {
    canvas.getContext("2d").drawImage(image, 0, 0, 50, 50);
    document.querySelector("#place").append(canvas);
    try { canvas.toDataURL(); done("readable"); } catch { done("tainted"); }
  };
  image.src = source;
}
