// The settings that cases run under, by name. A name with a # and a number is the same settings in a
// process of its own: what a gateway learns of failing providers must not reach every case.
import {readFileSync} from "node:fs";
import {CATALOGUE} from "./cases.mjs";

const KEY = "FLUXWEIR_CONFORMANCE_KEY";
const PINNED = {seed: 7, wall_ms: 1_767_225_600_000};
const MODELS = ["flux-pro-v1-1-ultra", "flux-pro-v1-1", "flux-1-dev", "flux-1-schnell"];

const provider = (name, origin) => ({name, codec: "bfl", origin, credential: `\${${KEY}}`});
const offers = (name, models = MODELS, priority = 0) =>
  models.map((model) => ({
    model,
    provider: name,
    priority,
    ...(model === "flux-1-schnell" ? {wire_model: "flux-schnell"} : {}),
  }));
const ACCEPTED = {accepted: ["flux-1-dev"]};

const one = (backend, more = {}) => ({
  test: PINNED,
  providers: [provider("first", backend.first)],
  offers: offers("first"),
  licences: ACCEPTED,
  ...more,
});
const pair = (backend, first = backend.first) => ({
  test: PINNED,
  providers: [provider("first", first), provider("second", backend.second)],
  offers: [...offers("first", MODELS, 1), ...offers("second", MODELS, 0)],
  licences: ACCEPTED,
});

const GROUPS = {
  plain: () => ({test: PINNED}),
  painter: () => ({test: PINNED}),
  cors: () => ({test: PINNED, cors: {origins: ["https://app.example.com"]}}),
  public: () => ({test: PINNED, public_url: "https://img.example.com"}),
  one,
  pair,
  closed: (backend) => one({...backend, first: backend.closed}),
  closed_first: (backend) => pair(backend, backend.closed),
  ultra_only: (backend) => one(backend, {offers: offers("first", MODELS.slice(0, 1))}),
  unlicensed: (backend) => one(backend, {licences: {}}),
  hurried: (backend) => one(backend, {limits: {request_timeout_s: 1}}),
  short_runs: (backend) => one(backend, {limits: {run_timeout_s: 2}}),
  labelled: (backend) => one(backend, {media: {label: "iptc"}}),
  fetching: (backend) => one(backend, {fetch: {allow: [new URL(backend.files).host]}}),
};

// Which settings work without a backend.
export const WITHOUT_BACKEND = new Set(["plain", "painter", "cors", "public"]);

// Pictures are typically ready at once: nobody waits for the card's ten seconds.
function quickCatalogue() {
  const catalogue = JSON.parse(readFileSync(CATALOGUE, "utf8"));
  for (const model of catalogue.models) model.typical_ms = 40;
  return JSON.stringify(catalogue);
}

export function settingsOf(name, backend) {
  const make = GROUPS[name.split("#")[0]];
  if (!make) throw new Error(`there are no settings "${name}"`);
  return {
    settings: JSON.stringify(make(backend)),
    models: quickCatalogue(),
    secrets: {[KEY]: backend.key},
  };
}
