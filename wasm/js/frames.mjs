// Frames as bytes, both ways; their layout is told in wasm/frame.h. What is written where is in
// codec.mjs, which is generated.
const encoder = new TextEncoder();
const decoder = new TextDecoder();
// Of texts: up to here a loop over ASCII is faster than a call into the platform.
const SHORT = 16;

export class FrameWriter {
  #bytes = new Uint8Array(512);
  #view = new DataView(this.#bytes.buffer);
  #size = 0;

  // What has been written; valid until the next write.
  get bytes() {
    return this.#bytes.subarray(0, this.#size);
  }
  clear() {
    this.#size = 0;
    return this;
  }

  #room(more) {
    if (this.#size + more <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(this.#bytes.length * 2, this.#size + more));
    grown.set(this.#bytes);
    this.#bytes = grown;
    this.#view = new DataView(grown.buffer);
  }

  // A whole frame: its head, and what `fill` writes.
  frame(kind, fill) {
    const start = this.#size;
    this.u32(0);
    this.u32(kind);
    fill(this);
    this.#view.setUint32(start, this.#size - start - 8, true);
  }
  u32(value) {
    this.#room(4);
    this.#view.setUint32(this.#size, value, true);
    this.#size += 4;
  }
  f64(value) {
    this.#room(8);
    this.#view.setFloat64(this.#size, value, true);
    this.#size += 8;
  }
  bytes_(value) {
    this.u32(value.length);
    this.#room(value.length);
    this.#bytes.set(value, this.#size);
    this.#size += value.length;
  }
  text(value) {
    this.#room(4 + 3 * value.length);
    const length = this.#ascii(value, this.#size + 4) ?? this.#encode(value, this.#size + 4);
    this.u32(length);
    this.#size += length;
  }
  // Each gives how many bytes it wrote from `at` on; the first nothing when it isn't for it.
  #ascii(value, at) {
    if (value.length > SHORT) return undefined;
    const bytes = this.#bytes;
    for (let i = 0; i < value.length; ++i) {
      const code = value.charCodeAt(i);
      if (code > 127) return undefined;
      bytes[at + i] = code;
    }
    return value.length;
  }
  #encode(value, at) {
    return encoder.encodeInto(value, this.#bytes.subarray(at)).written;
  }
  list(values, write) {
    this.u32(values.length);
    for (const one of values) write(one);
  }
  maybe(value, write) {
    this.#room(1);
    const there = value !== undefined && value !== null;
    this.#bytes[this.#size++] = there ? 1 : 0;
    if (there) write(value);
  }
  sql(value) {
    if (value === null || value === undefined) return this.u32(0);
    this.u32(typeof value === "number" ? 1 : 2);
    if (typeof value === "number") this.f64(value);
    else this.text(value);
  }
}

export class FrameReader {
  #bytes;
  #view;
  #at;
  #end;

  // Reads `bytes` from `start` to `end`.
  constructor(bytes, start = 0, end = bytes.length) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    this.#at = start;
    this.#end = end;
  }
  get ended() {
    return this.#at >= this.#end;
  }
  // The head of the next frame: its kind, and a reader of its payload.
  frame() {
    const length = this.u32();
    const kind = this.u32() & 0xffff;
    const payload = new FrameReader(this.#bytes, this.#at, this.#at + length);
    this.#at += length;
    return {kind, payload};
  }
  u32() {
    const value = this.#view.getUint32(this.#at, true);
    this.#at += 4;
    return value;
  }
  i32() {
    return this.u32() | 0;
  }
  f64() {
    const value = this.#view.getFloat64(this.#at, true);
    this.#at += 8;
    return value;
  }
  // A copy: the memory it was in is used again by the next call.
  bytes() {
    const length = this.u32();
    this.#at += length;
    return this.#bytes.slice(this.#at - length, this.#at);
  }
  text() {
    const length = this.u32();
    const start = this.#at;
    this.#at += length;
    const short = length <= SHORT ? this.#ascii(start, this.#at) : undefined;
    return short ?? decoder.decode(this.#bytes.subarray(start, this.#at));
  }
  // Nothing when there is more than ASCII.
  #ascii(start, end) {
    const bytes = this.#bytes;
    let text = "";
    for (let i = start; i < end; ++i) {
      if (bytes[i] > 127) return undefined;
      text += String.fromCharCode(bytes[i]);
    }
    return text;
  }
  list(read) {
    const values = new Array(this.u32());
    for (let i = 0; i < values.length; ++i) values[i] = read();
    return values;
  }
  maybe(read) {
    return this.#bytes[this.#at++] === 0 ? undefined : read();
  }
  one(alternatives) {
    const [name, read] = alternatives[this.u32()];
    return {[name]: read(this)};
  }
  sql() {
    const kind = this.u32();
    return kind === 0 ? null : kind === 1 ? this.f64() : this.text();
  }
}
