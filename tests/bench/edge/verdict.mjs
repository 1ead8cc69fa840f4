// Which of the builds is the smaller and the faster on each platform.
import {figure, table} from "./measure.mjs";

const merge = (results, engine) => Object.assign({}, ...results.map(({summary}) => summary[engine]));

export function verdict(engines, results) {
  const of = Object.fromEntries(engines.map((engine) => [engine, merge(results, engine)]));
  const cells = (read, unit, scale = 1) => {
    const values = engines.map((engine) => read(of[engine]) / scale);
    const least = Math.min(...values);
    return engines.map((engine, i) => `${figure(values[i], unit)}${values[i] === least ? " *" : ""}`);
  };
  const rows = [
    ["any", "fluxweir.wasm, brotli", ...cells((one) => one.fluxweir_brotli, "KiB", 1024)],
    ["any", "inspector.wasm, brotli", ...cells((one) => one.inspector_brotli, "KiB", 1024)],
    ["any", "renderer.wasm, brotli", ...cells((one) => one.renderer_brotli, "KiB", 1024)],
    ["any", "memory after many requests", ...cells((one) => one.memory, "KiB", 1024)],
  ];
  for (const host of ["node", "deno", "bun", "workerd"]) {
    rows.push([host, "compile to first answer", ...cells((one) => one.first_ms[host], "ms")]);
    const dryRun = (one) => (host === "workerd" ? one.workerd_dry_run_us : one.dry_run_us[host]);
    rows.push([host, "a dry run, warm", ...cells(dryRun, "us")]);
    rows.push([host, "a picture painted", ...cells((one) => one.paint_ms[host], "ms")]);
  }
  return table(["platform", "what", ...engines], rows);
}
