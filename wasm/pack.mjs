// Packs the npm package `fluxweir` into a folder: node pack.mjs MODULES INTO, where MODULES holds fluxweir.wasm,
// inspector.wasm and renderer.wasm. Prints the tarball's path. Run from anywhere; both folders are seen from the current one.
import {execFileSync} from "node:child_process";
import {chmodSync, cpSync, mkdtempSync, rmSync} from "node:fs";
import {tmpdir} from "node:os";
import {join, resolve} from "node:path";
import {fileURLToPath} from "node:url";

const root = fileURLToPath(new URL("../", import.meta.url));
const [modules, into] = process.argv.slice(2);
if (!into) throw new Error("usage: node pack.mjs MODULES INTO");

const folder = mkdtempSync(join(tmpdir(), "fluxweir-pack-"));
try {
  cpSync(join(root, "wasm/js"), folder, {recursive: true});
  cpSync(join(root, "LICENSE"), join(folder, "LICENSE"));
  for (const name of ["fluxweir.wasm", "inspector.wasm", "renderer.wasm"]) {
    cpSync(join(modules, name), join(folder, name));
    chmodSync(join(folder, name), 0o644);
  }
  const args = ["pack", "--silent", "--offline", "--pack-destination", resolve(into)];
  const name = execFileSync("npm", args, {cwd: folder, encoding: "utf8"}).trim();
  console.log(join(into, name));
} finally {
  rmSync(folder, {recursive: true});
}
