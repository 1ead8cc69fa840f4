// Base64 of a number of megabytes, as the gateway makes it, as JavaScript's own method does, or not at all.
import {toBase64} from "../../../../wasm/js/scratch.mjs";

const PIECE = 48 * 1024;
const piece = new Uint8Array(PIECE).fill(165);
const ways = {
  host: (bytes) => toBase64(bytes).length,
  method: (bytes) => bytes.toBase64?.().length ?? 0,
  nothing: (bytes) => bytes.length,
};

export default {
  fetch(request) {
    const {searchParams} = new URL(request.url);
    const way = ways[searchParams.get("way")];
    const pieces = Math.ceil((Number(searchParams.get("mb")) * 1e6) / PIECE);
    let made = 0;
    for (let i = 0; i < pieces; ++i) made += way(piece);
    return Response.json({made, bytes: pieces * PIECE});
  },
};
