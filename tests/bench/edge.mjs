#!/usr/bin/env node
// All figures of the gateway as WebAssembly in one run:
//
//   node tests/bench/edge.mjs [--brief] [--engine wasi|emscripten]... [--only SECTION]... [--json FILE]
//
// Sections: sizes cold judging throughput memory painting base64. `--brief` asserts that everything answers
// rightly, in half a minute; its figures mean nothing. Run it on a quiet machine otherwise.
import {spawnSync} from "node:child_process";
import {realpathSync, writeFileSync} from "node:fs";
import {relative} from "node:path";
import {fileURLToPath} from "node:url";
import {parseArgs} from "node:util";
import {ROOT} from "../conformance/hosts/process.mjs";
import {base64} from "./edge/base64.mjs";
import {cold} from "./edge/cold.mjs";
import {judging} from "./edge/judging.mjs";
import {conditions, table} from "./edge/measure.mjs";
import {memory} from "./edge/memory.mjs";
import {painting} from "./edge/painting.mjs";
import {engines, native, programs} from "./edge/places.mjs";
import {sizes} from "./edge/sizes.mjs";
import {throughput} from "./edge/throughput.mjs";
import {verdict} from "./edge/verdict.mjs";

const SECTIONS = {sizes, judging, cold, throughput, memory, painting, base64};

async function main() {
  const list = {type: "string", multiple: true};
  const {values} = parseArgs({
    options: {brief: {type: "boolean", default: false}, engine: list, only: list, json: {type: "string"}},
  });
  const options = {engines: engines(values.engine), brief: values.brief};
  console.log(`${conditions(programs)}; native: ${native ? relative(ROOT, native) : "not there"}`);
  if (options.brief) console.log("A brief run: the figures mean nothing.");
  const results = [];
  for (const name of values.only ?? Object.keys(SECTIONS)) {
    const begin = performance.now();
    const result = await SECTIONS[name](options);
    results.push({name, ...result});
    console.log(`\n## ${result.title}\n`);
    for (const note of result.notes ?? []) console.log(`${note}\n`);
    console.log(table(result.head, result.rows));
    console.error(`(${name}: ${((performance.now() - begin) / 1000).toFixed(1)} s)`);
  }
  if (!options.brief && !values.only && options.engines.length > 1)
    console.log(`\n## Which build\n\n${verdict(options.engines, results)}`);
  if (values.json) writeFileSync(values.json, JSON.stringify(results, null, 2));
}

// The figures are of the Node that is pinned, whichever runs this.
const PINNED = "FLUXWEIR_BENCH_PINNED";
if (process.env[PINNED] || process.execPath === realpathSync(programs.node)) {
  await main();
} else {
  const again = [fileURLToPath(import.meta.url), ...process.argv.slice(2)];
  const {status, error} = spawnSync(programs.node, again, {
    stdio: "inherit",
    env: {...process.env, [PINNED]: "1"},
  });
  if (error) throw error;
  process.exit(status ?? 1);
}
