// Where modules and programs are. `build/<engine>/` holds the modules, unless FLUXWEIR_MODULE names one, and
// FLUXWEIR_INSPECTOR and FLUXWEIR_RENDERER those beside it: an engine called "given".
import {existsSync} from "node:fs";
import {join} from "node:path";
import {NODE, bin} from "../../conformance/hosts/javascript.mjs";
import {ROOT, module} from "../../conformance/hosts/process.mjs";

export const CATALOGUE = join(ROOT, "edge-config/models.json");
export const HERE = join(ROOT, "tests/bench/edge");
export const modulePath = module;

export const programs = {
  node: NODE,
  deno: bin("@deno/linux-x64-glibc/deno"),
  bun: bin("@oven/bun-linux-x64/bin/bun"),
  workerd: bin("@cloudflare/workerd-linux-64/bin/workerd"),
};
export const PORTKEY = bin("@portkey-ai/gateway/build/start-server.js");

const DENO_RIGHTS = [
  "run",
  "--quiet",
  "--no-prompt",
  "--no-remote",
  "--allow-read",
  "--allow-env",
  "--allow-sys",
];

// How each runtime that has files runs a script.
export const runners = {
  node: [programs.node],
  deno: [programs.deno, ...DENO_RIGHTS],
  bun: [programs.bun],
};

// The native program, for the figures beside: the fastest build that is there.
export const native = [
  process.env.FLUXWEIR_BINARY,
  join(ROOT, "build/release/fluxweir"),
  join(ROOT, "build/dev/fluxweir"),
].find((path) => path && existsSync(path));

// The engines to measure; fails when a module of one is not there.
export function engines(wanted) {
  if (process.env.FLUXWEIR_MODULE) {
    process.env.FLUXWEIR_GIVEN_FLUXWEIR = process.env.FLUXWEIR_MODULE;
    process.env.FLUXWEIR_GIVEN_INSPECTOR = process.env.FLUXWEIR_INSPECTOR ?? module("wasi", "inspector");
    process.env.FLUXWEIR_GIVEN_RENDERER = process.env.FLUXWEIR_RENDERER ?? module("wasi", "renderer");
    return ["given"];
  }
  const list = wanted ?? ["wasi", "emscripten"];
  for (const engine of list) {
    for (const name of ["fluxweir", "inspector", "renderer"]) {
      const path = module(engine, name);
      if (!existsSync(path)) throw new Error(`${path} is not there: build it first, or leave the engine out`);
    }
  }
  return list;
}
