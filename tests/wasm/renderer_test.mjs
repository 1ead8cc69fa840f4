// The renderer's module, in Node: renderer.wasm lies beside the core's module, whose path is in
// FLUXWEIR_MODULE. The native program, in FLUXWEIR_PROGRAM or build/dev, paints the same pictures.
import assert from "node:assert/strict";
import {execFileSync} from "node:child_process";
import {createHash} from "node:crypto";
import {mkdtempSync, readFileSync, rmSync} from "node:fs";
import {createRequire} from "node:module";
import {tmpdir} from "node:os";
import {dirname, join} from "node:path";
import test, {after} from "node:test";
import {fileURLToPath, pathToFileURL} from "node:url";
import {Renderer} from "../../wasm/js/renderer.mjs";

const root = fileURLToPath(new URL("../../", import.meta.url));
const program = process.env.FLUXWEIR_PROGRAM ?? join(root, "build/dev/fluxweir");
const module = new WebAssembly.Module(
  readFileSync(join(dirname(process.env.FLUXWEIR_MODULE), "renderer.wasm")),
);
const folder = mkdtempSync(join(tmpdir(), "fluxweir-renderer-"));
after(() => rmSync(folder, {recursive: true}));

const bytes = (value) => new TextEncoder().encode(typeof value === "string" ? value : JSON.stringify(value));
const text = (answer) => JSON.parse(new TextDecoder().decode(answer.bytes));
const digest = (picture) => createHash("sha256").update(picture).digest("hex");
const ask = {prompt: "mountains with a lake at dawn", seed: 1, width: 160, height: 120};

// What the native program makes of a request, and the call to the painter that it made it by.
function native(prompt, ...options) {
  const file = join(folder, `native-${digest(bytes([prompt, ...options])).slice(0, 8)}`);
  const words = ["generate", prompt, "--seed", "7", ...options];
  const planned = execFileSync(program, [...words, "--dry-run", "--json"], {encoding: "utf8"});
  execFileSync(program, [...words, "-o", file, "--json"], {stdio: "ignore"});
  return {call: bytes(JSON.parse(planned).upstream.body), picture: readFileSync(file), file};
}

const sized = (size) => ["--model", "flux-1-schnell", "--image-size", size];
const small = sized("512x320");
const cases = [
  ["a lighthouse on a cliff at golden hour", ...sized("square")],
  ["neon street in the rain", ...sized("320x512"), "--output-format", "png"],
  ["portrait of an old fisherman, studio light", "--raw"],
  ["ein Fuchs im Wald, 狐", ...small, "--output-format", "png"],
  ["desert dunes, a planet with rings", ...small, "--enhance-prompt"],
  ["flowing silk, teal and orange abstract", ...small],
  ["a luxury watch and a bottle of perfume", ...small, "--output-format", "png"],
];
for (const [prompt, ...options] of cases) {
  test(`paints the native program's bytes: ${[prompt, ...options].join(" ")}`, () => {
    const {call, picture} = native(prompt, ...options);
    const answer = new Renderer(module).paint(call);
    assert.equal(answer.status, 200);
    assert.equal(answer.contentType, options.includes("png") ? "image/png" : "image/jpeg");
    assert.equal(digest(answer.bytes), digest(picture));
  });
}

test("paints a PNG reference in as the native program does", () => {
  const reference = native("a red boat", ...small, "--output-format", "png");
  const options = ["--aspect-ratio", "21:9", "--image-prompt-strength", "0.6"];
  const {call, picture} = native("a harbour", ...options, "--image-url", reference.file);
  const answer = new Renderer(module).paint(call, reference.picture);
  assert.equal(digest(answer.bytes), digest(picture));
});

