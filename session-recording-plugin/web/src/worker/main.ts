import { Reader } from "./digest";
import type { FromWorker, Piece, ToWorker } from "./messages";
import { PieceCutter } from "./pieces";

const jobs = new Map<number, AbortController>();
const reader = new Reader();
const worker = self as unknown as {
  postMessage(message: FromWorker, transfer?: Transferable[]): void;
  onmessage: ((event: MessageEvent<ToWorker>) => void) | null;
};

worker.onmessage = ({ data: message }) => {
  if (message.type === "stop") {
    jobs.get(message.job)?.abort();
  } else {
    const stop = new AbortController();
    jobs.set(message.job, stop);
    void run(message.job, message.url, message.pieces, stop.signal).finally(() => jobs.delete(message.job));
  }
};

/** Fetches a run of chunks, inflates it as it arrives and hands on chunk by chunk. */
async function run(job: number, url: string, pieces: readonly Piece[], stop: AbortSignal): Promise<void> {
  const cutter = new PieceCutter(pieces, (piece, json) => hand(job, piece, json));
  try {
    const response = await fetch(url, { credentials: "same-origin", signal: stop });
    if (!response.ok || !response.body) {
      const body = (await response.text()).slice(0, 10_000);
      worker.postMessage({ type: "failed", job, pieces: 0, status: response.status, body });
      return;
    }
    const stored = pieces.length > 1 ? response.body : response.body.pipeThrough(ending());
    const plain = stored.pipeThrough(new DecompressionStream("deflate-raw") as TransformStream<Uint8Array, Uint8Array>).getReader();
    for (let read = await plain.read(); !read.done && cutter.done < pieces.length; read = await plain.read()) {
      cutter.push(read.value);
    }
    worker.postMessage({ type: "done", job, pieces: cutter.done });
  } catch (e) {
    if (!stop.aborted) {
      worker.postMessage({ type: "failed", job, pieces: cutter.done, status: 0, body: e instanceof Error ? e.message : String(e) });
    }
  }
}

/** A stored chunk stops at a byte, and goes on with the next one; this ends it. */
function ending(): TransformStream<Uint8Array, Uint8Array> {
  return new TransformStream({ flush: (controller) => controller.enqueue(new Uint8Array([3, 0])) });
}

function hand(job: number, piece: Piece, json: Uint8Array<ArrayBuffer>): void {
  const { digest, shift } = piece.wanted || piece.digest ? reader.read(new TextDecoder().decode(json), piece) : { digest: null, shift: 0 };
  const events = piece.wanted ? json.buffer : null;
  const transfer: Transferable[] = [...(events ? [events] : []), ...(digest ? [digest.steps.buffer] : [])];
  worker.postMessage({ type: "piece", job, index: piece.index, json: events, shift, digest }, transfer);
}
