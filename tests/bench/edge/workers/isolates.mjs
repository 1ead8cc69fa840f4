// A fresh isolate for each number that is asked for, with the gateway in it.
import worker from "./gateway.js";
import module from "./fluxweir.wasm";
import inspector from "./inspector.wasm";
import renderer from "./renderer.wasm";

export default {
  async fetch(request, env) {
    const url = new URL(request.url);
    const [, number, ...path] = url.pathname.split("/");
    const code = () => ({
      compatibilityDate: "2026-04-01",
      mainModule: "gateway.js",
      modules: {
        "gateway.js": new TextDecoder().decode(worker),
        "fluxweir.wasm": {wasm: module},
        "inspector.wasm": {wasm: inspector},
        "renderer.wasm": {wasm: renderer},
      },
      env: {FLUXWEIR_LOOPBACK: "1"},
    });
    const isolate = env.LOADER.get(number, code);
    return isolate
      .getEntrypoint()
      .fetch(new Request(`http://127.0.0.1/${path.join("/")}${url.search}`, request));
  },
};
