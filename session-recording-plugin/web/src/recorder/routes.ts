import { unheard } from "./natives";

/** Calls back with each page that is shown: now, and whenever the page's script changes the address. */
export function watchRoutes(shown: (url: string) => void): () => void {
  let last = "";
  const look = unheard(() => {
    if (location.href !== last) {
      last = location.href;
      shown(last);
    }
  });
  const restore: (() => void)[] = [];
  for (const name of ["pushState", "replaceState"] as const) {
    const original = history[name];
    const watched = function (this: History, ...args: Parameters<History["pushState"]>) {
      original.apply(this, args);
      look();
    };
    history[name] = watched;
    restore.push(() => {
      if (history[name] === watched) {
        history[name] = original; // else somebody watches in turn, and calls what was here
      }
    });
  }
  window.addEventListener("popstate", look);
  window.addEventListener("hashchange", look);
  look();
  return () => {
    restore.forEach((undo) => undo());
    window.removeEventListener("popstate", look);
    window.removeEventListener("hashchange", look);
  };
}
