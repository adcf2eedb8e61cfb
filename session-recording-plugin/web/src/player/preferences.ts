import { SPEEDS } from "./controls";

/** What each person likes, wherever they log in. */
export interface Preferences {
  readonly speed: number;
  readonly skip_idle: boolean;
  readonly autoplay: boolean;
  readonly panel: boolean;
}

const ADDRESS = "/api/preferences/session-recording.player";
const KEY = "session-recording.player";
const SAVE_AFTER = 400;
const DEFAULTS: Preferences = { speed: 1, skip_idle: true, autoplay: false, panel: true };

/** Kept by the host for who is logged in, by the browser for who watches what was shared. */
export class PreferenceStore {
  current = DEFAULTS;
  /** What was changed on this page, perhaps before what was kept is here. */
  private changed: Partial<Preferences> = {};
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly csrf = document.querySelector<HTMLMetaElement>("meta[name=csrf-token]")?.content ?? "";

  constructor() {
    window.addEventListener("pagehide", () => this.timer !== undefined && this.save());
  }

  /** What was kept; the defaults where nothing was, or it cannot be read. */
  async load(): Promise<Preferences> {
    try {
      const kept = valid(this.csrf ? await this.fromHost() : (JSON.parse(localStorage.getItem(KEY) ?? "{}") as unknown));
      this.current = { ...kept, ...this.changed };
    } catch (e) {
      console.warn("Cannot read the player's preferences:", e);
    }
    return this.current;
  }

  private async fromHost(): Promise<unknown> {
    const response = await fetch(ADDRESS, { credentials: "same-origin" });
    return response.ok ? ((await response.json()) as unknown) : {};
  }

  /** Kept a moment later, and at the latest when the page is left. */
  change(changed: Partial<Preferences>): void {
    this.changed = { ...this.changed, ...changed };
    this.current = { ...this.current, ...changed };
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), SAVE_AFTER);
  }

  private save(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    const body = JSON.stringify(this.current);
    if (!this.csrf) {
      localStorage.setItem(KEY, body);
      return;
    }
    const headers = { "Content-Type": "application/json", "X-CSRF-Token": this.csrf };
    fetch(ADDRESS, { method: "PUT", credentials: "same-origin", keepalive: true, headers, body })
      .then((response) => response.ok || console.warn("Cannot keep the player's preferences: the host answered", response.status))
      .catch((e: unknown) => console.warn("Cannot keep the player's preferences:", e));
  }
}

export function valid(value: unknown): Preferences {
  const given = (typeof value === "object" && value !== null ? value : {}) as Record<string, unknown>;
  const flag = (name: "skip_idle" | "autoplay" | "panel") => (typeof given[name] === "boolean" ? given[name] : DEFAULTS[name]);
  return {
    speed: SPEEDS.find((speed) => speed === given["speed"]) ?? DEFAULTS.speed,
    skip_idle: flag("skip_idle"),
    autoplay: flag("autoplay"),
    panel: flag("panel"),
  };
}
