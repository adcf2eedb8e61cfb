// Runs the unit tests: each is bundled for Node, then run by Node's own test runner.
import { execFileSync } from "node:child_process";
import { readdirSync, rmSync, writeFileSync } from "node:fs";
import { build } from "esbuild";
import { snippet } from "./snippet.mjs";

const out = "../target/web-tests";
rmSync(out, { recursive: true, force: true });
const entryPoints = readdirSync("test").filter((name) => name.endsWith(".test.ts")).map((name) => `test/${name}`);
await build({ entryPoints, bundle: true, platform: "node", format: "esm", outdir: out, outExtension: { ".js": ".mjs" }, logLevel: "error" });
writeFileSync(`${out}/snippet.txt`, await snippet());
const tests = readdirSync(out).filter((name) => name.endsWith(".mjs")).map((name) => `${out}/${name}`);
execFileSync(process.execPath, ["--test", "--test-reporter=dot", ...tests], { stdio: "inherit" });
