// What the modules weigh and what they ask of their host: node --test tests/wasm/budget_test.mjs, with their paths in
// FLUXWEIR_MODULE and FLUXWEIR_INSPECTOR.
import assert from "node:assert/strict";
import {readFileSync} from "node:fs";
import test from "node:test";
import {brotliCompressSync, constants, gzipSync} from "node:zlib";

const KB = 1024;
const read = (path) => {
  const bytes = readFileSync(path);
  const imports = WebAssembly.Module.imports(new WebAssembly.Module(bytes)).map((one) => one.name);
  return {bytes, imports: imports.sort()};
};
const core = read(process.env.FLUXWEIR_MODULE);
const inspector = read(process.env.FLUXWEIR_INSPECTOR);
// Emscripten's libc tells its host when memory has grown, which WASI's never does.
const isEmscripten = core.imports.includes("emscripten_notify_memory_growth");
const imports = isEmscripten ? ["emscripten_notify_memory_growth", "proc_exit"] : [];
// The gateway's raw size by the WASI build is what the design allows; all else is what has been reached, with little
// to spare.
const budgets = isEmscripten
  ? {"fluxweir.wasm": {raw: 445 * KB, brotli: 161 * KB}, "inspector.wasm": {raw: 240 * KB, brotli: 78 * KB}}
  : {"fluxweir.wasm": {raw: 350 * KB, brotli: 129 * KB}, "inspector.wasm": {raw: 190 * KB, brotli: 60 * KB}};

for (const [name, module] of Object.entries({"fluxweir.wasm": core, "inspector.wasm": inspector})) {
  const {bytes} = module;
  const budget = budgets[name];
  const brotli = brotliCompressSync(bytes, {
    params: {[constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length},
  }).length;
  const gzip = gzipSync(bytes, {level: 9}).length;

  test(`${name} is within its budget`, () => {
    const show = (what, size) => `${what} ${(size / KB).toFixed(1)} KB`;
    console.log([name, show("raw", bytes.length), show("gzip", gzip), show("brotli", brotli)].join(", "));
    assert.ok(bytes.length <= budget.raw, `${show("raw", bytes.length)} of ${budget.raw / KB}`);
    assert.ok(brotli <= budget.brotli, `${show("brotli", brotli)} of ${budget.brotli / KB}`);
  });

  test(`${name} imports what is listed and no more`, () => {
    console.log(`imports: ${module.imports.join(" ") || "none"}`);
    assert.deepEqual(module.imports, imports);
  });
}
