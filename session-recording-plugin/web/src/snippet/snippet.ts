/**
 * What stands in the page itself: a stub that notes calls and loads the recorder beside the page, unless the visitor opted
 * out. The host puts its origin in as a JSON text. Nothing here may throw into the page, and it must stay below 1 KB.
 */
declare const __HOST__: string;

type Stub = unknown[][] & { [method: string]: unknown };

((page, stub: Stub) => {
  let key: string;
  let out: boolean | 0 | undefined | null | string;
  let loading = false;
  const nonce = page.currentScript?.nonce;
  const method = (name: string, work?: (...args: never[]) => void) => {
    stub[name] = (...args: never[]) => {
      try {
        // while opted out nothing is noted, or it would be told later
        (work || !out) && stub.length < 1e3 && stub.push([name, ...args]);
        work?.(...args);
      } catch {}
    };
  };
  const load = () => {
    if (key && !out && !loading) {
      const script = page.createElement("script");
      loading = script.async = true;
      script.nonce = nonce ?? "";
      script.src = __HOST__ + "/static/session-recording/session-recorder.js";
      page.head.appendChild(script);
    }
  };
  const choose = (name: string, choice: string) =>
    method(name, () => {
      out = choice == "out";
      try {
        localStorage.setItem(key, `"${choice}"`);
      } catch {}
      load();
    });
  if (!window.sessionRecorder) {
    (window as { sessionRecorder: unknown }).sessionRecorder = stub;
    for (const name of ["identify", "capture", "startRecording", "stopRecording", "reset"]) {
      method(name);
    }
    method("init", (token: string, options?: { respectDoNotTrack?: boolean }) => {
      key = `sr.${token}.consent`;
      let said;
      try {
        said = localStorage.getItem(key);
      } catch {}
      const browser = navigator as { globalPrivacyControl?: boolean; doNotTrack?: string | null };
      out = said
        ? said == '"out"'
        : options?.respectDoNotTrack !== false && (browser.globalPrivacyControl || /1|yes/.test(browser.doNotTrack ?? ""));
      load();
    });
    choose("optOut", "out");
    choose("optIn", "in");
  }
})(document as Document & { currentScript: HTMLScriptElement | null }, [] as unknown as Stub);
