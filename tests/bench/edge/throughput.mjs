// Requests a second of workerd with the gateway in it, beside workers that do less and beside
// @portkey-ai/gateway, all in front of the same upstream.
import {once} from "node:events";
import {spawn} from "node:child_process";
import {createInterface} from "node:readline";
import {join} from "node:path";
import {NODE} from "../../conformance/hosts/javascript.mjs";
import {folderWith} from "../../conformance/hosts/process.mjs";
import {faulty, single, ultra} from "./body.mjs";
import {drive} from "./client.mjs";
import {figure, inTurns, times} from "./measure.mjs";
import {HERE, modulePath, native} from "./places.mjs";
import {KEY, SECRET, quickCatalogue, settings} from "./settings.mjs";
import {gatewayWorker, plainWorker, start} from "./workerd.mjs";

const json = {"content-type": "application/json"};
const post = (path, body, headers = {}) => ({method: "POST", path, headers: {...json, ...headers}, body});
const holds = (status, word) => (got, text) => got === status && text.includes(word);

// A program that says where it listens, by itself in its process.
async function serve(program, args, env = {}) {
  const child = spawn(program, args, {env: {...process.env, ...env}, stdio: ["ignore", "pipe", "inherit"]});
  const exited = once(child, "exit");
  const early = exited.then(([code]) => Promise.reject(new Error(`${program} ended with ${code}`)));
  early.catch(() => {});
  const told = (async () => {
    for await (const line of createInterface(child.stdout)) {
      const found = /listening on (http:\S+)/.exec(line);
      if (found) return found[1];
    }
  })();
  const url = await Promise.race([told, early]);
  child.stdout.resume();
  const stop = async () => {
    child.kill();
    await exited;
  };
  return {url, pid: child.pid, stop};
}

async function serveWorker(worker) {
  const served = await start(worker);
  const stop = () => served.stop().then(worker.remove);
  return {...served, stop};
}

// The gateway as a program: `npx fluxweir` on Node, or the native one on one thread.
async function serveGateway(program, args, options, env) {
  const {config, catalogue, remove} = folderWith(options);
  const rest = ["serve", "--listen", "127.0.0.1:0", "--config", config, "--models", catalogue, "--quiet"];
  const served = await serve(program, [...args, ...rest], {...options.secrets, ...env});
  return {...served, stop: () => served.stop().then(remove)};
}

// Fills `hosts`: what has started is there to be stopped even when another has not.
async function startAll(hosts, engines, origin) {
  const models = JSON.stringify(quickCatalogue());
  const options = {settings: JSON.stringify(settings(origin)), models, secrets: {[KEY]: SECRET}};
  const upstream = {UPSTREAM: origin, [KEY]: SECRET};
  hosts.hello = await serveWorker(await plainWorker("hello.mjs"));
  hosts.through = await serveWorker(await plainWorker("through.mjs", {env: upstream}));
  hosts["by hand"] = await serveWorker(await plainWorker("by_hand.mjs", {env: upstream}));
  hosts.portkey = await serve(NODE, [join(HERE, "portkey.mjs")], {NODE_ENV: "production"});
  for (const engine of engines) {
    hosts[`workerd ${engine}`] = await serveWorker(await gatewayWorker({engine, ...options}));
    const cli = join(HERE, "../../../wasm/js/cli.mjs");
    const env = {
      FLUXWEIR_MODULE: modulePath(engine),
      FLUXWEIR_INSPECTOR: modulePath(engine, "inspector"),
      FLUXWEIR_RENDERER: modulePath(engine, "renderer"),
    };
    hosts[`node ${engine}`] = await serveGateway(NODE, [cli], options, env);
  }
  if (native) hosts.native = await serveGateway(native, [], options);
}

const tasks = (origin) => ({
  health: {request: {method: "GET", path: "/healthz"}, check: holds(200, "ok")},
  refused: {request: post("/v1/images", faulty), check: holds(422, "/num_images")},
  dry: {request: post("/v1/images?dry_run=1", ultra), check: holds(200, '"dry_run":true')},
  made: {request: post("/v1/images", single), check: holds(200, "data:image/png;base64,iVBOR")},
  openai: {request: post("/v1/images/generations", single), check: holds(200, '"b64_json":"iVBOR')},
  portkey: {
    request: post("/v1/images/generations", single, {
      authorization: `Bearer ${SECRET}`,
      "x-portkey-provider": "openai",
      "x-portkey-custom-host": `${origin}/v1`,
    }),
    check: holds(200, '"b64_json":"iVBOR'),
  },
});

