/**
 * What the recording's page (host origin) and the replay page (replay origin) say to each other. Every message carries
 * the token of its frame; both sides check origin, source and token before they look at anything else. Instants are
 * milliseconds since 1970 on the host's clock. A *scene* is one rebuilding of one window from a full snapshot on; messages of a
 * scene that was left meanwhile are ignored on both sides.
 */

/** From the recording's page to the replay page. */
export type ToReplay =
  /** Get a scene ready in the dark and show it, at this instant, once what came before was applied. */
  | { readonly type: "open"; readonly scene: number; readonly at: number; readonly end: number }
  | ({ readonly type: "chunk"; readonly scene: number } & ChunkOnItsWay)
  /** No more chunks will come. */
  | { readonly type: "end"; readonly scene: number }
  /** Forward to an instant, from where the scene is. */
  | { readonly type: "seek"; readonly scene: number; readonly at: number }
  | { readonly type: "play" }
  | { readonly type: "pause" }
  | { readonly type: "pace"; readonly speed: number; readonly skipIdle: boolean };

export interface ChunkOnItsWay {
  /** Events as one JSON array in UTF-8: parsed for showing on the replay origin only, since recordings are hostile. */
  readonly json: ArrayBuffer;
  /** Added to the events' own instants. */
  readonly shift: number;
  /** No event is outside of these. */
  readonly from: number;
  readonly to: number;
  /** Everything before this instant has come. */
  readonly through: number;
}

/** From the replay page to the recording's page. */
export type ToPlayer =
  | { readonly type: "ready" }
  /** A chunk was parsed; some of its events may be of no known type and were left out. */
  | { readonly type: "taken"; readonly scene: number; readonly events: number; readonly unknown: number }
  | ({ readonly type: "time"; readonly scene: number } & Clock)
  /** Plain bytes that wait in a scene, shown or in the dark. */
  | { readonly type: "queued"; readonly scene: number; readonly bytes: number }
  | { readonly type: "state"; readonly scene: number; readonly state: ReplayState }
  /** All chunks came, and their events were handed on. */
  | { readonly type: "loaded"; readonly scene: number }
  /** The scene is what one sees now. */
  | { readonly type: "shown"; readonly scene: number }
  /** Nodes of the recorded page that nest deeper than pages do, are there twice, or hang on nothing. */
  | { readonly type: "left-out"; readonly nodes: number }
  | { readonly type: "warning"; readonly message: string }
  | { readonly type: "error"; readonly message: string };

export interface Clock {
  readonly at: number;
  /** How fast it goes now; more than the speed asked for while nobody did anything; 0 in a pause. */
  readonly rate: number;
}

/** "empty": all events came and none of them was a full snapshot, so there is nothing to show. */
export type ReplayState = "playing" | "paused" | "waiting" | "finished" | "empty";

export type Sealed<M> = M & { readonly token: string };

/** What the replay page is told in its address, after the "#", which no server sees. */
export interface Invitation {
  readonly parent: string;
  readonly token: string;
  /** Path on the replay origin, with a pass, where files of the recorded site may be asked for; null: nowhere. */
  readonly assets: string | null;
}

export function writeInvitation({ parent, token, assets }: Invitation): string {
  return new URLSearchParams({ parent, token, ...(assets === null ? {} : { assets }) }).toString();
}

export function readInvitation(hash: string): Invitation {
  const params = new URLSearchParams(hash.replace(/^#/, ""));
  const parent = params.get("parent");
  const token = params.get("token");
  if (!parent || !token || new URL(parent).origin !== parent) {
    throw new Error("Cannot replay: the page was opened without an invitation (open it through a recording's link)");
  }
  const assets = params.get("assets");
  return { parent, token, assets: assets !== null && /^\/assets\/[\w-]+$/.test(assets) ? assets : null };
}

export function isSealed<M>(data: unknown, token: string): data is Sealed<M> {
  return typeof data === "object" && data !== null && (data as { token?: unknown }).token === token;
}
