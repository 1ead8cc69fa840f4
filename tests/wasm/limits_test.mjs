// What a platform lets one request take, on Cloudflare's runtime itself: node --test, with the modules' paths in
// FLUXWEIR_MODULE, FLUXWEIR_INSPECTOR and FLUXWEIR_RENDERER. Neither workerd nor Miniflare enforces the limits:
// the calls are counted by the provider.
import assert from "node:assert/strict";
import {randomFillSync} from "node:crypto";
import {once} from "node:events";
import {readFileSync} from "node:fs";
import {createServer} from "node:http";
import test from "node:test";
import {crc32} from "node:zlib";
import * as miniflare from "../conformance/hosts/miniflare.mjs";
import * as workerd from "../conformance/hosts/workerd.mjs";
import {bounds} from "../../wasm/js/gateway.mjs";
import {settingsFor, startProvider} from "./provider.mjs";

process.env.FLUXWEIR_GIVEN_FLUXWEIR = process.env.FLUXWEIR_MODULE;
process.env.FLUXWEIR_GIVEN_INSPECTOR = process.env.FLUXWEIR_INSPECTOR;
process.env.FLUXWEIR_GIVEN_RENDERER = process.env.FLUXWEIR_RENDERER;

const FREE_CALLS = 50; // developers.cloudflare.com/workers/platform/limits, read 2026-11
const headers = {"content-type": "application/json"};
const fox = {model: "flux-pro-v1-1-ultra", prompt: "a fox", seed: 7};
const four = {...fox, num_images: 4, output_format: "png", sync_mode: true};
const catalogue = JSON.parse(readFileSync(new URL("../../edge-config/models.json", import.meta.url)));
for (const model of catalogue.models) model.typical_ms = 20; // the first look comes when a picture may be ready

const segment = (marker, body) => {
  const head = Buffer.from([0xff, marker, 0, 0]);
  head.writeUInt16BE(body.length + 2, 2);
  return Buffer.concat([head, body]);
};
const chunk = (name, body) => {
  const head = Buffer.alloc(8);
  head.writeUInt32BE(body.length);
  head.write(name, 4, "latin1");
  const crc = Buffer.alloc(4);
  crc.writeUInt32BE(crc32(Buffer.concat([head.subarray(4), body])));
  return Buffer.concat([head, body, crc]);
};
const noise = (size) => randomFillSync(Buffer.alloc(size));

// Pictures of that size and at least so many bytes, as far as anyone looks who does not decode them.
function jpeg(width, height, bytes) {
  const frame = Buffer.from([8, 0, 0, 0, 0, 3, 1, 0x22, 0, 2, 0x11, 1, 3, 0x11, 1]);
  frame.writeUInt16BE(height, 1);
  frame.writeUInt16BE(width, 3);
  const comments = Array.from({length: Math.ceil(bytes / 65_000)}, () => segment(0xfe, noise(65_000)));
  const [begin, end] = [Buffer.from([0xff, 0xd8]), Buffer.from([0xff, 0xd9])];
  const scan = segment(0xda, Buffer.from([3, 1, 0, 2, 0x11, 3, 0x11, 0, 0x3f, 0]));
  return Buffer.concat([begin, ...comments, segment(0xc0, frame), scan, Buffer.from("data"), end]);
}
function png(width, height, bytes) {
  const frame = Buffer.alloc(13);
  frame.writeUInt32BE(width);
  frame.writeUInt32BE(height, 4);
  frame.set([8, 2], 8);
  const parts = [chunk("IHDR", frame), chunk("IDAT", noise(bytes)), chunk("IEND", Buffer.alloc(0))];
  return Buffer.concat([Buffer.from("\x89PNG\r\n\x1a\n", "latin1"), ...parts]);
}

// A worker in front of such providers. `ask` gives the status and the answer.
async function worker(t, {host = workerd, plan = "workers-free", providers, settings = {}}) {
  t.after(() => Promise.all(providers.map((one) => one.close())));
  const gateway = await host.start({
    engine: "given",
    settings: JSON.stringify({...settingsFor(...providers), ...settings}),
    models: JSON.stringify(catalogue),
    secrets: {BFL_KEY: "very-secret-key-0123456789", FLUXWEIR_BOUNDS: plan},
  });
  t.after(gateway.stop);
  return async (body) => {
    const asked = {method: "POST", headers, body: JSON.stringify(body), signal: AbortSignal.timeout(60_000)};
    const response = await fetch(`${gateway.url}/v1/images`, asked);
    return {status: response.status, body: await response.json()};
  };
}
const sizes = ({images}) => images.map(({url}) => Buffer.from(url.split(",")[1], "base64").length);

