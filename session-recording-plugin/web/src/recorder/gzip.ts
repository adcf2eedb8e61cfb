import { gzipSync, strToU8 } from "fflate";
import { NativePromise, setTimer } from "./natives";

/** What the worker runs: it gets {id, text} and answers {id, bytes}. */
const WORKER = `onmessage=async e=>{const{id,text}=e.data;try{const s=new Blob([text]).stream().pipeThrough(new CompressionStream("gzip"));
const b=await new Response(s).arrayBuffer();postMessage({id,bytes:b},[b])}catch(x){postMessage({id})}}`;

/** A worker that does not answer for so long never will. */
const PATIENCE = 10_000;

interface Answer {
  readonly id: number;
  readonly bytes?: ArrayBuffer;
}

/**
 * Compresses off the page's thread where the browser and the page's policy allow a worker, else with the browser's own
 * stream, else in script.
 */
export class Gzip {
  private worker: Worker | null | undefined;
  private readonly waiting = new Map<number, (bytes: Uint8Array | undefined) => void>();
  private last = 0;

  async compress(text: string): Promise<Uint8Array> {
    return (await this.inWorker(text)) ?? (await Gzip.byStream(text)) ?? this.compressNow(text);
  }

  /** On the page's thread, at once: for when the page is about to go. */
  compressNow(text: string): Uint8Array {
    return gzipSync(strToU8(text), { level: 4 });
  }

  private inWorker(text: string): Promise<Uint8Array | undefined> {
    const worker = this.started();
    if (worker === null) {
      return NativePromise.resolve(undefined);
    }
    const id = ++this.last;
    return new NativePromise((resolve) => {
      this.waiting.set(id, resolve);
      setTimer(() => this.waiting.has(id) && this.close(), PATIENCE);
      worker.postMessage({ id, text });
    });
  }

  private started(): Worker | null {
    if (this.worker === undefined) {
      this.worker = this.start();
    }
    return this.worker;
  }

  private start(): Worker | null {
    if (typeof Worker === "undefined" || typeof CompressionStream === "undefined") {
      return null;
    }
    try {
      const worker = new Worker(URL.createObjectURL(new Blob([WORKER], { type: "text/javascript" })));
      worker.onmessage = (message: MessageEvent<Answer>) => this.answered(message.data);
      // a policy without worker-src blob: lets it be made and then fails
      worker.onerror = () => this.close();
      return worker;
    } catch {
      return null;
    }
  }

  private answered(answer: Answer): void {
    const resolve = this.waiting.get(answer.id);
    this.waiting.delete(answer.id);
    resolve?.(answer.bytes === undefined ? undefined : new Uint8Array(answer.bytes));
  }

  /** From now on, and for what waits, without a worker. */
  close(): void {
    this.worker?.terminate();
    this.worker = null;
    for (const resolve of this.waiting.values()) {
      resolve(undefined);
    }
    this.waiting.clear();
  }

  private static async byStream(text: string): Promise<Uint8Array | undefined> {
    try {
      const stream = new Blob([text]).stream().pipeThrough(new CompressionStream("gzip"));
      return new Uint8Array(await new Response(stream).arrayBuffer());
    } catch {
      return undefined;
    }
  }
}
