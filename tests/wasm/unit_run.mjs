// The core's unit tests as WASM, in two engines: node tests/wasm/unit_run.mjs core_test.wasm [native core_test]. Wasmtime
// comes inside wizer, which runs a module's start before it would keep a snapshot; that one is thrown away.
import assert from "node:assert/strict";
import {spawnSync} from "node:child_process";
import {devNull} from "node:os";
import {fileURLToPath} from "node:url";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const [file, native] = process.argv.slice(2);
const wizer = [
  here("../tools/node_modules/@bytecodealliance/wizer/wizer.js"),
  ...["--allow-wasi", "--wasm-bulk-memory", "true", "--wasm-reference-types", "true"],
  ...["--mapdir", `/fluxweir::${here("../..")}`, "--init-func", "_start", file, "-o", devNull],
];
const engines = [
  {name: "Node", command: process.execPath, args: ["--no-warnings", here("run_wasi.mjs"), file]},
  {name: "Wasmtime", command: process.execPath, args: wizer},
];
if (native) engines.push({name: "native", command: native, args: []});

const counts = engines.map(({name, command, args}) => {
  const run = spawnSync(command, args, {encoding: "utf8", timeout: 300_000, maxBuffer: 1 << 26});
  const cases = /test cases:\s*(\d+) \|\s*(\d+) passed \|\s*(\d+) failed/.exec(run.stdout);
  const checks = /assertions:\s*(\d+)/.exec(run.stdout);
  if (run.status !== 0 || !cases || cases[3] !== "0") {
    console.error(run.stdout.slice(-4000), run.stderr.slice(-4000), run.error ?? "");
    throw new Error(`${name}: exit ${run.status ?? run.signal}`);
  }
  console.log(`${name}: ${cases[2]} test cases passed, ${checks?.[1]} assertions`);
  return Number(cases[2]);
});
for (const count of counts) assert.equal(count, counts[0], "the engines ran different numbers of cases");
