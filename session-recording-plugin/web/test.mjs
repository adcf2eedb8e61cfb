// Runs the unit tests: each is bundled for Node, then run by Node's own test runner.
import { execFileSync } from "node:child_process";
import { readdirSync, rmSync } from "node:fs";
import { build } from "esbuild";

const out = "../target/web-tests";
rmSync(out, { recursive: true, force: true });
const entryPoints = readdirSync("test").filter((name) => name.endsWith(".test.ts")).map((name) => `test/${name}`);
await build({ entryPoints, bundle: true, platform: "node", format: "esm", outdir: out, outExtension: { ".js": ".mjs" }, logLevel: "error" });
const tests = readdirSync(out).map((name) => `${out}/${name}`);
execFileSync(process.execPath, ["--test", "--test-reporter=dot", ...tests], { stdio: "inherit" });
