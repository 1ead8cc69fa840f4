// From nothing to the first answers, in a fresh process of every runtime.
import {spawn} from "node:child_process";
import {once} from "node:events";
import {readFileSync} from "node:fs";
import {join} from "node:path";
import {createInterface} from "node:readline";
import {serve} from "../../conformance/hosts/process.mjs";
import {faulty} from "./body.mjs";
import {figure, inTurns, times} from "./measure.mjs";
import {HERE, modulePath, native, runners} from "./places.mjs";
import {gatewayWorker, plainWorker, start} from "./workerd.mjs";

const PROBE = join(HERE, "probe.mjs");
const headers = {"content-type": "application/json"};

// Runs a program; gives its lines and how long it took to the first one.
async function run([program, ...args]) {
  const begin = performance.now();
  const child = spawn(program, args, {stdio: ["ignore", "pipe", "inherit"]});
  const ended = once(child, "exit");
  let process_ms;
  const lines = [];
  for await (const line of createInterface(child.stdout)) {
    process_ms ??= performance.now() - begin;
    lines.push(line);
  }
  const [code] = await ended;
  if (code !== 0) throw new Error(`${program} ended with ${code}`);
  return {lines, process_ms};
}

async function probe(runner, ...args) {
  const {lines, process_ms} = await run([...runner, PROBE, ...args]);
  return Object.assign({process_ms}, ...lines.map((line) => JSON.parse(line)));
}

async function answers(url) {
  const health = await fetch(`${url}/healthz`);
  await health.text();
  if (health.status !== 200) throw new Error(`${url} answered with ${health.status}`);
}
async function refuses(url) {
  const answer = await fetch(`${url}/v1/images`, {method: "POST", headers, body: faulty});
  await answer.text();
  if (answer.status !== 422) throw new Error(`${url} answered with ${answer.status}`);
}
async function lasting(work) {
  const begin = performance.now();
  await work();
  return performance.now() - begin;
}

// A process of workerd from its start to the first answer, and to a refusal after it.
async function serveWorker(worker, gateway) {
  const begin = performance.now();
  const {url, stop} = await start(worker);
  await answers(url);
  const process_ms = performance.now() - begin;
  const refusal = gateway ? await lasting(() => refuses(url)) : 0;
  await stop();
  return {process_ms, refusal};
}

async function serveNative() {
  const begin = performance.now();
  const {url, stop} = await serve(native, ["serve", "--listen", "127.0.0.1:0", "--quiet"]);
  await answers(url);
  const process_ms = performance.now() - begin;
  await stop();
  return {process_ms};
}

// A fresh isolate in a process that serves already, beside one that is there.
async function isolates(engine, count) {
  const gateway = await gatewayWorker({engine});
  const files = Object.fromEntries(
    ["worker.js", "fluxweir.wasm", "inspector.wasm", "renderer.wasm"].map((name) => [
      name,
      readFileSync(join(gateway.folder, name)),
    ]),
  );
  gateway.remove();
  const {"worker.js": script, ...modules} = files;
  const worker = await plainWorker("isolates.mjs", {files: {"gateway.js": script, ...modules}, loads: true});
  const {url, stop} = await start(worker);
  await answers(`${url}/first`);
  let number = 0;
  const figures = await inTurns(count, {
    fresh: () => lasting(() => answers(`${url}/${++number}`)),
    there: () => lasting(() => answers(`${url}/first`)),
  });
  await stop();
  worker.remove();
  return figures.fresh - figures.there;
}

export async function cold({engines, brief}) {
  const rounds = brief ? 1 : 7;
  const dryRuns = brief ? "20" : "1500";
  const [hello, ...gateways] = await Promise.all([
    plainWorker("hello.mjs"),
    ...engines.map((engine) => gatewayWorker({engine})),
  ]);
  const works = {"bare workerd": () => serveWorker(hello, false)};
  for (const [name, runner] of Object.entries(runners)) {
    works[`bare ${name}`] = () => probe(runner);
    for (const engine of engines)
      works[`${name} ${engine}`] = () => probe(runner, modulePath(engine), dryRuns);
  }
  engines.forEach((engine, i) => (works[`workerd ${engine}`] = () => serveWorker(gateways[i], true)));
  if (native) {
    works["bare native"] = async () => ({process_ms: (await run([native, "--version"])).process_ms});
    works["native -"] = serveNative;
  }
  const got = await inTurns(rounds, works);
  for (const worker of [hello, ...gateways]) worker.remove();
  const fresh = {};
  for (const engine of engines) fresh[engine] = await isolates(engine, brief ? 2 : 25);
  return report({engines, got, fresh});
}

const ms = (value) => (value ? figure(value, "ms") : "-");

function report({engines, got, fresh}) {
  const names = [...Object.keys(runners), "workerd"].flatMap((name) =>
    engines.map((engine) => [name, engine]),
  );
  if (native) names.push(["native", "-"]);
  const rows = names.map(([name, engine]) => {
    const one = got[`${name} ${engine}`];
    const bare = got[`bare ${name}`].process_ms;
    const first = name === "workerd" ? fresh[engine] : one.first;
    return [
      name,
      engine,
      times(one.process_ms / bare),
      ms(one.process_ms),
      ms(bare),
      ms(one.compile),
      ms(first),
      ms(one.refusal),
      one.dry_run_us ? figure(one.dry_run_us, "us") : "-",
    ];
  });
  return {
    title: "From nothing to the first answer",
    notes: [
      "Medians of fresh processes. `process`: from its start to the answer to GET /healthz; `bare`: the " +
        "same runtime that only says a line (workerd: a worker that answers by itself; native: --version). " +
        "Of Node, Deno and Bun " +
        "`process` includes the 422.",
      "`first`: instantiate, open the gateway, answer GET /healthz, compiling left out. workerd: what a " +
        "fresh isolate in a running process adds to the answer, compiling included. `dry run`: processor " +
        "time of one when warm.",
    ],
    head: [
      "runtime",
      "engine",
      "process / bare",
      "process",
      "bare",
      "compile",
      "first",
      "then a 422",
      "dry run",
    ],
    rows,
    summary: Object.fromEntries(engines.map((engine) => [engine, summary(got, engine, fresh[engine])])),
  };
}

function summary(got, engine, fresh) {
  const each = (f) =>
    Object.fromEntries(Object.keys(runners).map((name) => [name, f(got[`${name} ${engine}`])]));
  return {
    first_ms: {...each(({compile, first}) => compile + first), workerd: fresh},
    dry_run_us: each(({dry_run_us}) => dry_run_us),
  };
}