test("takes a JPEG reference, and none that is cut short, damaged or of another format", () => {
  const renderer = new Renderer(module);
  const {picture: jpeg} = native("a red boat", ...small);
  const {picture: png} = native("a red boat", ...small, "--output-format", "png");
  const call = bytes({...ask, strength_thousandths: 700});
  const answer = renderer.paint(call, jpeg);
  assert.equal(answer.status, 200);
  assert.notEqual(digest(answer.bytes), digest(renderer.paint(call).bytes));
  const damaged = Buffer.from(png).fill(0x55, 2000, 4000);
  const webp = Buffer.concat([
    Buffer.from("RIFF\x1a\0\0\0WEBPVP8L\x0d\0\0\0\x2f\0\0\0", "latin1"),
    Buffer.alloc(16),
  ]);
  const flawed = [
    jpeg.subarray(0, -2),
    jpeg.subarray(0, 9000),
    png.subarray(0, -9000),
    damaged,
    webp,
    bytes("<svg/>"),
  ];
  for (const reference of flawed) {
    const refused = renderer.paint(call, reference);
    assert.equal(refused.status, 422);
    assert.deepEqual(text(refused), {error: "the reference picture can't be read"});
  }
});

test("answers what it can't or may not paint", () => {
  const renderer = new Renderer(module);
  const refused = renderer.paint(bytes({...ask, prompt: "gore", safety_tolerance: 1}));
  assert.equal(refused.status, 200);
  assert.equal(refused.contentType, "application/json");
  assert.deepEqual(text(refused), {status: "Request Moderated"});
  for (const wrong of ["", "{", "[]", "\xff", {...ask, width: 10}, {...ask, seed: -1}])
    assert.equal(renderer.paint(bytes(wrong)).status, 422);
});

test("imports nothing, or next to nothing", () => {
  const known = ["fd_close", "fd_seek", "fd_write", "proc_exit", "emscripten_notify_memory_growth"];
  const wasi = process.env.FLUXWEIR_MODULE.includes("wasi");
  for (const {name} of WebAssembly.Module.imports(module)) assert.ok(!wasi && known.includes(name), name);
  const names = WebAssembly.Module.exports(module).map((one) => one.name);
  for (const name of "abi_version alloc free paint last_ptr".split(" "))
    assert.ok(names.includes(name), name);
});

test("keeps its memory at a level, and lets go of much", () => {
  const renderer = new Renderer(module);
  const round = () => {
    for (let seed = 0; seed < 5; ++seed) renderer.paint(bytes({...ask, seed}));
  };
  for (let i = 0; i < 3; ++i) round();
  const level = renderer.memory;
  for (let i = 0; i < 10; ++i) round();
  assert.ok(level > 0);
  assert.equal(renderer.memory, level);
  const thrifty = new Renderer(module, {keep: level});
  assert.equal(thrifty.paint(bytes({...ask, width: 2048, height: 2048})).status, 200);
  assert.equal(thrifty.memory, 0);
  assert.equal(thrifty.paint(bytes(ask)).status, 200);
});

test("drops an instance that trapped", async () => {
  const require = createRequire(new URL("../tools/package.json", import.meta.url));
  const {default: binaryen} = await import(pathToFileURL(require.resolve("binaryen")));
  const trapping =
    binaryen.parseText(`(module (memory (export "memory") 1) (global $paints (mut i32) (i32.const 0))
    (func (export "abi_version") (result i32) (i32.const 1)) (func (export "free") (param i32))
    (func (export "alloc") (param i32) (result i32) (i32.const 8))
    (func (export "last_ptr") (result i32) (i32.const 1024))
    (func (export "paint") (param i32 i32 i32 i32) (result i32)
      (if (global.get $paints) (then (unreachable))) (global.set $paints (i32.const 1)) (i32.const 12)))`);
  const renderer = new Renderer(new WebAssembly.Module(trapping.emitBinary()));
  assert.equal(renderer.paint(bytes(ask)).status, 0);
  assert.equal(renderer.paint(bytes(ask)).status, 500);
  assert.equal(renderer.memory, 0);
  assert.equal(renderer.paint(bytes(ask)).status, 0);
});
