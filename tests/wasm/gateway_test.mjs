// The JavaScript host in Node: node --test, with the modules' paths in FLUXWEIR_MODULE and FLUXWEIR_RENDERER.
import assert from "node:assert/strict";
import {readFileSync} from "node:fs";
import test from "node:test";
import {CoreError, Gateway, bounds} from "../../wasm/js/gateway.mjs";
import {Renderer} from "../../wasm/js/renderer.mjs";
import {png, settingsFor, startProvider} from "./provider.mjs";

const compiled = (path) => new WebAssembly.Module(readFileSync(path));
const module = compiled(process.env.FLUXWEIR_MODULE);
const catalogue = JSON.parse(readFileSync(new URL("../../edge-config/models.json", import.meta.url)));
for (const model of catalogue.models) model.typical_ms = 20; // the first look comes when a picture may be ready
const SECRET = "very-secret-key-0123456789";
const picture = png(2752, 1536);
const url = "http://127.0.0.1:8080/v1/images";
const headers = {"content-type": "application/json"};
const ask = (body, more = {}) => new Request(url, {method: "POST", headers, body: JSON.stringify(body), ...more});
const fox = {prompt: "a fox", seed: 7, output_format: "png"};

function open(settings, more = {}) {
  const lines = [];
  const gateway = new Gateway({
    module,
    settings,
    models: catalogue,
    secrets: {BFL_KEY: SECRET},
    profile: {loopback: true, bounds: bounds["workers-paid"]},
    log: (line) => lines.push(line),
    ...more,
  });
  return {gateway, lines};
}
async function behind(t, ...scripts) {
  const providers = await Promise.all(scripts.map((script) => startProvider(picture, script)));
  t.after(() => Promise.all(providers.map((one) => one.close())));
  return {...open(settingsFor(...providers)), providers};
}

test("makes a picture at a provider and hands it over inside the answer", async (t) => {
  const {gateway, lines, providers} = await behind(t, {});
  const response = await gateway.fetch(ask(fox));
  const body = await response.json();
  assert.equal(response.status, 200, JSON.stringify(body));
  const [, base64] = body.images[0].url.split(",");
  assert.ok(Buffer.from(base64, "base64").equals(picture));
  assert.equal(body.fluxweir.cost_micro_usd, 60000);
  assert.deepEqual(body.fluxweir.adjustments, [{path: "media", action: "inlined", reason: "no_storage"}]);
  assert.deepEqual(providers[0].calls.map((call) => call.method), ["POST", "GET", "GET"]);
  assert.equal(providers[0].calls[0].headers["x-key"], SECRET);
  assert.ok(!lines.join().includes(SECRET) && !lines.join().includes("a fox"));
});

test("goes on to the next offer after 503 and after a connection that was refused", async (t) => {
  const busy = await behind(t, {submit: () => ({status: 503, body: {detail: "busy"}})}, {});
  assert.equal((await busy.gateway.fetch(ask(fox))).status, 200);
  const [gone, there] = [await startProvider(picture), await startProvider(picture)];
  t.after(() => there.close());
  await gone.close();
  const {gateway} = open(settingsFor(gone, there));
  const body = await (await gateway.fetch(ask(fox))).json();
  assert.equal(body.fluxweir.offer, "o1", JSON.stringify(body));
});

test("a submit whose connection was cut may have been paid for: nobody else is asked", async (t) => {
  const {gateway, providers} = await behind(t, {submit: () => "reset"}, {});
  const response = await gateway.fetch(ask(fox));
  assert.equal(response.status, 502);
  assert.equal((await response.json()).error.code, "outcome_unknown");
  assert.equal(providers[1].calls.length, 0);
});

test("a client that leaves ends the call to the provider", async (t) => {
  const {gateway, providers} = await behind(t, {submit: () => "stall"});
  const abort = new AbortController();
  const asked = gateway.fetch(ask(fox, {signal: abort.signal})).catch(() => {});
  while (providers[0].calls.length === 0) await new Promise((resolve) => setImmediate(resolve));
  abort.abort();
  assert.equal(await providers[0].cut, "submit");
  void asked;
});

test("a picture in the body reaches the provider as it came", async (t) => {
  const {gateway, providers} = await behind(t, {});
  const small = png(64, 48);
  const uri = `data:image/png;base64,${small.toString("base64")}`;
  const response = await gateway.fetch(ask({...fox, image_url: uri}));
  assert.equal(response.status, 200);
  await response.arrayBuffer();
  assert.equal(JSON.parse(providers[0].calls[0].body).image_prompt, small.toString("base64"));
  const cut = await gateway.fetch(ask({...fox, image_url: uri.slice(0, 60)}));
  assert.equal((await cut.json()).error.faults[0].path, "/image_url");
});

test("a body that comes in pieces is one body, and one that breaks off is none", async (t) => {
  const {gateway, providers} = await behind(t, {});
  const text = new TextEncoder().encode(JSON.stringify(fox));
  const pieces = (list) => new ReadableStream({pull: (c) => (list.length > 0 ? c.enqueue(list.shift()) : c.close())});
  const body = pieces([...text].map((byte) => Uint8Array.of(byte)));
  assert.equal((await gateway.fetch(ask(undefined, {body, duplex: "half"}))).status, 200);
  const broken = new ReadableStream({pull: (c) => c.error(new Error("gone"))});
  const asked = gateway.fetch(ask(undefined, {body: broken, duplex: "half"}));
  await assert.rejects(asked);
  assert.equal(providers[0].calls.length, 3);
});

