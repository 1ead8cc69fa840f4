// Pictures in memory: node --test. Needs no module.
import assert from "node:assert/strict";
import {randomFillSync} from "node:crypto";
import test from "node:test";
import {PIECE, Scratch} from "../../wasm/js/scratch.mjs";

const RAW = 0;
const BASE64 = 1;
const picture = randomFillSync(new Uint8Array(3 * PIECE + 1));
const sizes = {
  "at once": [picture.length],
  "by the byte at first": [...Array(7).fill(1), PIECE],
  "in 4 KiB": Array(40).fill(4096),
  "in exact pieces": [PIECE, PIECE, PIECE],
  "large between small": [5, 2 * PIECE, 4096, 4096],
  "around the end of a piece": [PIECE - 1, 2, PIECE - 2, 1],
};

// What comes is in one buffer that is used again and again, as reads may give it; a piece stays the blob's.
function gathered(parts) {
  const scratch = new Scratch();
  const {handle, blob} = scratch.make();
  const buffer = new Uint8Array(PIECE);
  let at = 0;
  for (const size of [...parts, picture.length]) {
    const bytes = picture.subarray(at, at + size);
    at += bytes.length;
    if (bytes.length >= PIECE) blob.append(bytes);
    else {
      buffer.set(bytes);
      blob.append(buffer.subarray(0, bytes.length));
      buffer.fill(0);
    }
  }
  return {scratch, handle, blob};
}

for (const [name, parts] of Object.entries(sizes)) {
  test(`a picture that comes ${name} is the same, whole, in pieces and as base64`, () => {
    const {scratch, handle, blob} = gathered(parts);
    const written = (as) => {
      const body = [{handle, bytes: blob.size, as}];
      const whole = Buffer.concat([...scratch.pieces(body)]);
      assert.equal(whole.length, scratch.length(body));
      return whole;
    };
    assert.equal(blob.size, picture.length);
    assert.ok(Buffer.from(blob.bytes()).equals(picture));
    assert.ok(written(RAW).equals(picture));
    assert.equal(written(BASE64).toString(), Buffer.from(picture).toString("base64"));
    const few = Math.ceil(picture.length / PIECE) + parts.length;
    assert.ok(blob.parts.length <= Math.min(few, 6), `${blob.parts.length} parts`);
  });
}