for (const [name, host] of Object.entries({workerd, miniflare})) {
  test(`${name}, Free: four PNG of Ultra are refused before a call, and the fault says what would fit`, async (t) => {
    const provider = await startProvider(Buffer.alloc(0));
    const ask = await worker(t, {host, providers: [provider]});
    const {status, body} = await ask(four);
    assert.equal(status, 422, JSON.stringify(body));
    assert.match(body.error.message, /takes more than this host has for one: ask for JPEG and for fewer pictures/);
    const changes = body.error.faults.map(({path, nearest}) => [path, nearest]);
    assert.deepEqual(changes, [["/output_format", "jpeg"], ["/num_images", 1]]);
    const {status: again, body: fewer} = await ask({...four, output_format: "jpeg"});
    assert.equal(again, 422, JSON.stringify(fewer));
    assert.match(fewer.error.message, /ask for fewer pictures/);
    assert.equal(fewer.error.faults[0].path, "/num_images");
    assert.equal(fewer.error.faults[0].nearest, 1);
    assert.equal(provider.calls.length, 0);
  });

  test(`${name}, Free: what the faults said fits, in as few calls as there can be`, async (t) => {
    const picture = jpeg(2752, 1536, 6_000_000);
    const provider = await startProvider(picture, {picture: () => ({body: picture, type: "image/jpeg"})});
    const ask = await worker(t, {host, providers: [provider]});
    const {status, body} = await ask({...four, output_format: "jpeg", num_images: 1});
    assert.equal(status, 200, JSON.stringify(body).slice(0, 2000));
    assert.deepEqual(sizes(body), [picture.length]);
    assert.deepEqual(provider.calls.map((call) => call.method), ["POST", "GET", "GET"]);
  });
}

test("Paid: four PNG of Ultra, the largest there are, in one answer", async (t) => {
  const pictures = Array.from({length: 4}, () => png(2752, 1536, 12_600_000));
  const provider = await startProvider(pictures[0], {picture: (n) => ({body: pictures[n - 1]})});
  const ask = await worker(t, {plan: "workers-paid", providers: [provider]});
  const {status, body} = await ask(four);
  assert.equal(status, 200, JSON.stringify(body).slice(0, 2000));
  assert.deepEqual(sizes(body), Array(4).fill(pictures[0].length));
  assert.ok(provider.calls.length <= bounds["workers-paid"].fetches);
  assert.ok(provider.calls.length < FREE_CALLS, `${provider.calls.length} calls`);
});

const pending = () => ({body: {id: "t1", status: "Pending"}});

test("Free: four pictures that fail over and are never ready end within the calls there are", async (t) => {
  const full = await startProvider(Buffer.alloc(0), {submit: () => ({status: 503, body: {detail: "busy"}})});
  const slow = await startProvider(Buffer.alloc(0), {look: pending});
  const settings = settingsFor(full, slow);
  for (const offer of settings.offers) Object.assign(offer, {model: "flux-1-schnell", wire_model: "flux-schnell"});
  const ask = await worker(t, {
    providers: [full, slow],
    settings: {offers: settings.offers, limits: {run_timeout_s: 3}},
  });
  const {status, body} = await ask({model: "flux-1-schnell", prompt: "a fox", num_images: 4});
  assert.ok(status >= 500, JSON.stringify(body));
  const calls = full.calls.length + slow.calls.length;
  assert.ok(slow.calls.length >= 8, `${slow.calls.length} calls`);
  assert.ok(calls <= FREE_CALLS, `${calls} calls`);
});

test("Free: a reference picture behind redirects leaves its calls to the rest", async (t) => {
  const reference = jpeg(640, 480, 10_000);
  let asked = 0;
  const files = createServer((_, response) => {
    if (++asked < 4) response.writeHead(302, {location: `/${asked}`}).end();
    else response.writeHead(200, {"content-type": "image/jpeg"}).end(reference);
  }).listen(0, "127.0.0.1");
  await once(files, "listening");
  t.after(() => files.closeAllConnections() ?? files.close());
  const place = `127.0.0.1:${files.address().port}`;
  const slow = await startProvider(Buffer.alloc(0), {look: pending});
  const fetching = {http: true, allow: [place]};
  const ask = await worker(t, {providers: [slow], settings: {fetch: fetching, limits: {run_timeout_s: 3}}});
  const {status, body} = await ask({...fox, image_url: `http://${place}/0`});
  assert.ok(status >= 500, JSON.stringify(body));
  assert.equal(asked, 4);
  assert.equal(JSON.parse(slow.calls[0].body).image_prompt, reference.toString("base64"));
  assert.ok(asked + slow.calls.length <= FREE_CALLS, `${asked + slow.calls.length} calls`);
});
