// Watches our player from within its page: when it shows something, and how long its tasks are.
(() => {
  window.tasks = [];
  new PerformanceObserver((list) => list.getEntries().forEach(({ duration }) => window.tasks.push(duration))).observe({ entryTypes: ["longtask"] });
  if (window !== window.top) return;
  const painted = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now()))));
  const root = () => document.querySelector("[data-session-recording-player]");
  const once = (holds, begun) =>
    new Promise((done) => {
      const observer = new MutationObserver(() => {
        if (root() && holds(root().dataset)) {
          observer.disconnect();
          painted().then(done);
        }
      });
      observer.observe(document, { subtree: true, childList: true, attributes: true });
      begun?.();
    });
  window.first = once(({ state }) => state === "playing");
  window.seek = async (millis) => {
    const begin = performance.now();
    const key = () => document.dispatchEvent(new KeyboardEvent("keydown", { key: "9", bubbles: true }));
    return (await once(({ state, at }) => state === "playing" && Number(at) >= millis, key)) - begin;
  };
})();
