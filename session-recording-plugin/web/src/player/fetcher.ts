import type { Digest, FromWorker, Piece, ToWorker } from "../worker/messages";
import { networkProblem, problemFrom, type Problem } from "./problem";

/** A chunk as it came. */
export interface Came {
  readonly index: number;
  readonly json: ArrayBuffer | null;
  readonly shift: number;
  readonly digest: Digest | null;
}

/** Why a run stopped before its end. */
export class RunFailed extends Error {
  constructor(
    readonly pieces: number,
    readonly status: number,
    readonly problem: Problem,
  ) {
    super(problem.message);
  }
}

interface Job {
  readonly onPiece: (came: Came) => void;
  readonly resolve: (pieces: number) => void;
  readonly reject: (cause: RunFailed) => void;
}

/** Has runs of chunks fetched, inflated and looked at by a worker, so that the page's thread is free. */
export class Fetcher {
  private readonly worker: Worker;
  private readonly jobs = new Map<number, Job>();
  private last = 0;

  constructor(script: URL) {
    this.worker = new Worker(script);
    this.worker.onmessage = (event: MessageEvent<FromWorker>) => this.hear(event.data);
    this.worker.onerror = () => this.failAll();
  }

  /** Gives the number of pieces that came, from the first on; all of them, or fewer where the host sends no more at once. */
  run(url: string, pieces: readonly Piece[], onPiece: (came: Came) => void, stop?: AbortSignal): Promise<number> {
    const job = ++this.last;
    return new Promise((resolve, reject) => {
      this.jobs.set(job, { onPiece, resolve, reject });
      stop?.addEventListener("abort", () => this.stop(job), { once: true });
      this.post({ type: "run", job, url, pieces });
    });
  }

  private stop(job: number): void {
    const stopped = this.jobs.get(job);
    if (stopped) {
      this.jobs.delete(job);
      this.post({ type: "stop", job });
      stopped.resolve(0);
    }
  }

  private post(message: ToWorker): void {
    this.worker.postMessage(message);
  }

  private hear(message: FromWorker): void {
    const job = this.jobs.get(message.job);
    if (!job) {
      return; // stopped meanwhile
    }
    if (message.type === "piece") {
      job.onPiece(message);
      return;
    }
    this.jobs.delete(message.job);
    if (message.type === "done") {
      job.resolve(message.pieces);
    } else {
      const problem = message.status === 0 ? networkProblem(message.body) : problemFrom(message.status, message.body);
      job.reject(new RunFailed(message.pieces, message.status, problem));
    }
  }

  private failAll(): void {
    const problem = networkProblem("the player's worker stopped");
    this.jobs.forEach((job) => job.reject(new RunFailed(0, 0, problem)));
    this.jobs.clear();
  }
}
