// The requests that are measured, and settings in front of a provider of BFL's kind.
import {readFileSync} from "node:fs";
import {CATALOGUE} from "./places.mjs";

export const KEY = "FLUXWEIR_BENCH_KEY";
export const SECRET = "bench-secret-0123456789abcdef";
const ORIGIN = "https://api.example.com"; // where nobody is asked

// 600 bytes, as in the native benchmark (validate_bench.cc).
export const ultra = (() => {
  const body = `{"model":"flux-pro-v1-1-ultra","prompt":"a lighthouse on a cliff above a stormy sea, waves breaking on black rocks, \
gulls in the wind, the lamp just lit, clouds moving fast over the horizon, seen from a boat","aspect_ratio":"16:9",\
"num_images":2,"raw":false,"output_format":"jpeg","safety_tolerance":"2","image_prompt_strength":0.1,\
"enhance_prompt":false,"seed":123456789,"sync_mode":false,"user":"someone-`;
  return `${body}${"x".repeat(598 - body.length)}"}`;
})();

export const faulty = JSON.stringify({prompt: "a red fox at dawn", num_images: 9, seed: -1, aspect_ratio: "wide"});
export const single = JSON.stringify({prompt: "a red fox at dawn", seed: 7, output_format: "png", sync_mode: true});

export const settings = (origin = ORIGIN) => ({
  providers: [{name: "bfl", codec: "bfl", origin, credential: `\${${KEY}}`}],
  offers: [{id: "o0", model: "flux-pro-v1-1-ultra", provider: "bfl"}],
});

// A catalogue whose pictures are expected at once.
export function quickCatalogue() {
  const catalogue = JSON.parse(readFileSync(CATALOGUE, "utf8"));
  for (const model of catalogue.models) model.typical_ms = 1;
  return catalogue;
}
