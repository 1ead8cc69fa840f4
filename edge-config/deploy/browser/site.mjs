// Gathers the page into one folder that any static server can serve: node site.mjs BUILD SITE, where BUILD
// holds fluxweir.wasm and renderer.wasm. Run from anywhere; the two folders are seen from the current one.
import {cpSync, mkdirSync, readdirSync} from "node:fs";
import {join} from "node:path";
import {fileURLToPath} from "node:url";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const [build, site] = process.argv.slice(2);
if (!site) throw new Error("usage: node site.mjs BUILD SITE");

mkdirSync(join(site, "fluxweir"), {recursive: true});
const page = join(root, "edge-config/deploy/browser");
for (const name of readdirSync(page))
  if (!/^(README\.md|site\.mjs)$/.test(name)) cpSync(join(page, name), join(site, name));
for (const name of ["core.mjs", "codec.mjs", "frames.mjs", "instance.mjs", "renderer.mjs"])
  cpSync(join(root, "wasm/js", name), join(site, "fluxweir", name));
for (const name of ["fluxweir.wasm", "renderer.wasm"])
  cpSync(join(build, name), join(site, "fluxweir", name));
cpSync(join(root, "edge-config/examples/bfl.json"), join(site, "provider.json"));
