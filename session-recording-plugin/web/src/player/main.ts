import { Player, type Place } from "./player";

/** The address of the page may carry a share token, which its requests then need, and a moment to begin at (?t=seconds). */
function start(root: HTMLElement): void {
  const query = new URLSearchParams(location.search);
  const share = query.get("share");
  const seconds = Number(query.get("t") ?? NaN);
  const place: Place = {
    chunks: required(root, "chunks"),
    replayOrigin: required(root, "replayOrigin"),
    replayPath: required(root, "replayPath"),
    assets: root.dataset["assets"] ?? null,
    list: share === null ? (root.dataset["list"] ?? null) : null,
    share,
    startAt: Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : null,
  };
  void new Player(root, place).open();
}

function required(root: HTMLElement, name: string): string {
  const value = root.dataset[name];
  if (value === undefined) {
    throw new Error(`Cannot start the player: its container lacks data-${name}`);
  }
  return value;
}

document.querySelectorAll<HTMLElement>("[data-session-recording-player]").forEach(start);
