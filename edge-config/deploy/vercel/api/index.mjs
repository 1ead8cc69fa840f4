import {createHandler} from "fluxweir/worker";
import module from "fluxweir/fluxweir.wasm?module";
import inspector from "fluxweir/inspector.wasm?module";
import renderer from "fluxweir/renderer.wasm?module";

export const config = {runtime: "edge"};

const handler = createHandler({module, inspector, renderer});

export default (request, context) => handler.fetch(request, process.env, context);
