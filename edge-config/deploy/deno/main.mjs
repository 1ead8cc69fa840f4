import {createHandler} from "fluxweir/worker";

const read = (name) => new WebAssembly.Module(Deno.readFileSync(new URL(import.meta.resolve(`fluxweir/${name}`))));
const [module, inspector, renderer] = ["fluxweir.wasm", "inspector.wasm", "renderer.wasm"].map(read);
const handler = createHandler({module, inspector, renderer});
const env = Deno.env.toObject();

Deno.serve({hostname: env.HOST ?? "127.0.0.1", port: Number(env.PORT ?? 8000)}, (request) => handler.fetch(request, env));
