// Parse + validate + receipt of a 600-byte request in Node: through the JavaScript host, the bare core and
// `plan`, beside the same by hand (peer.mjs), in one process.
import assert from "node:assert/strict";
import {readFileSync} from "node:fs";
import {faulty, ultra} from "./body.mjs";
import {Core} from "../../../wasm/js/core.mjs";
import {Gateway} from "../../../wasm/js/gateway.mjs";
import {figure, inTurns, microseconds, times} from "./measure.mjs";
import {Peer, fetchPeer} from "./peer.mjs";
import {modulePath} from "./places.mjs";
import {KEY, SECRET, settings} from "./settings.mjs";

const CREATE = "http://127.0.0.1:8080/v1/images?dry_run=1";
const CARD = "http://127.0.0.1:8080/v1/models/flux-pro-v1-1-ultra";
const headers = {"content-type": "application/json", "content-length": "600"};
const ask = (body, url = CREATE) => new Request(url, {method: "POST", headers, body});
const quiet = () => {};
const encoder = new TextEncoder();
const entropy = new Uint8Array(32).fill(7);
const clock = () => ({mono: performance.now() * 1000, wall: Date.now()});
const NO_LOAD = {runs: 0, bytes: 0, paint_wait: 0, draining: false};
const profile = {
  stateless: true,
  loopback: false,
  bounds: {fetches: 0, parallel_fetches: 0, memory: 0, inlined: 0},
};
const HEAD = {
  method: "POST",
  path: "/v1/images",
  query: "dry_run=1",
  scheme: "http",
  host: "127.0.0.1:8080",
  headers: Object.entries(headers).map(([name, value]) => ({name, value})),
  peer_is_loopback: false,
};

// What both must answer alike, but for ids.
const alike = [
  ultra,
  ...[
    {prompt: "a red fox", seed: 7},
    {
      prompt: "  two spaces on either side  ",
      seed: 9007199254740991,
      num_images: 4,
      output_format: "png",
      raw: true,
    },
    {prompt: "a fox", seed: 1, aspect_ratio: "21:9", safety_tolerance: 6},
    {prompt: "a fox", seed: 1, aspect_ratio: "2.2:1", image_prompt_strength: 0.12345},
    {prompt: "ein Fuchs, 狐", seed: 1, aspect_ratio: "portrait_4_3", sync_mode: true, guidance_scale: 3.5},
    {
      prompt: "a fox",
      seed: 1,
      model: "fal-ai/flux-pro/v1.1-ultra",
      image_size: "landscape_4_3",
      user: "someone",
    },
    {
      prompt: "a fox",
      seed: 1,
      image_size: {width: 1920, height: 1080},
      num_inference_steps: 30,
      mask: {kind: "none"},
    },
    {prompt: "a fox", seed: 1, aspect_ratio: "9:16", image_size: "square"},
  ].map((one) => JSON.stringify(one)),
];
// What both must refuse for the same fields.
const refused = [
  faulty,
  "[]",
  ...[{seed: 1}, {prompt: "", raw: 1}, {prompt: "a", aspect_ratio: "30:9"}].map((one) => JSON.stringify(one)),
];

function withoutIds(text) {
  const {fluxweir, ...rest} = JSON.parse(text);
  return {...rest, fluxweir: {...fluxweir, run: "-"}};
}
const faultyFields = (text) => [...new Set(JSON.parse(text).error.faults.map(({path}) => path))].sort();
// A schema speaks of a missing member at the object that lacks it.
const wherever = (fields) => fields.map((path) => (path === "/prompt" ? "" : path));

async function compare(gateway, peer) {
  for (const text of alike) {
    const [ours, theirs] = [await gateway.fetch(ask(text)), await fetchPeer(peer, ask(text), quiet)];
    assert.equal(ours.status, 200, text);
    assert.deepEqual(withoutIds(await theirs.text()), withoutIds(await ours.text()));
  }
  for (const text of refused) {
    const [ours, theirs] = [await gateway.fetch(ask(text)), await fetchPeer(peer, ask(text), quiet)];
    const fields = faultyFields(await ours.text());
    assert.ok(ours.status >= 400 && theirs.status === 422, text);
    assert.deepEqual(wherever(faultyFields(await theirs.text())), wherever(fields), text);
  }
}

