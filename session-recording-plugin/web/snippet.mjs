// The snippet as the host fills it: __HOST__, __TOKEN__ and __OPTIONS__ are put in as JSON whose < is written as \\u003c.
import { build } from "esbuild";

export async function snippet() {
  const result = await build({
    entryPoints: ["src/snippet/snippet.ts"],
    minify: true,
    bundle: true,
    write: false,
    format: "iife",
    target: "es2018", // wherever it stands it must be understood, if only to load nothing
    logLevel: "error",
  });
  return `<script>\n${result.outputFiles[0].text.trim()}\nsessionRecorder.init(__TOKEN__,__OPTIONS__);\n</script>\n`;
}
