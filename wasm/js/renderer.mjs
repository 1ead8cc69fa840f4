// The painter as a WebAssembly module: a call to "renderer:paint" in, an answer out (wasm/renderer.h). One
// instance is used again and again; it is dropped when it trapped and when its memory has grown large.
const ABI_VERSION = 1;
const HEAD = 12;
const decoder = new TextDecoder();
const OUT_OF_MEMORY = new TextEncoder().encode('{"error":"out of memory"}');

export class Renderer {
  #module;
  #keep;
  #exports;

  // `module` is a WebAssembly.Module of renderer.wasm. An instance whose memory is larger than `keep` bytes
  // after a picture makes room for a new one: memory never shrinks by itself.
  constructor(module, {keep = 128 << 20} = {}) {
    this.#module = module;
    this.#keep = keep;
  }

  // Bytes of memory that are held now.
  get memory() {
    return this.#exports?.memory.buffer.byteLength ?? 0;
  }

  // `body` is the JSON of the call, `reference` a JPEG or PNG picture: both Uint8Array. Gives
  // {status, contentType, bytes}; takes 0.5 to 1 s for 4 megapixels and never throws for what it is given.
  paint(body, reference = new Uint8Array(0)) {
    const exports = (this.#exports ??= this.#instance());
    try {
      const answer = this.#call(exports, body, reference);
      if (this.memory > this.#keep) this.#exports = undefined;
      return answer;
    } catch (error) {
      this.#exports = undefined;
      if (!(error instanceof WebAssembly.RuntimeError)) throw error;
      return {status: 500, contentType: "application/json", bytes: OUT_OF_MEMORY};
    }
  }

  #call(exports, body, reference) {
    const start = exports.alloc(body.length + reference.length || 1);
    if (start === 0) throw new WebAssembly.RuntimeError("no memory for the call");
    const lent = new Uint8Array(exports.memory.buffer);
    lent.set(body, start);
    lent.set(reference, start + body.length);
    const length = exports.paint(start, body.length, start + body.length, reference.length) >>> 0;
    exports.free(start);
    const head = new DataView(exports.memory.buffer, exports.last_ptr() >>> 0, length);
    const type = head.getUint32(4, true);
    const size = head.getUint32(8, true);
    const at = head.byteOffset + HEAD;
    return {
      status: head.getUint32(0, true),
      contentType: decoder.decode(new Uint8Array(exports.memory.buffer, at, type)),
      bytes: new Uint8Array(exports.memory.buffer, at + type, size).slice(),
    };
  }

  // What it imports is there for its end, and a trap here; Emscripten's build also tells that its memory has
  // grown.
  #instance() {
    const imports = {};
    for (const {module: room, name} of WebAssembly.Module.imports(this.#module)) {
      imports[room] ??= {};
      imports[room][name] = () => {
        if (name === "emscripten_notify_memory_growth") return;
        throw new WebAssembly.RuntimeError(`the renderer asked for ${name}`);
      };
    }
    const {exports} = new WebAssembly.Instance(this.#module, imports);
    exports._initialize?.();
    if (exports.abi_version() !== ABI_VERSION)
      throw new Error("renderer.wasm and its JavaScript are of different versions");
    return exports;
  }
}
