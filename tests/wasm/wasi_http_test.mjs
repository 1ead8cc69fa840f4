// The wasi:http component, served by jco: node --test, after building the target fluxweir_component.
import assert from "node:assert/strict";
import {once} from "node:events";
import {readFileSync} from "node:fs";
import {request} from "node:http";
import {crc32} from "node:zlib";
import test, {after, before} from "node:test";
import {setTimeout as pause} from "node:timers/promises";
import {start} from "../conformance/hosts/wasi-http.mjs";
import {png, settingsFor, startProvider} from "./provider.mjs";

const SECRET = "very-secret-key-0123456789";
const catalogue = JSON.parse(readFileSync(new URL("../../edge-config/models.json", import.meta.url)));
for (const model of catalogue.models) model.typical_ms = 20; // the first look comes when a picture may be ready
const headers = {"content-type": "application/json"};
const fox = {prompt: "a fox", seed: 7, output_format: "png"};
const picture = png(2752, 1536);
const MIB = 1024 * 1024;

// `picture` with a chunk in it that says nothing, so that it is as large as a real one.
function enlarged(size) {
  const chunk = Buffer.alloc(size + 12);
  chunk.writeUInt32BE(size, 0);
  chunk.write("fxWr", 4, "latin1");
  for (let i = 0; i < size; ++i) chunk[8 + i] = (i * 31) & 0xff;
  chunk.writeUInt32BE(crc32(chunk.subarray(4, 8 + size)), 8 + size);
  return Buffer.concat([picture.subarray(0, -12), chunk, picture.subarray(-12)]);
}

const lines = [];
const scripts = [{}, {}]; // of the two providers; a test puts in what it wants
let providers;
let server;

before(async () => {
  providers = await Promise.all(scripts.map((script) => startProvider(picture, script)));
  server = await serve(settingsFor(...providers));
});
after(async () => {
  await server?.stop();
  await Promise.all(providers.map((one) => one.close()));
});

const serve = (settings, more = {}) =>
  start({
    engine: "wasi",
    settings: JSON.stringify(settings),
    models: JSON.stringify(catalogue),
    secrets: {BFL_KEY: SECRET},
    log: (text) => lines.push(text),
    ...more,
  });
const post = (body) => fetch(`${server.url}/v1/images`, {method: "POST", headers, body: JSON.stringify(body)});
const bytesOf = ({url}) => Buffer.from(url.split(",")[1], "base64");

test("answers what needs no provider", async () => {
  const response = await fetch(`${server.url}/healthz`);
  assert.equal(response.status, 200);
  assert.deepEqual(await response.json(), {status: "ok"});
  const head = await fetch(`${server.url}/healthz`, {method: "HEAD"});
  assert.equal(await head.text(), "");
});

test("names every fault of a request", async () => {
  const response = await post({prompt: "", num_images: 9});
  assert.equal(response.status, 422);
  const {error} = await response.json();
  assert.deepEqual(error.faults.map((one) => one.path), ["/prompt", "/num_images"]);
});

test("makes a picture at a provider and hands it over inside the answer", async () => {
  const before = providers[0].calls.length;
  const response = await post(fox);
  const body = await response.json();
  assert.equal(response.status, 200, JSON.stringify(body));
  assert.ok(bytesOf(body.images[0]).equals(picture));
  const calls = providers[0].calls.slice(before);
  assert.deepEqual(calls.map((call) => call.method), ["POST", "GET", "GET"]);
  assert.equal(calls[0].headers["x-key"], SECRET);
  assert.equal(calls[0].headers["content-length"], String(calls[0].body.length));
  assert.equal(JSON.parse(calls[0].body).prompt, "a fox");
  assert.ok(!lines.join("").includes(SECRET) && !lines.join("").includes("a fox"));
});

