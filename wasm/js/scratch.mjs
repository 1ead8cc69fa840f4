// Pictures in memory while a request lasts: scratch blobs by their handles, in the pieces that they
// came in.

// A multiple of three, so that in base64 no piece but the last is padded.
export const PIECE = 48 * 1024;

class ScratchBlob {
  parts = [];
  size = 0;
  type = "";
  #room; // of the last part, while there is some left

  // Keeps `bytes` when they are a piece or more. Less is copied and gathered in pieces: some platforms hand
  // over 4 KiB at a time, and whatever becomes of a picture costs by the piece.
  append(bytes) {
    this.size += bytes.length;
    if (bytes.length < PIECE) return this.#gather(bytes);
    this.#room = undefined;
    this.parts.push(bytes);
  }
  #gather(bytes) {
    for (let at = 0; at < bytes.length; ) {
      if (!this.#room) {
        this.#room = new Uint8Array(PIECE);
        this.parts.push(this.#room.subarray(0, 0));
      }
      const filled = this.parts.pop().length;
      const some = bytes.subarray(at, at + PIECE - filled);
      this.#room.set(some, filled);
      this.parts.push(this.#room.subarray(0, filled + some.length));
      if (filled + some.length === PIECE) this.#room = undefined;
      at += some.length;
    }
  }
  // All of it, as one array.
  bytes() {
    const whole = new Uint8Array(this.size);
    let at = 0;
    for (const part of this.parts) {
      whole.set(part, at);
      at += part.length;
    }
    return whole;
  }
}

const RAW = 0;
const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const codes = new Uint8Array([...ALPHABET].map((one) => one.charCodeAt(0)));
const encoder = new TextEncoder();

// Base64 of `bytes` as ASCII bytes.
export function toBase64(bytes) {
  if (bytes.toBase64) return encoder.encode(bytes.toBase64());
  const {Buffer} = globalThis; // Node's own, 15 times as fast as the loop below
  if (Buffer) {
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("base64");
    return encoder.encode(text);
  }
  const out = new Uint8Array(Math.ceil(bytes.length / 3) * 4);
  let to = 0;
  for (let i = 0; i < bytes.length; i += 3) {
    const bits = (bytes[i] << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    out[to++] = codes[bits >> 18];
    out[to++] = codes[(bits >> 12) & 63];
    out[to++] = i + 1 < bytes.length ? codes[(bits >> 6) & 63] : 61;
    out[to++] = i + 2 < bytes.length ? codes[bits & 63] : 61;
  }
  return out;
}

// The blobs of one request and of the run that it began.
export class Scratch {
  #blobs = new Map();
  #made = 0;

  find(handle) {
    return this.#blobs.get(handle);
  }
  // Adds to the blob of that handle, which need not be there yet.
  append(handle, bytes, type = "") {
    let blob = this.#blobs.get(handle);
    if (!blob) this.#blobs.set(handle, (blob = new ScratchBlob()));
    if (type) blob.type = type;
    blob.append(bytes);
  }
  // An empty blob and its handle.
  make() {
    const handle = `s${++this.#made}`;
    const blob = new ScratchBlob();
    this.#blobs.set(handle, blob);
    return {handle, blob};
  }

  // The handle of a new blob: the bytes of `handle` with `bytes` put in at `at`.
  insert(handle, at, bytes) {
    const from = this.find(handle);
    const made = this.make();
    const whole = from.bytes();
    made.blob.type = from.type;
    for (const part of [whole.subarray(0, at), bytes, whole.subarray(at)]) made.blob.append(part);
    return made.handle;
  }

  // Bytes of a body on the wire; nothing when a blob of it is gone.
  length(parts) {
    let total = 0;
    for (const part of parts) {
      if (part instanceof Uint8Array) total += part.length;
      else if (!this.find(part.handle)) return undefined;
      else total += part.as === RAW ? part.bytes : Math.ceil(part.bytes / 3) * 4;
    }
    return total;
  }
  // A body as it goes on the wire, piece by piece, base64 made on the way.
  *pieces(parts) {
    for (const part of parts) {
      if (part instanceof Uint8Array) {
        if (part.length > 0) yield part;
        continue;
      }
      const blob = this.find(part.handle);
      if (!blob) throw new Error(`the blob ${part.handle} is gone`);
      yield* part.as === RAW ? cut(blob, part.bytes) : encoded(blob, part.bytes);
    }
  }
}

function* cut(blob, size) {
  let left = size;
  for (const part of blob.parts) {
    if (left <= 0) return;
    if (part.length > 0) yield part.subarray(0, left);
    left -= part.length;
  }
}

// Pieces of the blob do not end at multiples of three: up to two bytes wait for the next.
function* encoded(blob, size) {
  let held = new Uint8Array(0);
  for (const part of cut(blob, size)) {
    for (let at = 0; at < part.length; at += PIECE) {
      const next = part.subarray(at, at + PIECE);
      const joined = held.length === 0 ? next : concat(held, next);
      const whole = joined.length - (joined.length % 3);
      if (whole > 0) yield toBase64(joined.subarray(0, whole));
      held = joined.slice(whole);
    }
  }
  if (held.length > 0) yield toBase64(held);
}

function concat(a, b) {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}
