// Makes the wasi:http component of its module: node wasm/component.mjs MODULE COMPONENT. Needs jco, which
// lies in tests/tools.
import {readFileSync, writeFileSync} from "node:fs";
import {createRequire} from "node:module";
import {fileURLToPath, pathToFileURL} from "node:url";

const beside = (path) => fileURLToPath(new URL(path, import.meta.url));
const require = createRequire(beside("../tests/tools/package.json"));

const jco = await import(pathToFileURL(require.resolve("@bytecodealliance/jco")));

export async function makeComponent(module) {
  const embedded = await jco.componentEmbed({
    binary: module,
    witSource: readFileSync(beside("wit/http.wit"), "utf8"),
    world: "http",
    stringEncoding: "utf8",
  });
  return jco.componentNew(embedded, []);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [from, to] = process.argv.slice(2);
  if (!to) {
    console.error("usage: node wasm/component.mjs MODULE COMPONENT");
    process.exit(2);
  }
  writeFileSync(to, await makeComponent(readFileSync(from)));
}
