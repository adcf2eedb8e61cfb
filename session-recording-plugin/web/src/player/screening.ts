import { Batcher } from "./batches";
import { networkProblem, Problem, problemOf } from "./problem";
import { DocumentSplitter } from "./splitter";
import type { Stage } from "./stage";
import { readChunks, WindowCursor, type ChunkEntry } from "./windows";

/** Fetches the list of a recording's chunks. */
export async function fetchChunks(url: string): Promise<ChunkEntry[]> {
  const response = await answerTo(url, {});
  return readChunks(await response.json().catch((e: unknown) => Promise.reject(networkProblem(e))));
}

/** Streams the snapshots of one window onto a stage; ends when all are there, or with a {@link Problem}. */
export async function screen(url: string, chunks: ChunkEntry[], window: string, stage: Stage, stop: AbortSignal) {
  const response = await answerTo(url, { signal: stop });
  const reader = response.body?.getReader();
  if (!reader) {
    throw networkProblem("the answer is empty");
  }
  const cursor = new WindowCursor(chunks);
  const batcher = new Batcher();
  const full: Promise<void>[] = [];
  const splitter = new DocumentSplitter((json) => {
    const batch = cursor.next() === window ? batcher.add(json) : null;
    if (batch) {
      full.push(stage.play(batch));
    }
  });
  for (;;) {
    const { done, value } = await reader.read().catch((e: unknown) => Promise.reject(networkProblem(e)));
    if (stop.aborted || done) {
      break;
    }
    splitter.push(value);
    await Promise.all(full.splice(0)); // the server waits while the stage is busy
  }
  if (!stop.aborted) {
    const rest = batcher.flush();
    if (rest) {
      await stage.play(rest);
    }
    splitter.finish();
    await stage.end();
  }
}

async function answerTo(url: string, init: RequestInit): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(url, { credentials: "same-origin", ...init });
  } catch (e) {
    throw networkProblem(e);
  }
  if (!response.ok) {
    throw await problemOf(response);
  }
  return response;
}

export function asProblem(e: unknown): Problem {
  return e instanceof Problem ? e : networkProblem(e);
}
