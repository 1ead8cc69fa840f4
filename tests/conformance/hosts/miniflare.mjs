// Cloudflare's simulator in this process, around a workerd of its own.
import {readFileSync} from "node:fs";
import {COMPATIBILITY_DATE, bindings, load, traits as javascript, workerFolder} from "./javascript.mjs";

export {engines} from "./javascript.mjs";
// Of clients that leave early some never come through to the worker.
export const traits = javascript.filter((trait) => trait !== "abort");

export async function start(options) {
  const {Miniflare} = load("miniflare");
  const folder = await workerFolder(options);
  const moduleOf = (type, name) => ({type, contents: readFileSync(folder.at(name))});
  const config = {
    name: "fluxweir",
    compatibilityDate: COMPATIBILITY_DATE,
    env: Object.fromEntries(
      Object.entries(bindings(options)).map(([name, value]) => [name, {type: "text", value}]),
    ),
    manifest: {
      mainModule: "worker.js",
      modules: {
        "worker.js": {
          ...moduleOf("esm", "worker.js"),
          contents: readFileSync(folder.at("worker.js"), "utf8"),
        },
        "fluxweir.wasm": moduleOf("wasm", "fluxweir.wasm"),
        "inspector.wasm": moduleOf("wasm", "inspector.wasm"),
        "renderer.wasm": moduleOf("wasm", "renderer.wasm"),
      },
    },
  };
  const miniflare = new Miniflare({host: "127.0.0.1", port: 0, cf: false, workers: [{config}]});
  const url = await miniflare.ready;
  const stop = async () => {
    await miniflare.dispose();
    folder.remove();
  };
  return {url: url.origin, stop};
}
