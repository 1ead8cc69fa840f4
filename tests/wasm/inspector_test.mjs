// The inspector's module, in Node: node --test, with the modules' paths in FLUXWEIR_MODULE, FLUXWEIR_INSPECTOR and
// FLUXWEIR_RENDERER. The native program, in FLUXWEIR_PROGRAM or build/dev, sees the same in the same pixels.
import assert from "node:assert/strict";
import {execFileSync} from "node:child_process";
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from "node:fs";
import {availableParallelism, tmpdir} from "node:os";
import {join} from "node:path";
import test, {after} from "node:test";
import {fileURLToPath} from "node:url";
import {Gateway} from "../../wasm/js/gateway.mjs";
import {Inspector} from "../../wasm/js/inspector.mjs";
import {Inspectors} from "../../wasm/js/inspectors.mjs";
import {Renderer} from "../../wasm/js/renderer.mjs";
import {createHandler} from "../../wasm/js/worker.mjs";
import {encodePng as png} from "./provider.mjs";

const root = fileURLToPath(new URL("../../", import.meta.url));
const program = process.env.FLUXWEIR_PROGRAM ?? join(root, "build/dev/fluxweir");
const compiled = (variable) => new WebAssembly.Module(readFileSync(process.env[variable]));
const [core, module, painter] = ["FLUXWEIR_MODULE", "FLUXWEIR_INSPECTOR", "FLUXWEIR_RENDERER"].map(compiled);
const folder = mkdtempSync(join(tmpdir(), "fluxweir-inspector-"));
after(() => rmSync(folder, {recursive: true}));

const renderer = new Renderer(painter);
const painted = (prompt, format, more = {}) => {
  const call = {prompt, seed: 7, width: 512, height: 320, output_format: format, ...more};
  const {status, bytes} = renderer.paint(new TextEncoder().encode(JSON.stringify(call)));
  assert.equal(status, 200);
  return bytes;
};

const row = (width, f) => Array.from({length: width}, (_, x) => f(x)).flat();
const plain = (width, height, rgb) => png(width, height, 2, () => row(width, () => rgb));

