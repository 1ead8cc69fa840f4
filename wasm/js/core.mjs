// The core in one WebAssembly instance: gateways, machines, frames in and out. No I/O and no policy
// here; whoever drives a machine does what its actions ask (core/exchange/events.h).
import {
  ABI_VERSION,
  KEPT,
  actions,
  inputs,
  readError,
  readPlan,
  writeHostProfile,
  writeRequestHead,
} from "./codec.mjs";
import {FrameReader, FrameWriter} from "./frames.mjs";
import {instantiate} from "./instance.mjs";

const IS_ERROR = 0x80000000;
const ENTROPY_BYTES = 32;
const encoder = new TextEncoder();
const places = new Map(inputs.map(([name, write], place) => [name, {place, write}]));

function opened(machine) {
  if (machine === 0) throw new Error("the core could not open the machine");
  return machine;
}

// What the core refused: `error` as in base/error.h, faults with their JSON pointers.
export class CoreError extends Error {
  constructor(error) {
    super(error.message);
    this.error = error;
  }
}

export class Core {
  #exports;
  #writer = new FrameWriter();
  #bytes = new Uint8Array(0);

  // `module` is a WebAssembly.Module of fluxweir.wasm.
  constructor(module) {
    this.#exports = instantiate(module, ABI_VERSION, "fluxweir.wasm");
  }

  // Bytes of the instance's memory, which may have grown and moved.
  get memory() {
    return this.#exports.memory.buffer.byteLength;
  }

  // The instance's memory, which moves when it grows.
  #view() {
    const {buffer} = this.#exports.memory;
    if (this.#bytes.buffer !== buffer) this.#bytes = new Uint8Array(buffer);
    return this.#bytes;
  }
  // Calls `f(pointer, length, ...)` with copies of `parts` in the instance's memory.
  #lend(parts, f) {
    let total = 1;
    for (const part of parts) total += part.length;
    const start = this.#exports.alloc(total);
    const memory = this.#view();
    const places = [];
    let at = start;
    for (const part of parts) {
      memory.set(part, at);
      places.push(at, part.length);
      at += part.length;
    }
    try {
      return f(...places);
    } finally {
      this.#exports.free(start);
    }
  }
  #last(length) {
    const start = this.#exports.last_ptr();
    return new FrameReader(this.#view(), start, start + length);
  }
  // The answer's length, or its error thrown. JavaScript sees u32 as i32.
  #check(answer) {
    const length = answer >>> 0;
    if (length < IS_ERROR) return length;
    throw new CoreError(readError(this.#last(length - IS_ERROR)));
  }

  // `settings` and `models` are JSON texts, empty for the defaults; `profile` as HostProfile.
  openGateway(settings = "", models = "", profile = {}) {
    writeHostProfile(this.#writer.clear(), {
      loopback: true,
      renderer: false,
      public_url: "",
      fetches_urls: false,
      bindings: false,
      stateless: false,
      decodes: false,
      bounds: {fetches: 0, parallel_fetches: 0, memory: 0, inlined: 0},
      ...profile,
    });
    return this.#check(
      this.#lend([encoder.encode(settings), encoder.encode(models), this.#writer.bytes], this.#exports.gateway_open),
    );
  }
  closeGateway(gateway) {
    this.#exports.gateway_close(gateway);
  }

  // Machines. `entropy` is 32 bytes; a run is what `exchange` has asked to start.
  openExchange(gateway, entropy) {
    if (entropy.length !== ENTROPY_BYTES) throw new Error("the core wants 32 bytes of entropy");
    return opened(this.#lend([entropy], (at) => this.#exports.open_exchange(gateway, at)));
  }
  openRun(gateway, exchange) {
    return opened(this.#exports.open_run(gateway, exchange));
  }
  openSweep(gateway) {
    return opened(this.#exports.open_sweep(gateway));
  }
  close(machine) {
    this.#exports.close(machine);
  }

  // Hands in one input by its name and returns all that the machine wants done, the last being Wait
  // or Finished: [{name, value}]. `now` is {mono: microseconds, wall: milliseconds}.
  handle(machine, name, value, now) {
    const {place, write} = places.get(name);
    this.#writer.clear().frame(place, (w) => write(w, value));
    const length = this.#lend([this.#writer.bytes], (at, size) =>
      this.#exports.handle(machine, at, size, now.mono, now.wall),
    );
    if (length === 0) throw new Error(`the core did not take ${name}`);
    const reader = this.#last(length >>> 0);
    const wanted = [];
    while (!reader.ended) {
      const {kind, payload} = reader.frame();
      const [action, read] = actions[kind];
      wanted.push({name: action, value: read(payload)});
    }
    return wanted;
  }

  // The next bytes that were kept for the Fetch `op`, before its UpstreamEnd.
  kept(machine, op, bytes) {
    this.#writer.clear().frame(KEPT, (w) => places.get("UpstreamChunk").write(w, {op, bytes}));
    this.#lend([this.#writer.bytes], (at, size) => this.#exports.handle(machine, at, size, 0, 0));
  }

  // What a create request would do: {spec, quote, call}. Nothing is done.
  plan(gateway, head, body, entropy, now) {
    writeRequestHead(this.#writer.clear(), head);
    const length = this.#check(
      this.#lend([this.#writer.bytes, encoder.encode(body), entropy], (head_at, head_size, body_at, body_size, dice) =>
        this.#exports.plan(gateway, head_at, head_size, body_at, body_size, dice, now.mono, now.wall),
      ),
    );
    return readPlan(this.#last(length));
  }
}
