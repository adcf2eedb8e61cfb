"use strict";
// Watches for what arrives from a project's clients, from when the page was drawn.
(() => {
  const list = document.querySelector("[data-arrivals]");
  const since = Date.parse(list.dataset.now);
  const EVERY = 2000;

  const ago = (from, to) => {
    const seconds = Math.max(0, Math.round((Date.parse(to) - Date.parse(from)) / 1000));
    const [unit, size] = [["day", 86400], ["hour", 3600], ["minute", 60]].find(([, size]) => seconds >= size) ?? ["second", 1];
    return new Intl.RelativeTimeFormat("en").format(-Math.floor(seconds / size), unit);
  };

  const show = (seen) => {
    const items = [...list.children];
    for (const item of items) {
      const at = seen[item.dataset.what + "_at"];
      if (at !== null && Date.parse(at) >= since) {
        item.classList.add("there");
        item.textContent = item.dataset.there + ".";
      } else if (at !== null && !item.classList.contains("there")) {
        item.textContent = `${item.dataset.there} ${ago(at, seen.now)}; waiting for the next …`;
      }
    }
    return items.every((item) => item.classList.contains("there"));
  };

  const look = async () => {
    let all = false;
    try {
      const answer = await fetch(list.dataset.arrivals);
      all = answer.ok && show(await answer.json());
    } catch {
      // the host does not answer; asked again
    }
    if (!all) {
      setTimeout(look, EVERY);
    }
  };
  look();
})();
