// The wasi:http component, served by jco: one instance, one request at a time.
import {join} from "node:path";
import {NODE, bindings} from "./javascript.mjs";
import {ROOT, module, serve} from "./process.mjs";

export const engines = ["wasi"];
// A host of WASI 0.2 does not tell of clients that leave before their answer.
export const traits = ["renderer", "pinned", "loopback", "fetches_urls", "decodes"];

export const start = (options) =>
  serve(NODE, [join(ROOT, "tests/wasm/serve_component.mjs"), module(options.engine, "fluxweir-http.component")], {
    env: bindings(options),
    log: options.log,
  });