function open(engine) {
  const module = new WebAssembly.Module(readFileSync(modulePath(engine)));
  const gateway = new Gateway({module, settings: settings(), secrets: {[KEY]: SECRET}, log: quiet});
  const core = new Core(module);
  return {gateway, core, handle: core.openGateway(JSON.stringify(settings()), "", profile)};
}

// An exchange by the calls of the core alone, frames written and read; gives the answer's status.
function drive(core, handle) {
  const machine = core.openExchange(handle, entropy);
  core.handle(
    machine,
    "ClientHead",
    {head: HEAD, caller: {scheme: "", key_id: "", digest: new Uint8Array(0)}, load: NO_LOAD},
    clock(),
  );
  core.handle(machine, "ClientChunk", {bytes: encoder.encode(ultra)}, clock());
  const actions = core.handle(machine, "ClientEnd", {media: [], load: NO_LOAD}, clock());
  core.close(machine);
  return actions.find(({name}) => name === "RespondHead")?.value.status;
}

// By name, what takes how long.
function worksOf(opened, peer, effort) {
  const time = (work) => () => microseconds(work, effort);
  const works = {
    "parse + ajv": time(() => peer.validate(JSON.parse(ultra))),
    "peer, text": time(() => peer.answer(ultra, quiet)),
    "peer, fetch": time(async () => (await fetchPeer(peer, ask(ultra), quiet)).text()),
    "request and response alone": time(async () => new Response(await ask(ultra).text()).text()),
  };
  for (const [engine, {gateway, core, handle}] of Object.entries(opened)) {
    works[`plan ${engine}`] = time(() => core.plan(handle, HEAD, ultra, entropy, clock()));
    works[`core ${engine}`] = time(() => drive(core, handle));
    works[`fetch ${engine}`] = time(async () => (await gateway.fetch(ask(ultra))).text());
  }
  return works;
}

export async function judging({engines, brief}) {
  const opened = Object.fromEntries(engines.map((engine) => [engine, open(engine)]));
  const card = await opened[engines[0]].gateway.fetch(new Request(CARD));
  const peer = new Peer(await card.json(), settings().providers[0].origin);
  for (const {gateway, core, handle} of Object.values(opened)) {
    await compare(gateway, peer);
    assert.equal(drive(core, handle), 200);
  }
  const effort = brief ? {batches: 3, batch: 50} : {batches: 25, batch: 200};
  return report(engines, await inTurns(brief ? 1 : 5, worksOf(opened, peer, effort)));
}

function report(engines, us) {
  const row = (name, against, key) => [name, times(us[key] / us[against]), figure(us[key], "us")];
  const each = (what, against, key) =>
    engines.map((engine) => row(`${engine}: ${what}`, against, `${key} ${engine}`));
  const rows = [
    ["text in, answer out:", "", ""],
    row("by hand: JSON.parse + ajv + checks + receipt", "peer, text", "peer, text"),
    row("JSON.parse + compiled ajv alone", "peer, text", "parse + ajv"),
    ...each("plan, its result as an object", "peer, text", "plan"),
    ...each("the core's calls of an exchange", "peer, text", "core"),
    ["Request in, Response out:", "", ""],
    row("by hand", "peer, fetch", "peer, fetch"),
    row("a Request and a Response alone", "peer, fetch", "request and response alone"),
    ...each("Gateway.fetch", "peer, fetch", "fetch"),
  ];
  return {
    title: `Parse + validate + receipt of a ${ultra.length}-byte Ultra request, in Node`,
    notes: [
      `A dry run; ${alike.length} requests are answered alike by both, ${refused.length} are refused for ` +
        "the same fields. The core also screens the prompt, counts metrics and, in Gateway.fetch, streams " +
        "the body; the peer does not.",
    ],
    head: ["what", "by hand = 1", "processor time"],
    rows,
    summary: Object.fromEntries(engines.map((engine) => [engine, {judge_us: us[`fetch ${engine}`]}])),
  };
}
