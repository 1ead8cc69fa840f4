// Cloudflare's simulator in this process, around a workerd of its own.
import { readFileSync } from "node:fs";
import { COMPATIBILITY_DATE, bindings, load, workerFolder } from "./javascript.mjs";

export { engines } from "./javascript.mjs";
export const traits = ["renderer", "pinned", "abort", "loopback"];

export async function start(options) {
  const { Miniflare } = load("miniflare");
  const folder = await workerFolder(options);
  const miniflare = new Miniflare({
    host: "127.0.0.1",
    port: 0,
    cf: false,
    compatibilityDate: COMPATIBILITY_DATE,
    bindings: bindings(options),
    modules: [
      { type: "ESModule", path: "worker.js", contents: readFileSync(folder.at("worker.js")) },
      { type: "CompiledWasm", path: "fluxweir.wasm", contents: readFileSync(folder.at("fluxweir.wasm")) },
      { type: "CompiledWasm", path: "renderer.wasm", contents: readFileSync(folder.at("renderer.wasm")) },
    ],
    handleRuntimeStdio: (stdout, stderr) => {
      for (const stream of [stdout, stderr]) stream.on("data", (bytes) => options.log?.(String(bytes)));
    },
  });
  const url = await miniflare.ready;
  const stop = async () => {
    await miniflare.dispose();
    folder.remove();
  };
  return { url: url.origin, stop };
}