test("makes base64 no faster than the client takes it", async (t) => {
  const {gateway} = await behind(t, {});
  const response = await gateway.fetch(ask({...fox, sync_mode: true}));
  const reader = response.body.getReader();
  let size = 0;
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    assert.ok(next.value.length <= 64 * 1024 * 4);
    size += next.value.length;
  }
  assert.equal(size, Number(response.headers.get("content-length")));
});

test("an answer larger than the picture could be is cut off", async (t) => {
  const {gateway} = await behind(t, {picture: () => ({body: Buffer.alloc(20 << 20), type: "image/png"})});
  const response = await gateway.fetch(ask({...fox, sync_mode: true}));
  assert.equal(response.status >= 500, true);
});

test("what the platform has no room for is refused before a call", async (t) => {
  const provider = await startProvider(picture);
  t.after(() => provider.close());
  const profile = {loopback: true, bounds: {...bounds["workers-paid"], fetches: 10}};
  const {gateway} = open(settingsFor(provider), {profile});
  const response = await gateway.fetch(ask({...fox, num_images: 4}));
  assert.equal(response.status, 422);
  assert.deepEqual((await response.json()).error.faults[0].path, "/num_images");
  assert.equal(provider.calls.length, 0);
});

test("a missing secret and wrong settings are told at the start", () => {
  assert.throws(() => open(settingsFor({origin: "http://127.0.0.1:9"}), {secrets: {}}), /BFL_KEY/);
  assert.throws(() => open('{"listn":1}'), CoreError);
});

test("after a trap its requests have failed and the next one is served", async (t) => {
  const {gateway, lines, providers} = await behind(t, {submit: (n) => (n === 1 ? "stall" : undefined)});
  const waiting = gateway.fetch(ask(fox));
  while (providers[0].calls.length === 0) await new Promise((resolve) => setImmediate(resolve));
  // More than the module's memory can hold is the one trap that a host can cause.
  const text = "x".repeat(1 << 20);
  const trap = (await import("../../wasm/js/core.mjs")).Core.prototype;
  const {handle} = trap;
  trap.handle = () => {
    throw new WebAssembly.RuntimeError("unreachable");
  };
  const failed = await gateway.fetch(ask({prompt: text}));
  trap.handle = handle;
  assert.equal(failed.status, 500);
  assert.equal((await waiting).status, 500);
  assert.ok(lines.some((line) => line.includes("instance_dropped")));
  assert.equal((await gateway.fetch(ask(fox))).status, 200);
});

test("memory is at its level after 10,000 requests", async () => {
  const {gateway} = open("");
  const round = async (i) => {
    const bad = i % 2 === 0;
    const response = await gateway.fetch(bad ? ask({prompt: "", num_images: 9}) : new Request("http://127.0.0.1/healthz"));
    await response.arrayBuffer();
    return response.status;
  };
  for (let i = 0; i < 500; ++i) assert.equal(await round(i), i % 2 === 0 ? 422 : 200);
  const level = gateway.memory;
  for (let i = 0; i < 10_000; ++i) await round(i);
  assert.equal(gateway.memory, level);
});

test("paints without a provider", async () => {
  const renderer = new Renderer(compiled(process.env.FLUXWEIR_RENDERER));
  const {gateway} = open("", {renderer});
  const response = await gateway.fetch(ask({model: "flux-1-schnell", prompt: "a fox", image_size: "square"}));
  const body = await response.json();
  assert.equal(response.status, 200, JSON.stringify(body));
  assert.match(body.images[0].url, /^data:image\/jpeg;base64,\/9j\//);
  assert.equal(body.fluxweir.cost_micro_usd, 0);
});

// The binding is a mock with the documented shape: no Workers AI can be reached from a test.
test("calls what a platform binds to a name", async () => {
  const {createHandler} = await import("../../wasm/js/worker.mjs");
  const asked = [];
  const jpeg = Buffer.from("ffd8ffc00011080400040003012200021101031101ffda000c03010002110311003f0055ffd9", "hex");
  const AI = {
    async run(model, input) {
      asked.push([model, input]);
      if (input.prompt === "busy") throw new Error("AiError: 3040: Capacity temporarily exceeded");
      return {image: jpeg.toString("base64")};
    },
  };
  const settings = {
    providers: [{name: "ai", codec: "workers_ai", origin: "binding:AI"}],
    offers: [{model: "flux-1-schnell", provider: "ai"}],
  };
  const env = {AI, FLUXWEIR_SETTINGS: settings, FLUXWEIR_LOOPBACK: "1"};
  const handler = createHandler({module, log: () => {}});
  const paint = (prompt) => handler.fetch(ask({model: "flux-1-schnell", prompt}), env);
  const made = await (await paint("a fox")).json();
  assert.equal(made.images[0].url, `data:image/jpeg;base64,${jpeg.toString("base64")}`);
  assert.deepEqual(asked, [["@cf/black-forest-labs/flux-1-schnell", {prompt: "a fox", steps: 4}]]);
  assert.equal((await paint("busy")).status, 503);
});
