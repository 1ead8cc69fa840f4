// "fluxweir/fluxweir.wasm", "fluxweir/renderer.wasm" and "fluxweir/inspector.wasm" as Workers import them:
// compiled modules. Where an import means something else, compile the file that `import.meta.resolve` names.
declare const module: WebAssembly.Module;
export default module;
