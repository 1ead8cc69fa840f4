// Memory of one instance at its start and after many requests, in a fresh process of Node. Run by itself:
// `memory.mjs FLUXWEIR_WASM REQUESTS` prints the figures of one engine.
import {execFileSync} from "node:child_process";
import {readFileSync} from "node:fs";
import {fileURLToPath} from "node:url";
import {Gateway} from "../../../wasm/js/gateway.mjs";
import {png} from "../../wasm/provider.mjs";
import {faulty, single, ultra} from "./body.mjs";
import {figure} from "./measure.mjs";
import {modulePath, programs} from "./places.mjs";
import {KEY, SECRET, quickCatalogue, settings} from "./settings.mjs";

const AT_ONCE = 16;
const MORE = 20; // instances that are opened at the end, to see what one takes
const MIB = 1024 * 1024;
const picture = png(2752, 1536);
const headers = {"content-type": "application/json"};

// The provider inside this process.
async function provide(url, {method}) {
  if (method === "POST")
    return Response.json({id: "t1", polling_url: "https://api.example.com/v1/get_result?id=t1"});
  if (url.includes("get_result"))
    return Response.json({id: "t1", status: "Ready", result: {sample: "https://api.example.com/picture"}});
  return new Response(picture, {headers: {"content-type": "image/png"}});
}

const asks = [
  ["/healthz", undefined, 200],
  ["/v1/images", faulty, 422],
  ["/v1/images?dry_run=1", ultra, 200],
  ["/v1/images", single, 200],
];

async function ask(gateway, number) {
  const [path, body, status] = asks[number % asks.length];
  const request = new Request(`http://127.0.0.1${path}`, {method: body ? "POST" : "GET", headers, body});
  const response = await gateway.fetch(request);
  await response.arrayBuffer();
  if (response.status !== status) throw new Error(`${path} was answered with ${response.status}`);
}

async function measure(path, requests) {
  const module = new WebAssembly.Module(readFileSync(path));
  const resident = () => {
    globalThis.gc();
    return process.memoryUsage.rss();
  };
  const options = {
    module,
    models: quickCatalogue(),
    settings: settings(),
    secrets: {[KEY]: SECRET},
    log() {},
    fetch: provide,
  };
  const gateway = new Gateway(options);
  const figures = {start: gateway.memory};
  let number = 0;
  const keepAsking = async () => {
    while (number < requests) {
      const mine = number++;
      await ask(gateway, mine);
      if (mine === Math.floor(requests / 10)) figures.tenth = gateway.memory;
    }
  };
  await Promise.all(Array.from({length: AT_ONCE}, keepAsking));
  figures.end = gateway.memory;
  const before = resident();
  const more = Array.from({length: MORE}, () => new Gateway(options));
  return {...figures, resident: before, resident_each: (resident() - before) / more.length};
}

export async function memory({engines, brief}) {
  const requests = brief ? 400 : 10_000;
  const summary = {};
  const mib = (bytes) => figure(bytes / MIB, "MiB", 1);
  const rows = engines.map((engine) => {
    const args = ["--expose-gc", fileURLToPath(import.meta.url), modulePath(engine), String(requests)];
    const got = JSON.parse(execFileSync(programs.node, args, {encoding: "utf8"}));
    if (got.end > got.start + 32 * MIB) throw new Error(`${engine} has grown to ${got.end} bytes`);
    summary[engine] = {memory: got.end};
    return [engine, mib(got.start), mib(got.tenth), mib(got.end), mib(got.resident), mib(got.resident_each)];
  });
  return {
    title: `Memory of an instance, ${requests} requests later`,
    notes: [
      `Node; a quarter each of GET /healthz, a 422, a dry run and a picture of ` +
        `${Math.round(picture.length / 1024)} KiB from a provider in the process, ${AT_ONCE} at once. ` +
        "Memory of a module never shrinks.",
    ],
    head: [
      "engine",
      "at its start",
      "after a tenth",
      "at the end",
      "the whole process then",
      "resident, one more",
    ],
    rows,
    summary,
  };
}

const [, script, path, requests] = process.argv;
if (script === fileURLToPath(import.meta.url))
  console.log(JSON.stringify(await measure(path, Number(requests))));
