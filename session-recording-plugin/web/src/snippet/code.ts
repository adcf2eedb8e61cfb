/** Puts together what stands in a site's pages. */

export interface Choices {
  readonly capturePageviews: boolean;
  readonly respectDoNotTrack: boolean;
  readonly canvas: boolean;
  readonly mask: boolean;
  readonly nonce: boolean;
}

export interface Place {
  readonly host: string;
  readonly token: string;
}

/** Whatever it holds, it ends no script. */
function json(value: unknown): string {
  return JSON.stringify(value).replaceAll("<", "\\u003c");
}

/** Only what differs from the default. */
export function optionsOf(choices: Choices): object {
  return {
    ...(choices.capturePageviews ? { capturePageviews: true } : {}),
    ...(choices.respectDoNotTrack ? {} : { respectDoNotTrack: false }),
    ...(choices.canvas ? { canvasFps: 2 } : {}),
    ...(choices.mask ? { privacy: { maskTextSelector: ".private" } } : {}),
  };
}

/** The host's own recorder, of the template that the build left. */
export function own(template: string, { host, token }: Place, choices: Choices): string {
  const filled = template
    .replaceAll("__HOST__", () => json(host))
    .replaceAll("__TOKEN__", () => json(token))
    .replaceAll("__OPTIONS__", () => json(optionsOf(choices)))
    .trim();
  return choices.nonce ? filled.replace("<script>", '<script nonce="PUT THE NONCE OF EACH ANSWER HERE">') : filled;
}

function posthogOptions({ host }: Place, choices: Choices): object {
  return {
    api_host: host,
    capture_pageview: choices.capturePageviews,
    respect_dnt: choices.respectDoNotTrack,
    ...(choices.mask ? { session_recording: { maskTextSelector: ".private" } } : {}),
  };
}

export function script(place: Place, choices: Choices): string {
  const nonce = choices.nonce ? ' nonce="PUT THE NONCE OF EACH ANSWER HERE"' : "";
  return [
    `<script src="${place.host.replaceAll("&", "&amp;").replaceAll('"', "&quot;")}/static/array.js"${nonce}></script>`,
    `<script${nonce}>posthog.init(${json(place.token)}, ${json(posthogOptions(place, choices))});</script>`,
  ].join("\n");
}

export function module(place: Place, choices: Choices): string {
  return [
    "// npm install posthog-js",
    'import posthog from "posthog-js";',
    "",
    `posthog.init(${json(place.token)}, ${json(posthogOptions(place, choices))});`,
  ].join("\n");
}