// [host, task, what it does, calls to the upstream]
function lines(engines) {
  const gateways = [
    ...engines.map((engine) => `workerd ${engine}`),
    ...engines.map((engine) => `node ${engine}`),
  ];
  if (native) gateways.push("native");
  const each = (task, what, calls) => gateways.map((host) => [host, task, what, calls]);
  return [
    ["through", "openai", "workerd: passes the request on", 1],
    ["portkey", "portkey", "@portkey-ai/gateway on Node: passes an OpenAI request on", 1],
    ["by hand", "made", "workerd: a picture by hand, nothing checked", 3],
    ...each("made", "a picture", 3),
    ["hello", "health", "workerd: answers by itself", 0],
    ...each("refused", "a 422 with three faults", 0),
    ...each("dry", "a dry run of 600 bytes", 0),
  ];
}

const nameOf = ([host, , what]) => (what.includes(":") ? what : `fluxweir, ${host}: ${what}`);

export async function throughput({engines, brief}) {
  const provider = await serve(NODE, [join(HERE, "upstream.mjs")]);
  const counts = async () => (await fetch(`${provider.url}/counts`)).json();
  const hosts = {};
  try {
    await startAll(hosts, engines, provider.url);
    const does = tasks(provider.url);
    const list = lines(engines);
    for (const [host, task, , calls] of list) await checkCalls(hosts[host], does[task], calls, counts);
    const warm = brief ? {seconds: 5, most: 16} : {seconds: 2, most: 2000};
    for (const [host, task] of list) await drive(hosts[host], does[task], warm);
    const bound = brief ? {seconds: 2, most: 48} : {seconds: 2, most: 20_000};
    const works = Object.fromEntries(
      list.map((line) => [nameOf(line), () => drive(hosts[line[0]], does[line[1]], bound)]),
    );
    return report(list, await inTurns(brief ? 1 : 5, works), engines);
  } finally {
    for (const host of [...Object.values(hosts), provider]) await host.stop();
  }
}

// One request by itself is answered rightly, with as many calls to the upstream as are told of.
async function checkCalls(host, task, calls, counts) {
  const sum = (all) => Object.values(all).reduce((a, b) => a + b);
  const before = sum(await counts());
  await drive(host, task, {seconds: 30, most: 1});
  const made = sum(await counts()) - before;
  if (made !== calls) throw new Error(`${task.request.path} at ${host.url}: ${made} calls, not ${calls}`);
}

function report(list, got, engines) {
  const through = got[nameOf(list[0])];
  const rows = list.map((line) => {
    const {each_s, cpu_us, p50_ms, p99_ms, resident_mib} = got[nameOf(line)];
    const latency = `${figure(p50_ms, "ms")} / ${figure(p99_ms, "ms")}`;
    return [
      nameOf(line),
      line[3],
      times(each_s / through.each_s),
      figure(each_s, "", 0),
      figure(cpu_us, "us"),
      latency,
      figure(resident_mib, "MiB", 0),
    ];
  });
  const of = (engine, task) => list.find(([host, one]) => host === `workerd ${engine}` && one === task);
  return {
    title: "Requests a second",
    notes: [
      "16 connections that are kept alive, one client process, one upstream process on loopback that has " +
        "everything ready. A picture is three calls to a provider of BFL's kind and comes inside the " +
        "answer as base64; what passes on is one call whose answer has the same base64 in it. `processor`: " +
        "of the serving process, per answer. `resident`: what it holds in memory at the end.",
    ],
    head: ["what", "calls", "pass-through = 1", "requests/s", "processor", "p50 / p99", "resident"],
    rows,
    summary: Object.fromEntries(
      engines.map((engine) => [engine, {workerd_dry_run_us: got[nameOf(of(engine, "dry"))].cpu_us}]),
    ),
  };
}
