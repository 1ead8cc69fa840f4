// Types of "fluxweir/worker".
import type {GatewayOptions, RequestContext} from "./index.js";

export interface Handler {
  /** `env` is read when it is first seen; it is an environment: settings, secrets and bindings by name. */
  fetch(request: Request, env?: object, ctx?: RequestContext): Promise<Response>;
}

/** What an environment says of the gateway (FLUXWEIR_SETTINGS, FLUXWEIR_BOUNDS and the others). */
export function optionsOf(env: object): Omit<GatewayOptions, "module">;

/**
 * A handler that reads its settings from the environment. `module`, `renderer` and `inspector` are
 * fluxweir.wasm, renderer.wasm and inspector.wasm, compiled; other options of a Gateway go before what the
 * environment says. With FLUXWEIR_BOUNDS=workers-free the inspector is not used.
 */
export function createHandler(
  options: {module: WebAssembly.Module; renderer?: WebAssembly.Module; inspector?: WebAssembly.Module} & Partial<
    Omit<GatewayOptions, "module" | "renderer" | "inspector">
  >,
): Handler;
