// Builds what the browser gets, into the folder named by the first argument:
//   player.js, player.css   the recording's page (host origin), and the worker that fetches and inflates for it
//   replay.html, replay.csp the replay page (replay origin): one file, its script named by hash in its policy
//   snippet.txt             what a site's owner puts into its pages; __HOST__, __TOKEN__ and __OPTIONS__ stand for JSON
//   snippet-page.js         the page on which they take it
//   session-recorder.d.ts   the types of what the recorder offers to a page
//   export.html             a recording in one file: what is put at its mark plays without any host
//   session-recorder.js     the plugin's own recorder, and its engine (rrweb), which is cached for ever by the hash in its name
//   array.js, recorder.js … posthog-js's own files, byte for byte, for clients that ask for them under /static
//   files.properties        etag and length of each, so that nothing is hashed at run time
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { snippet } from "./snippet.mjs";

const RECORDERS = ["array.js", "recorder.js", "recorder-v2.js", "lazy-recorder.js"];
const out = process.argv[2] ?? "../target/classes/org/sessionrecording/plugin/player/files";
const files = new Map();

async function bundle(entry, format, define = {}) {
  const result = await build({
    entryPoints: [entry],
    bundle: true,
    minify: true,
    write: false,
    format,
    define,
    target: "es2022",
    legalComments: "none", // licences are in licences.txt
    logLevel: "error",
  });
  return Buffer.from(result.outputFiles[0].contents).toString("utf8");
}

async function replayPage() {
  const script = await bundle("src/replay/main.ts", "iife");
  if (/<\/script|<!--/i.test(script)) {
    throw new Error("Cannot inline the replay script: it holds a closing tag (escape it)");
  }
  const hash = createHash("sha256").update(script).digest("base64");
  const style = readFileSync("node_modules/@rrweb/replay/dist/style.min.css", "utf8").replace(/\/\*#.*\*\//, "");
  const page = readFileSync("src/replay/replay.html", "utf8")
    .replace("/*STYLE*/", () => style + readFileSync("src/replay/replay.css", "utf8"))
    .replace("/*SCRIPT*/", () => script);
  const policy = [
    "default-src 'none'",
    `script-src 'sha256-${hash}'`,
    "style-src 'unsafe-inline'", // and no hash beside it: a hash would switch it off
    "img-src data: blob:",
    "font-src data:",
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
  files.set("replay.html", page).set("replay.csp", policy);
}

/** A file that plays offline what is put in place of its mark; its policy, in itself, lets it reach nothing. */
async function exportPage() {
  const script = await bundle("src/export/main.ts", "iife");
  if (/<\/script|<!--/i.test(script)) {
    throw new Error("Cannot inline the export's script: it holds a closing tag (escape it)");
  }
  const hash = createHash("sha256").update(script).digest("base64");
  const policy = `default-src 'none'; script-src 'sha256-${hash}'; style-src 'unsafe-inline'; img-src data: blob:; font-src data:; base-uri 'none'; form-action 'none'`;
  const style = readFileSync("node_modules/@rrweb/replay/dist/style.min.css", "utf8").replace(/\/\*#.*\*\//, "");
  const page = readFileSync("src/export/export.html", "utf8")
    .replace("/*POLICY*/", () => policy)
    .replace("/*STYLE*/", () => style + readFileSync("src/replay/replay.css", "utf8") + readFileSync("src/export/export.css", "utf8"))
    .replace("/*SCRIPT*/", () => script);
  files.set("export.html", page).set("export.csp", policy);
}

function licences() {
  const posthog = readFileSync("node_modules/posthog-js/LICENSE", "utf8");
  return readFileSync("licences.txt", "utf8").replace("/*POSTHOG*/", () => posthog.trim());
}

async function recorder() {
  const engine = await bundle("src/recorder/engine.ts", "iife");
  const name = `session-recorder-engine-${createHash("sha256").update(engine).digest("hex").slice(0, 16)}.js`;
  files.set(name, engine);
  files.set("session-recorder.js", await bundle("src/recorder/main.ts", "iife", { ENGINE_FILE: JSON.stringify(name) }));
}

await replayPage();
await exportPage();
await recorder();
files.set("snippet.txt", await snippet());
files.set("snippet-page.js", await bundle("src/snippet/page.ts", "esm"));
files.set("session-recorder.d.ts", readFileSync("src/recorder/session-recorder.d.ts", "utf8"));
files.set("player.js", await bundle("src/player/main.ts", "esm"));
files.set("heavy-parts.js", await bundle("src/player/heavy-parts.ts", "esm"));
files.set("player-worker.js", await bundle("src/worker/main.ts", "iife"));
files.set("player.css", readFileSync("src/player/player.css", "utf8"));
files.set("licences.txt", licences());
for (const name of RECORDERS) {
  files.set(name, readFileSync(join("node_modules/posthog-js/dist", name)));
}

rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
const lines = [];
for (const [name, content] of [...files].sort(([a], [b]) => (a < b ? -1 : 1))) {
  const bytes = Buffer.from(content);
  writeFileSync(join(out, name), bytes);
  lines.push(`${name}=${createHash("sha256").update(bytes).digest("hex").slice(0, 32)} ${bytes.length}`);
}
writeFileSync(join(out, "files.properties"), lines.join("\n") + "\n");
