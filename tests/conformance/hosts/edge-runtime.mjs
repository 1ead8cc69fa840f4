// Vercel's edge runtime in this process: a script in a sandbox that compiles the
// modules' bytes itself: a module of this realm is none of the sandbox's.
import {readFileSync} from "node:fs";
import {bindings, load, traits as javascript, workerFolder} from "./javascript.mjs";

export {engines} from "./javascript.mjs";
// Its server does not tell a handler that the client has left.
export const traits = javascript.filter((trait) => trait !== "abort");

const entry = (path) => `import { createHandler } from ${JSON.stringify(path)};
const handler = createHandler({
  module: new WebAssembly.Module(FLUXWEIR_MODULE),
  inspector: new WebAssembly.Module(FLUXWEIR_INSPECTOR),
  renderer: new WebAssembly.Module(FLUXWEIR_RENDERER),
});
addEventListener("fetch", (event) => {
  const context = { waitUntil: (work) => event.waitUntil(work) };
  event.respondWith(handler.fetch(event.request, FLUXWEIR_ENV, context));
});
`;

// What the sandbox prints would stand between the lines of the run.
function consoleTo(log) {
  const print = (...words) => log?.(`${words.join(" ")}\n`);
  return {log: print, info: print, warn: print, error: print, debug: print};
}

export async function start(options) {
  const {EdgeRuntime, runServer} = load("edge-runtime");
  const folder = await workerFolder(options, {entry, format: "iife"});
  const runtime = new EdgeRuntime({
    initialCode: readFileSync(folder.at("worker.js"), "utf8"),
    extend: (context) =>
      Object.assign(context, {
        FLUXWEIR_MODULE: readFileSync(folder.at("fluxweir.wasm")),
        FLUXWEIR_INSPECTOR: readFileSync(folder.at("inspector.wasm")),
        FLUXWEIR_RENDERER: readFileSync(folder.at("renderer.wasm")),
        FLUXWEIR_ENV: bindings(options),
      }),
  });
  runtime.context.console = consoleTo(options.log);
  const server = await runServer({runtime, host: "127.0.0.1", port: 0});
  const stop = async () => {
    await server.close();
    folder.remove();
  };
  return {url: server.url.replace("localhost", "127.0.0.1").replace(/\/$/, ""), stop};
}
