// What the module weighs and what it asks of its host: node --test tests/wasm/budget_test.mjs, with the module's path
// in FLUXWEIR_MODULE.
import assert from "node:assert/strict";
import {readFileSync} from "node:fs";
import test from "node:test";
import {brotliCompressSync, constants, gzipSync} from "node:zlib";

const KB = 1024;
const bytes = readFileSync(process.env.FLUXWEIR_MODULE);
const imports = WebAssembly.Module.imports(new WebAssembly.Module(bytes)).map((one) => one.name);
// Emscripten's libc tells its host when memory has grown, which WASI's never does.
const isEmscripten = imports.includes("emscripten_notify_memory_growth");
// The WASI build's is what the design allows; Emscripten's what has been reached, with little to spare.
const budget = isEmscripten
  ? {raw: 435 * KB, brotli: 155 * KB, imports: ["emscripten_notify_memory_growth", "proc_exit"]}
  : {raw: 350 * KB, brotli: 120 * KB, imports: []};

const brotli = brotliCompressSync(bytes, {
  params: {[constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length},
}).length;
const gzip = gzipSync(bytes, {level: 9}).length;

test("the module is within its budget", () => {
  const show = (name, size) => `${name} ${(size / KB).toFixed(1)} KB`;
  console.log([show("raw", bytes.length), show("gzip", gzip), show("brotli", brotli)].join(", "));
  assert.ok(bytes.length <= budget.raw, `${show("raw", bytes.length)} of ${budget.raw / KB}`);
  assert.ok(brotli <= budget.brotli, `${show("brotli", brotli)} of ${budget.brotli / KB}`);
});

test("the module imports what is listed and no more", () => {
  console.log(`imports: ${imports.join(" ") || "none"}`);
  assert.deepEqual([...imports].sort(), budget.imports);
});
