// Run by Node, Deno or Bun in a fresh process: `probe.mjs FLUXWEIR_WASM DRY_RUNS` prints how long each step
// to the first answers took, in milliseconds, and on a second line what a dry run costs when it is warm;
// without arguments, nothing but a line, as the price of the runtime itself.
import {readFileSync} from "node:fs";
import process from "node:process";

async function probe(path, dryRuns) {
  const marks = [];
  const mark = () => marks.push(performance.now());
  // Node loads these when they are first used.
  await new Response(new Request("http://127.0.0.1/", {method: "POST", body: "{}"}).body).text();
  crypto.getRandomValues(new Uint8Array(1));
  mark();
  const {Gateway} = await import("../../../wasm/js/gateway.mjs");
  const {faulty, ultra} = await import("./body.mjs");
  mark();
  const bytes = readFileSync(path);
  mark();
  const module = new WebAssembly.Module(bytes);
  mark();
  const gateway = new Gateway({module, profile: {loopback: true}, log() {}});
  mark();
  const health = await gateway.fetch(new Request("http://127.0.0.1/healthz"));
  await health.text();
  mark();
  const headers = {"content-type": "application/json"};
  const ask = (body, query = "") =>
    gateway.fetch(new Request(`http://127.0.0.1/v1/images${query}`, {method: "POST", headers, body}));
  const refused = await ask(faulty);
  await refused.text();
  mark();
  if (health.status !== 200 || refused.status !== 422) throw new Error(`${health.status}, ${refused.status}`);
  const [load, , compile, open, healthz, refusal] = marks.slice(1).map((at, i) => at - marks[i]);
  console.log(JSON.stringify({load, compile, open, healthz, refusal, first: open + healthz}));
  console.log(JSON.stringify({dry_run_us: await warm(() => ask(ultra, "?dry_run=1"), dryRuns)}));
}

// Processor time of one of `count`, when as many have gone before.
async function warm(work, count) {
  let begin = process.cpuUsage();
  for (let i = 0; i < 2 * count; ++i) {
    if (i === count) begin = process.cpuUsage();
    const response = await work();
    await response.text();
    if (response.status !== 200) throw new Error(`a dry run was answered with ${response.status}`);
  }
  const {user, system} = process.cpuUsage(begin);
  return (user + system) / count;
}

const [path, dryRuns] = process.argv.slice(2);
if (path) await probe(path, Number(dryRuns));
else console.log("{}");
