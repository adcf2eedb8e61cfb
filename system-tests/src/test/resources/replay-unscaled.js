/* Shows a replayed page in its own size in the upper left corner, with nothing over it, so that it can be compared with the page. */
() => {
  const frame = document.querySelector("iframe");
  for (let around = frame.parentElement; around !== null; around = around.parentElement) {
    around.style.cssText += ";transform:none;position:static;margin:0;padding:0;overflow:visible";
  }
  frame.style.cssText += ";position:fixed;left:0;top:0;z-index:2147483647;border:0";
}
