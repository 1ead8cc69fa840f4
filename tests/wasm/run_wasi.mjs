// Runs a WASI command in Node: node tests/wasm/run_wasi.mjs FILE.wasm [argument]... The source tree is at /fluxweir, to
// be read.
import {readFileSync} from "node:fs";
import {fileURLToPath} from "node:url";
import {WASI} from "node:wasi";

const [file, ...args] = process.argv.slice(2);
const wasi = new WASI({
  version: "preview1",
  args: ["core_test", ...args],
  preopens: {"/fluxweir": fileURLToPath(new URL("../..", import.meta.url))},
  returnOnExit: true,
});
const module = await WebAssembly.compile(readFileSync(file));
const instance = await WebAssembly.instantiate(module, wasi.getImportObject());
process.exitCode = wasi.start(instance);
