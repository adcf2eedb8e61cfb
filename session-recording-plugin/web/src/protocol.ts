/**
 * What the recording's page (host origin) and the replay page (replay origin) say to each other. Every message carries
 * the token of its frame; both sides check origin, source and token before they look at anything else.
 */

/** From the recording's page to the replay page. */
export type ToReplay =
  /** Some events as one JSON array in UTF-8: parsed on the replay origin only, since recordings are hostile. */
  | { readonly type: "events"; readonly json: ArrayBuffer }
  /** No more events will come. */
  | { readonly type: "end" };

/** From the replay page to the recording's page. */
export type ToPlayer =
  | { readonly type: "ready" }
  /** One "events" message was worked off; its sender may send another. */
  | { readonly type: "taken"; readonly events: number }
  | { readonly type: "state"; readonly state: ReplayState }
  /** Everything came and was handed to the replayer. */
  | { readonly type: "loaded" }
  | { readonly type: "warning"; readonly message: string }
  | { readonly type: "error"; readonly message: string };

/** "empty": all events came and none of them was a full snapshot, so there is nothing to show. */
export type ReplayState = "playing" | "paused" | "waiting" | "finished" | "empty";

export type Sealed<M> = M & { readonly token: string };

/** What the replay page is told in its address, after the "#", which no server sees. */
export interface Invitation {
  readonly parent: string;
  readonly token: string;
  /** Milliseconds from the first event at which to begin, once everything came; null: play from the start at once. */
  readonly startAt: number | null;
}

export function writeInvitation(invitation: Invitation): string {
  const params = new URLSearchParams({ parent: invitation.parent, token: invitation.token });
  if (invitation.startAt !== null) {
    params.set("t", String(invitation.startAt));
  }
  return params.toString();
}

export function readInvitation(hash: string): Invitation {
  const params = new URLSearchParams(hash.replace(/^#/, ""));
  const parent = params.get("parent");
  const token = params.get("token");
  if (!parent || !token || new URL(parent).origin !== parent) {
    throw new Error("Cannot replay: the page was opened without an invitation (open it through a recording's link)");
  }
  const startAt = params.get("t");
  return { parent, token, startAt: startAt === null ? null : Number(startAt) };
}

export function isSealed<M>(data: unknown, token: string): data is Sealed<M> {
  return typeof data === "object" && data !== null && (data as { token?: unknown }).token === token;
}
