// Settings in front of a provider of BFL's kind. Pictures are not scored: what stands beside does not do that.
import {readFileSync} from "node:fs";
import {CATALOGUE} from "./places.mjs";

export const KEY = "FLUXWEIR_BENCH_KEY";
export const SECRET = "bench-secret-0123456789abcdef";
const ORIGIN = "https://api.example.com"; // where nobody is asked

export const settings = (origin = ORIGIN) => ({
  providers: [{name: "bfl", codec: "bfl", origin, credential: `\${${KEY}}`}],
  offers: [{id: "o0", model: "flux-pro-v1-1-ultra", provider: "bfl"}],
  quality: {mode: "off"},
});

// A catalogue whose pictures are expected at once.
export function quickCatalogue() {
  const catalogue = JSON.parse(readFileSync(CATALOGUE, "utf8"));
  for (const model of catalogue.models) model.typical_ms = 1;
  return catalogue;
}
