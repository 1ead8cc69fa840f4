// What looks at finished pictures as a WebAssembly module: a picture in, an inspection out (wasm/inspector.h).
import {ABI_VERSION, readInspection} from "./codec.mjs";
import {FrameReader} from "./frames.mjs";
import {unscored} from "./inspecting.mjs";
import {Reused} from "./instance.mjs";

export class Inspector {
  #instance;
  #most;

  // `module` is a WebAssembly.Module of inspector.wasm; an instance whose memory is larger than `keep` bytes
  // after a picture is dropped. A file of more than `most` bytes is unscored.
  constructor(module, {keep = 128 << 20, most = 50_000_000} = {}) {
    this.#most = most;
    this.#instance = new Reused(module, ABI_VERSION, "inspector.wasm", keep);
  }

  // Bytes of memory that are held now.
  get memory() {
    return this.#instance.memory;
  }

  // `picture` is a JPEG or PNG file, a Uint8Array; `filmGrain`: grain is wanted. Never throws for what it is
  // given: what can't be decoded is unscored, as "not_decoded". `calibration`: the JSON text of
  // quality.calibration; empty: none.
  inspect(picture, filmGrain = false, calibration = "") {
    if (picture.length > this.#most) return unscored("not_decoded");
    const fitted = new TextEncoder().encode(calibration);
    const seen = this.#instance.call([picture, fitted], (exports, at, fittedAt) => {
      const length = exports.inspect(at, picture.length, fittedAt, fitted.length, filmGrain ? 1 : 0) >>> 0;
      const start = exports.last_ptr() >>> 0;
      return readInspection(new FrameReader(new Uint8Array(exports.memory.buffer), start, start + length));
    });
    return seen ?? unscored("not_decoded");
  }
}