// What the native program makes of `picture`: its report, as text.
function native(picture, filmGrain) {
  const path = join(folder, "picture");
  writeFileSync(path, picture);
  const args = ["score", path, "--json", ...(filmGrain ? ["--film-grain"] : [])];
  let text;
  try {
    text = execFileSync(program, args, {encoding: "utf8", stdio: ["ignore", "pipe", "ignore"]});
  } catch (error) {
    text = error.stdout; // 2: the picture fails
  }
  const [, entry] = /^\{"pictures":\[\{"file":"[^"]*",(.*)\],"near_duplicates":\[\]\}\n$/s.exec(text);
  return `{${entry}`;
}

const colours = Buffer.from(row(256, (i) => [i, 255 - i, (i * 7) % 256]));
const pngs = {
  "a lighthouse": painted("a lighthouse on a cliff at golden hour", "png"),
  "neon in the rain": painted("neon street in the rain", "png", {width: 320, height: 512}),
  silk: painted("flowing silk, teal and orange abstract", "png", {width: 1024, height: 768}),
  grey: png(300, 200, 0, (y) => row(300, (x) => [(x * 3 + y * 5) % 256])),
  "grey with alpha": png(257, 129, 4, (y) => row(257, (x) => [(x * y) % 256, (x + y) % 256])),
  "colours with alpha": png(128, 128, 6, (y) => row(128, (x) => [x, y, (x * y) % 256, 255 - x])),
  "a palette": png(320, 240, 3, (y) => row(320, (x) => [(x ^ y) % 256]), [["PLTE", colours]]),
  black: plain(512, 512, [0, 0, 0]),
  white: plain(256, 512, [255, 255, 255]),
};
for (const [name, picture] of Object.entries(pngs)) {
  test(`sees in a PNG what the native program sees, byte for byte: ${name}`, () => {
    const inspector = new Inspector(module);
    for (const filmGrain of [false, true]) {
      const seen = inspector.inspect(picture, filmGrain);
      assert.equal(seen.report, native(picture, filmGrain));
      const report = JSON.parse(seen.report);
      assert.equal(seen.score, Math.round(report.score * 1000));
      assert.deepEqual([seen.verdict, seen.rules, seen.reasons], [report.verdict, report.rules, report.reasons]);
      assert.equal(seen.hashes.length, 4);
      assert.equal(seen.unscored, "");
    }
  });
}

test("rejects by the thresholds of a calibration, and says when it can't read one", () => {
  const inspector = new Inspector(module);
  const {rules} = inspector.inspect(pngs.silk);
  const blur = JSON.parse(inspector.inspect(pngs.silk).report).measures.blur;
  const fitted = (limit) => JSON.stringify({rules, pictures: 50, limits: [{check: "blur", measure: "blur", limit}]});
  const {rejected} = inspector.inspect(pngs.silk, false, fitted(0.42));
  assert.equal(rejected.startsWith("blur: "), blur > 0.42, rejected);
  assert.equal(inspector.inspect(pngs.silk, false, "").rejected, "");
  assert.equal(inspector.inspect(pngs.silk, false, fitted(7)).unscored, "calibration_not_valid");
  assert.equal(inspector.inspect(pngs.black, false, fitted(7)).placeholder, "black");
});

// Decoders of JPEG need not round alike, and the thresholds stand far apart from what that changes.
test("sees in a JPEG nearly what the native program sees", () => {
  const inspector = new Inspector(module);
  for (const prompt of ["a lighthouse on a cliff at golden hour", "a red boat", "portrait of an old fisherman"]) {
    const picture = painted(prompt, "jpeg", {width: 1024, height: 768});
    const seen = JSON.parse(inspector.inspect(picture).report);
    const beside = JSON.parse(native(picture, false));
    assert.ok(Math.abs(seen.score - beside.score) < 2, `${prompt}: ${seen.score}, natively ${beside.score}`);
    assert.equal(seen.verdict, beside.verdict);
  }
});

test("tells pictures that are none", () => {
  const inspector = new Inspector(module);
  assert.equal(inspector.inspect(pngs.black).placeholder, "black");
  assert.equal(inspector.inspect(pngs.white).placeholder, "blank");
  assert.equal(inspector.inspect(pngs.silk).placeholder, "");
});

test("what can't be decoded or measured is unscored", () => {
  const inspector = new Inspector(module);
  const jpeg = painted("a red boat", "jpeg");
  const webp = Buffer.concat([Buffer.from("RIFF\x1a\0\0\0WEBPVP8L\x0d\0\0\0\x2f\0\0\0", "latin1"), Buffer.alloc(16)]);
  const flawed = [new Uint8Array(0), Buffer.from("<svg/>"), webp, jpeg.subarray(0, 9000), pngs.silk.subarray(0, -9000)];
  for (const picture of flawed) {
    const seen = inspector.inspect(picture);
    assert.equal(seen.unscored, "not_decoded");
    assert.deepEqual([seen.score, seen.verdict, seen.report, seen.hashes], [0, "", "", []]);
  }
  assert.deepEqual(flawed.map((picture) => inspector.inspect(picture).placeholder), ["", "", "", "broken", "broken"]);
  assert.equal(inspector.inspect(plain(4, 4, [9, 9, 9])).unscored, "size_not_measured");
  assert.equal(inspector.inspect(jpeg).unscored, "");
});

// No structure tells this from a whole file: the end is where it should be.
test("a JPEG that was cut within its last scan and given an end is broken", () => {
  const inspector = new Inspector(module);
  const whole = painted("a lighthouse on a cliff at golden hour", "jpeg", {width: 256, height: 192});
  assert.equal(inspector.inspect(whole).placeholder, "");
  let planted = 0;
  let found = 0;
  for (let cut = 40; cut < (whole.length * 3) / 4; cut += Math.ceil(whole.length / 240), ++planted) {
    const seen = inspector.inspect(Buffer.concat([whole.subarray(0, -cut), Buffer.from([0xff, 0xd9])]));
    found += seen.placeholder === "broken" && seen.unscored === "not_decoded" ? 1 : 0;
  }
  assert.ok(planted > 150);
  assert.equal(found, planted);
});

test("a file of more bytes than are taken is unscored", () => {
  const thrifty = new Inspector(module, {most: pngs.silk.length - 1});
  assert.equal(thrifty.inspect(pngs.silk).unscored, "not_decoded");
  assert.equal(new Inspector(module, {most: pngs.silk.length}).inspect(pngs.silk).unscored, "");
});

test("more pixels than are taken are told by the head alone", () => {
  const inspector = new Inspector(module);
  const huge = Buffer.from(plain(8, 8, [0, 0, 0]));
  huge.writeUInt32BE(60_000, 16);
  huge.writeUInt32BE(60_000, 20);
  assert.equal(inspector.inspect(huge).unscored, "not_decoded");
  assert.ok(inspector.memory < 32 << 20, `${inspector.memory} bytes`);
});

test("keeps its memory at a level, and lets go of much", () => {
  const inspector = new Inspector(module);
  for (let i = 0; i < 5; ++i) inspector.inspect(pngs.silk);
  const level = inspector.memory;
  for (let i = 0; i < 20; ++i) inspector.inspect(pngs.silk);
  assert.equal(inspector.memory, level);
  const thrifty = new Inspector(module, {keep: 4 << 20});
  assert.equal(thrifty.inspect(pngs.silk).unscored, "");
  assert.equal(thrifty.memory, 0);
  assert.equal(thrifty.inspect(pngs.silk).unscored, "");
});

test("threads see the same, and take no more than a queue of it", async () => {
  const inspectors = new Inspectors(module);
  const here = new Inspector(module);
  const pictures = Object.values(pngs);
  const seen = await Promise.all(pictures.map((picture) => inspectors.inspect(picture, false)));
  assert.deepEqual(seen, pictures.map((picture) => here.inspect(picture)));
  const many = Array.from({length: 64 + availableParallelism() + 1}, () => inspectors.inspect(pngs.grey, false));
  const ends = await Promise.allSettled(many);
  const refused = ends.filter(({status}) => status === "rejected");
  assert.ok(refused.length >= 1);
  assert.ok(refused.every(({reason}) => reason.busy));
});

const ask = {model: "flux-1-schnell", prompt: "a red fox", image_size: "square", seed: 7};
const request = () =>
  new Request("http://127.0.0.1:8080/v1/images", {
    method: "POST",
    headers: {"content-type": "application/json"},
    body: JSON.stringify(ask),
  });
async function quality(gateway, env) {
  const response = await gateway.fetch(request(), env);
  const body = await response.json();
  assert.equal(response.status, 200, JSON.stringify(body));
  return body.fluxweir.quality;
}
const options = {module: core, renderer, profile: {loopback: true}, log: () => {}};

test("a gateway with an inspector scores its pictures, one without says why not", async () => {
  const [scored] = await quality(new Gateway({...options, inspector: new Inspector(module)}));
  assert.equal(scored.scored, true);
  assert.ok(scored.score > 0);
  const [unscored] = await quality(new Gateway(options));
  assert.deepEqual([unscored.scored, unscored.reason], [false, "host_cannot_decode"]);
});

test("an inspector that fails costs the score and not the picture", async () => {
  const failing = (error) => ({
    inspect: () => {
      throw error;
    },
  });
  const [broken] = await quality(new Gateway({...options, inspector: failing(new Error("gone"))}));
  assert.equal(broken.reason, "not_decoded");
  const busy = Object.assign(new Error("too many"), {busy: true});
  const [late] = await quality(new Gateway({...options, inspector: failing(busy)}));
  assert.equal(late.reason, "busy");
});

test("a picture that is none is not delivered", async () => {
  const black = {paint: () => ({status: 200, contentType: "image/png", bytes: pngs.black})};
  const body = JSON.stringify({...ask, output_format: "png"});
  const answer = async (more) => {
    const gateway = new Gateway({...options, renderer: black, ...more});
    return (await gateway.fetch(new Request(request(), {body, method: "POST"}))).status;
  };
  assert.equal(await answer({inspector: new Inspector(module)}), 502);
  assert.equal(await answer({}), 200);
});

test("a worker scores as its plan allows", async () => {
  const handler = createHandler({module: core, renderer: painter, inspector: module, log: () => {}});
  const [paid] = await quality(handler, {FLUXWEIR_LOOPBACK: "1", FLUXWEIR_BOUNDS: "workers-paid"});
  assert.equal(paid.scored, true);
  const [free] = await quality(handler, {FLUXWEIR_LOOPBACK: "1", FLUXWEIR_BOUNDS: "workers-free"});
  assert.equal(free.reason, "host_cannot_decode");
});

test("imports nothing, or next to nothing", () => {
  const known = ["fd_close", "fd_seek", "fd_write", "proc_exit", "emscripten_notify_memory_growth"];
  const wasi = process.env.FLUXWEIR_INSPECTOR.includes("wasi");
  for (const {name} of WebAssembly.Module.imports(module)) assert.ok(!wasi && known.includes(name), name);
  const names = WebAssembly.Module.exports(module).map((one) => one.name);
  for (const name of "abi_version alloc free inspect last_ptr".split(" ")) assert.ok(names.includes(name), name);
});
