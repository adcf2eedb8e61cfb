// Installs the packages of the folder it is run in, unless they are those of its package-lock.json already.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";

const MARK = "node_modules/.installed";
const wanted = createHash("sha256").update(readFileSync("package-lock.json")).digest("hex");
if (!existsSync(MARK) || readFileSync(MARK, "utf8") !== wanted) {
  const npm = process.platform === "win32" ? "npm.cmd" : "npm";
  execFileSync(npm, ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], { stdio: "inherit" });
  writeFileSync(MARK, wanted);
}
