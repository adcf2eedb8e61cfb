import type { Record } from "./engine";
import { ENGINE } from "./engine-name";
import { NativePromise } from "./natives";

/** The engine's file beside this script's, put in by the build. */
declare const ENGINE_FILE: string;

const PATH = "/static/session-recording/";

/** Loads rrweb beside the page, once; undefined where that is not possible. */
export class EngineLoader {
  private loading: Promise<Record | undefined> | undefined;

  constructor(
    private readonly host: string,
    private readonly nonce: string,
  ) {}

  load(): Promise<Record | undefined> {
    const loaded = () => (window as unknown as { [name: string]: Record | undefined })[ENGINE];
    this.loading ??= new NativePromise((resolve) => {
      if (loaded() !== undefined) {
        resolve(loaded());
        return;
      }
      const script = document.createElement("script");
      script.src = this.host + PATH + ENGINE_FILE;
      script.async = true;
      script.nonce = this.nonce;
      script.onload = () => resolve(loaded());
      script.onerror = () => resolve(undefined);
      (document.head ?? document.documentElement).appendChild(script);
    });
    return this.loading;
  }
}