test("asks for several pictures side by side", async () => {
  const submits = [];
  let ready;
  const all = new Promise((resolve) => (ready = resolve));
  scripts[0].submit = (n) => void (submits.push(n) === 3 && ready());
  scripts[0].look = () => (submits.length < 3 ? {body: {id: "t1", status: "Pending"}} : undefined);
  scripts[0].picture = (n) => ({body: png(2752, 1536, n % 256)});
  const response = await post({...fox, num_images: 3});
  const body = await response.json();
  assert.equal(response.status, 200, JSON.stringify(body));
  assert.equal(body.images.length, 3);
  await all;
  delete scripts[0].submit;
  delete scripts[0].look;
  delete scripts[0].picture;
});

test("a large answer goes as fast as its reader", async () => {
  const large = enlarged(8 * MIB);
  scripts[0].picture = () => ({body: large});
  const call = request(`${server.url}/v1/images`, {method: "POST", headers}).end(JSON.stringify(fox));
  const [response] = await once(call, "response");
  const pieces = [];
  for await (const piece of response) {
    pieces.push(piece);
    await pause(1);
  }
  delete scripts[0].picture;
  const whole = Buffer.concat(pieces);
  assert.equal(whole.length, Number(response.headers["content-length"]));
  assert.ok(bytesOf(JSON.parse(whole).images[0]).equals(large));
});

test("takes a body in pieces, and a picture out of it", async () => {
  const reference = enlarged(MIB);
  const text = JSON.stringify({...fox, image_url: `data:image/png;base64,${reference.toString("base64")}`});
  const before = providers[0].calls.length;
  const call = request(`${server.url}/v1/images`, {method: "POST", headers});
  for (let at = 0; at < text.length; at += 100_001) {
    call.write(text.slice(at, at + 100_001));
    await pause(1);
  }
  call.end();
  const [response] = await once(call, "response");
  const body = JSON.parse(Buffer.concat(await response.toArray()));
  assert.equal(response.statusCode, 200, JSON.stringify(body));
  const sent = JSON.parse(providers[0].calls[before].body);
  assert.ok(Buffer.from(sent.image_prompt, "base64").equals(reference));
});

test("a client that breaks off in its body leaves the host well", async () => {
  const call = request(`${server.url}/v1/images`, {method: "POST", headers: {...headers, "content-length": 1000}});
  call.on("error", () => {});
  call.write('{"prompt":', () => call.destroy());
  await new Promise((resolve) => call.on("close", resolve));
  assert.equal((await fetch(`${server.url}/healthz`)).status, 200);
});

test("a submit whose connection was cut may have been paid for: nobody else is asked", async () => {
  scripts[0].submit = () => "reset";
  const before = providers[1].calls.length;
  const response = await post(fox);
  delete scripts[0].submit;
  assert.equal((await response.json()).error.code, "outcome_unknown");
  assert.equal(providers[1].calls.length, before);
});

test("goes on to the next offer after 503", async () => {
  scripts[0].submit = () => ({status: 503, body: {detail: "busy"}});
  const response = await post(fox);
  delete scripts[0].submit;
  const body = await response.json();
  assert.equal(response.status, 200, JSON.stringify(body));
  assert.equal(body.fluxweir.offer, "o1");
});

test("without a provider the painter serves; with faulty settings nothing does, and the log says why", async (t) => {
  const painter = await serve({});
  t.after(painter.stop);
  const body = JSON.stringify({model: "flux-schnell", prompt: "a fox", image_size: "square", seed: 7});
  const painted = await fetch(`${painter.url}/v1/images`, {method: "POST", headers, body});
  assert.equal(painted.status, 200);
  assert.equal(bytesOf((await painted.json()).images[0]).readUInt16BE(0), 0xffd8);
  const faulty = await serve({limits: {runs: -1}, providers: 3});
  t.after(faulty.stop);
  const response = await fetch(`${faulty.url}/healthz`);
  assert.equal(response.status, 500);
  assert.equal((await response.json()).error.code, "internal_error");
  assert.match(lines.join(""), /could not start:[^]*\/providers/);
  const unfitted = await serve({quality: {calibration: {rules: "2020-1-1", pictures: 50, limits: []}}});
  t.after(unfitted.stop);
  assert.equal((await fetch(`${unfitted.url}/healthz`)).status, 500);
  assert.match(lines.join(""), /could not start:[^]*\/quality\/calibration\/rules/);
});
