import {readFileSync} from "node:fs";
import {createHandler} from "fluxweir/worker";

const read = (name) => new WebAssembly.Module(readFileSync(new URL(import.meta.resolve(`fluxweir/${name}`))));
const [module, inspector, renderer] = ["fluxweir.wasm", "inspector.wasm", "renderer.wasm"].map(read);
const handler = createHandler({module, inspector, renderer});

Bun.serve({
  hostname: process.env.HOST ?? "127.0.0.1",
  port: Number(process.env.PORT ?? 8000),
  idleTimeout: 255,
  fetch: (request) => handler.fetch(request, process.env),
});
