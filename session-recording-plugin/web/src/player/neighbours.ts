import { answerTo } from "./source";

/** Another recording of the list one came from. */
export interface Neighbour {
  readonly link: string;
  readonly person: string;
}

export interface Neighbours {
  readonly previous: Neighbour | null;
  readonly next: Neighbour | null;
}

const NONE: Neighbours = { previous: null, next: null };
const KEY = "session-recording.list";
const PAGE = 100;
const PAGES = 5;

interface Listed {
  readonly path: string;
  readonly distinct_id: string;
}

/** The filters of the list one came from, as its address said; null where one came from elsewhere. */
export function listContext(referrer: string): string | null {
  const from = referrer === "" ? null : new URL(referrer);
  const ours = from !== null && from.origin === location.origin;
  if (ours && from.pathname === "/recordings") {
    sessionStorage.setItem(KEY, from.search);
  } else if (!ours && performance.getEntriesByType("navigation").some((entry) => (entry as PerformanceNavigationTiming).type === "navigate")) {
    sessionStorage.removeItem(KEY);
  }
  return sessionStorage.getItem(KEY);
}

/** Looks the recording up in its list, to find what stands before and after it. */
export async function findNeighbours(list: string, context: string, path: string): Promise<Neighbours> {
  const query = new URLSearchParams(context);
  query.delete("project");
  const project = /\/projects\/(\d+)\//.exec(list)?.[1] ?? null;
  query.set("limit", String(PAGE));
  let previous: Listed | null = null;
  let found = false;
  for (let page = 0; page < PAGES; page++) {
    const response = await answerTo(`${list}?${query.toString()}`);
    const { results, next } = (await response.json()) as { results: Listed[]; next: string | null };
    for (const listed of results) {
      if (found) {
        return { previous: neighbour(previous, project), next: neighbour(listed, project) };
      }
      found = listed.path === path;
      previous = found ? previous : listed;
    }
    if (next === null) {
      break;
    }
    query.set("cursor", next);
  }
  return found ? { previous: neighbour(previous, project), next: null } : NONE;
}

function neighbour(listed: Listed | null, project: string | null): Neighbour | null {
  return listed && { link: listed.path + (project === null ? "" : `?project=${project}`), person: listed.distinct_id };
}
