// The module itself, in Node: node --test tests/wasm/*_test.mjs, with the module's path in FLUXWEIR_MODULE.
import assert from "node:assert/strict";
import {readFileSync} from "node:fs";
import test from "node:test";
import {Core, CoreError} from "../../wasm/js/core.mjs";

const module = new WebAssembly.Module(readFileSync(process.env.FLUXWEIR_MODULE));
const now = {mono: 5e6, wall: 1767225600000};
const entropy = new Uint8Array(32).fill(7);
const load = {runs: 0, bytes: 0, paint_wait: 0, draining: false};
const caller = {scheme: "", key_id: "", digest: new Uint8Array(0)};
const head = (method, path, headers = []) => ({
  method,
  path,
  query: "",
  scheme: "http",
  host: "127.0.0.1:8080",
  headers,
  peer_is_loopback: true,
});
const json = [{name: "content-type", value: "application/json"}];
const text = (bytes) => new TextDecoder().decode(bytes);

// Plays one request to its end on a host that keeps nothing but the run's row. `begun` gets the run that is to start.
function play(core, gateway, request, body, begun = (run) => core.close(run)) {
  const machine = core.openExchange(gateway, entropy);
  const done = [];
  const feed = (name, value) => {
    for (const action of core.handle(machine, name, value, now)) {
      done.push(action);
      if (action.name === "Start") begun(core.openRun(gateway, machine));
      if (action.name === "Query") feed("QueryDone", {op: action.value.op, ok: true, rows: [[]]});
    }
  };
  feed("ClientHead", {head: request, caller, load});
  if (body) feed("ClientChunk", {bytes: new TextEncoder().encode(body)});
  feed("ClientEnd", {media: [], load});
  core.close(machine);
  return done;
}
const status = (done) => done.find((action) => action.name === "RespondHead")?.value.status;

test("exports what the ABI names and imports next to nothing", () => {
  const names = WebAssembly.Module.exports(module).map((one) => one.name);
  const exported =
    "abi_version alloc free gateway_open gateway_close open_exchange open_run open_sweep handle close plan last_ptr";
  for (const name of exported.split(" ")) assert.ok(names.includes(name), name);
  const known = ["fd_close", "fd_seek", "fd_write", "proc_exit", "emscripten_notify_memory_growth"];
  for (const {name, kind} of WebAssembly.Module.imports(module)) {
    assert.ok(known.includes(name), name);
    assert.equal(kind, "function");
  }
});

test("goes on when its memory has to grow", () => {
  const core = new Core(module);
  const gateway = core.openGateway();
  const before = core.memory;
  const faults = `{"prompt":"${"x".repeat(900000)}"}`;
  assert.throws(() => core.plan(gateway, head("POST", "/v1/images", json), faults, entropy, now), CoreError);
  for (let i = 0; i < 500 && core.memory === before; ++i) core.openGateway();
  assert.ok(core.memory > before);
});

test("plans a request as the native core does", () => {
  const core = new Core(module);
  const gateway = core.openGateway();
  const plan = core.plan(gateway, head("POST", "/v1/images", json), '{"prompt":"a füchs","seed":7,"num_images":2}', entropy, now);
  assert.deepEqual(plan.spec.outcome.seeds, [7, 8]);
  assert.deepEqual(plan.spec.outcome.size, {width: 2752, height: 1536});
  assert.equal(plan.spec.outcome.list, 120000);
  assert.equal(plan.call.url, "renderer:paint");
  assert.equal(JSON.parse(text(plan.call.body[0])).prompt, "a füchs");
});

test("names every fault of a request and of settings", () => {
  const core = new Core(module);
  const gateway = core.openGateway();
  const refused = (f) => {
    try {
      f();
    } catch (error) {
      assert.ok(error instanceof CoreError);
      return error.error.faults.map((fault) => fault.path);
    }
    return assert.fail("it was taken");
  };
  const plan = (body) => core.plan(gateway, head("POST", "/v1/images", json), body, entropy, now);
  assert.deepEqual(refused(() => plan('{"prompt":5,"num_images":9}')), ["/prompt", "/num_images"]);
  assert.deepEqual(refused(() => core.openGateway('{"listn":1}')), ["/listn"]);
});

test("drives an exchange up to its run", () => {
  const core = new Core(module);
  const gateway = core.openGateway();
  assert.equal(status(play(core, gateway, head("GET", "/healthz"))), 200);
  assert.equal(status(play(core, gateway, head("GET", "/nothing"))), 404);
  assert.equal(status(play(core, gateway, head("POST", "/v1/images", json), "{")), 400);
  const names = play(core, gateway, head("POST", "/v1/images", json), '{"prompt":"a fox"}').map((one) => one.name);
  assert.deepEqual(names.filter((name) => name !== "Report" && name !== "Wait"), ["Query", "Start", "Watch"]);
});

test("begins the run that its exchange asked for, and tells that one its news", () => {
  const core = new Core(module);
  const gateway = core.openGateway();
  const exchange = core.openExchange(gateway, entropy);
  const feed = (machine, name, value) => core.handle(machine, name, value, now);
  const names = (actions) => actions.map((action) => action.name);
  const named = (actions, name) => actions.find((action) => action.name === name)?.value;
  assert.throws(() => core.openRun(gateway, exchange), /could not open/);
  assert.deepEqual(names(feed(exchange, "RunChanged", {})), ["Wait"]); // there are none yet
  feed(exchange, "ClientHead", {head: head("POST", "/v1/images", json), caller, load});
  feed(exchange, "ClientChunk", {bytes: new TextEncoder().encode('{"prompt":"a fox","seed":3}')});
  const {op} = named(feed(exchange, "ClientEnd", {media: [], load}), "Query");
  assert.deepEqual(named(feed(exchange, "QueryDone", {op, ok: true, rows: [[]]}), "Start"), {});
  const run = core.openRun(gateway, exchange);
  assert.throws(() => core.openRun(gateway, exchange), /could not open/); // once
  const fetch = named(feed(run, "Tick", {}), "Fetch");
  assert.equal(JSON.parse(text(fetch.call.body[0])).seed, 3);
  feed(exchange, "RunChanged", {});
  const stored = named(feed(run, "UpstreamLost", {op: fetch.op, sent: 0, reason: "connect"}), "Query");
  feed(run, "QueryDone", {op: stored.op, ok: true, rows: [[]]});
  assert.equal(named(feed(exchange, "RunChanged", {}), "RespondHead").status, 502);
});

test("keeps no memory of what is closed", () => {
  const core = new Core(module);
  const gateway = core.openGateway();
  const round = () => play(core, gateway, head("POST", "/v1/images", json), '{"prompt":"a fox"}');
  for (let i = 0; i < 200; ++i) round();
  const level = core.memory;
  for (let i = 0; i < 5000; ++i) round();
  assert.equal(core.memory, level);
});
