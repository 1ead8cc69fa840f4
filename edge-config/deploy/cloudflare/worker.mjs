import {createHandler} from "fluxweir/worker";
import module from "fluxweir/fluxweir.wasm";
import inspector from "fluxweir/inspector.wasm";
import renderer from "fluxweir/renderer.wasm";

export default createHandler({module, inspector, renderer});
