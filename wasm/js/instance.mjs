// Instances of the WebAssembly modules.

// The exports of a new instance of `module`. It needs nothing from outside: what it imports is there for its
// end, and a trap here. Emscripten's build also tells that its memory has grown.
export function instantiate(module, version, file) {
  const imports = {};
  for (const {module: room, name} of WebAssembly.Module.imports(module)) {
    imports[room] ??= {};
    imports[room][name] = () => {
      if (name === "emscripten_notify_memory_growth") return;
      throw new WebAssembly.RuntimeError(`${file} asked for ${name}`);
    };
  }
  const {exports} = new WebAssembly.Instance(module, imports);
  exports._initialize?.();
  if (exports.abi_version() !== version) throw new Error(`${file} and its JavaScript are of different versions`);
  return exports;
}

// An instance that is used again and again. It makes room for a new one when it trapped and, since memory never
// shrinks by itself, when its memory has grown beyond `keep` bytes.
export class Reused {
  #make;
  #keep;
  #exports;

  constructor(module, version, file, keep) {
    this.#make = () => instantiate(module, version, file);
    this.#keep = keep;
  }

  // Bytes of memory that are held now.
  get memory() {
    return this.#exports?.memory.buffer.byteLength ?? 0;
  }

  // Calls `f(exports, place, ...)` with the places of copies of `parts` in the instance's memory, and gives what
  // it gives; nothing after a trap.
  call(parts, f) {
    try {
      const answer = this.#lend((this.#exports ??= this.#make()), parts, f);
      if (this.memory > this.#keep) this.#exports = undefined;
      return answer;
    } catch (error) {
      this.#exports = undefined;
      if (!(error instanceof WebAssembly.RuntimeError)) throw error;
    }
  }

  #lend(exports, parts, f) {
    const size = parts.reduce((sum, part) => sum + part.length, 0);
    const start = exports.alloc(size || 1) >>> 0;
    if (start === 0) throw new WebAssembly.RuntimeError("there is no memory");
    const lent = new Uint8Array(exports.memory.buffer);
    const places = [];
    let at = start;
    for (const part of parts) {
      lent.set(part, at);
      places.push(at);
      at += part.length;
    }
    const answer = f(exports, ...places);
    exports.free(start);
    return answer;
  }
}
