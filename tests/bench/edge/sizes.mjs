// What the modules weigh, as files and as they travel.
import {readFileSync} from "node:fs";
import {constants, brotliCompressSync, gzipSync} from "node:zlib";
import {modulePath} from "./places.mjs";

const kib = (bytes) => `${(bytes / 1024).toFixed(1)} KiB`;
const brotli = (bytes, quality) =>
  brotliCompressSync(bytes, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: quality,
      [constants.BROTLI_PARAM_LGWIN]: 24,
      [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
    },
  });

export async function sizes({engines, brief}) {
  const quality = brief ? 5 : 11; // the best takes seconds
  const rows = [];
  const summary = {};
  for (const name of ["fluxweir", "inspector", "renderer"]) {
    for (const engine of engines) {
      const bytes = readFileSync(modulePath(engine, name));
      const module = new WebAssembly.Module(bytes);
      const imports = WebAssembly.Module.imports(module).map((one) => one.name);
      const [small, smallest] = [gzipSync(bytes, {level: 9}).length, brotli(bytes, quality).length];
      (summary[engine] ??= {})[`${name}_brotli`] = smallest;
      rows.push([
        `${name}.wasm`,
        engine,
        kib(bytes.length),
        kib(small),
        kib(smallest),
        imports.join(", ") || "none",
      ]);
    }
  }
  return {
    title: "Sizes",
    head: ["module", "engine", "raw", "gzip -9", `brotli ${quality}`, "imports"],
    rows,
    summary,
  };
}
