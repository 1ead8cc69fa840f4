// The painter as a WebAssembly module: a call to "renderer:paint" in, an answer out (wasm/renderer.h).
import {Reused} from "./instance.mjs";

const ABI_VERSION = 1;
const HEAD = 12;
const decoder = new TextDecoder();
const encoder = new TextEncoder();

export class Renderer {
  #instance;

  // `module` is a WebAssembly.Module of renderer.wasm; an instance whose memory is larger than `keep` bytes after
  // a picture is dropped.
  constructor(module, {keep = 128 << 20} = {}) {
    this.#instance = new Reused(module, ABI_VERSION, "renderer.wasm", keep);
  }

  // Bytes of memory that are held now.
  get memory() {
    return this.#instance.memory;
  }

  // `body` is the JSON of the call, `reference` a JPEG or PNG picture: both Uint8Array. Gives
  // {status, contentType, bytes}; takes 0.5 to 1 s for 4 megapixels and never throws for what it is given.
  paint(body, reference = new Uint8Array(0)) {
    const answer = this.#instance.call([body, reference], (exports, bodyAt, referenceAt) =>
      read(exports, exports.paint(bodyAt, body.length, referenceAt, reference.length) >>> 0),
    );
    if (answer) return answer;
    return {status: 500, contentType: "application/json", bytes: encoder.encode('{"error":"out of memory"}')};
  }
}

function read(exports, length) {
  const {buffer} = exports.memory;
  const head = new DataView(buffer, exports.last_ptr() >>> 0, length);
  const type = head.getUint32(4, true);
  const size = head.getUint32(8, true);
  const at = head.byteOffset + HEAD;
  return {
    status: head.getUint32(0, true),
    contentType: decoder.decode(new Uint8Array(buffer, at, type)),
    bytes: new Uint8Array(buffer, at + type, size).slice(),
  };
}
