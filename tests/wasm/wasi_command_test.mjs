// The WASI command under Node's WASI and under Wasmtime: node --test, after building the target fluxweir_command.
// Wasmtime comes inside wizer, which runs a module's start before it would keep a snapshot; that one is thrown away.
import assert from "node:assert/strict";
import {spawnSync} from "node:child_process";
import {mkdtempSync, rmSync, writeFileSync} from "node:fs";
import {devNull, tmpdir} from "node:os";
import {join} from "node:path";
import test, {after} from "node:test";
import {fileURLToPath} from "node:url";
import {encodePng} from "./provider.mjs";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const command = process.env.FLUXWEIR_COMMAND ?? here("../../build/wasi/fluxweir-command.wasm");
const folder = mkdtempSync(join(tmpdir(), "fluxweir-command-"));
after(() => rmSync(folder, {recursive: true}));

const settings = {
  providers: [{name: "bfl", codec: "bfl", origin: "https://api.example.com", credential: "${BFL_KEY}"}],
  offers: [{id: "o", model: "flux-pro-v1-1-ultra", provider: "bfl"}],
};
writeFileSync(join(folder, "settings.json"), JSON.stringify(settings));

const byNode = `import {readFileSync} from "node:fs";
import {WASI} from "node:wasi";
const [file, folder, ...args] = process.argv.slice(1);
const wasi = new WASI({version: "preview1", args: ["fluxweir-command", ...args], env: process.env,
  preopens: {"/settings": folder}, returnOnExit: true});
const instance = new WebAssembly.Instance(new WebAssembly.Module(readFileSync(file)), wasi.getImportObject());
process.exitCode = wasi.start(instance);`;

const hosts = {
  Node: (args) => ["--no-warnings", "--input-type=module", "-e", byNode, "--", command, folder, ...args],
  // It hands on no arguments.
  Wasmtime: () => [
    here("../tools/node_modules/@bytecodealliance/wizer/wizer.js"),
    ...["--allow-wasi", "--inherit-env", "true", "--wasm-bulk-memory", "true", "--wasm-reference-types", "true"],
    ...["--init-func", "_start", command, "-o", devNull],
  ],
};

function run(host, args, input, env = {}) {
  const {status, stdout, stderr} = spawnSync(process.execPath, hosts[host](args), {input, env, encoding: "utf8"});
  assert.notEqual(status, null, stderr);
  return {status, stdout, stderr, document: stdout ? JSON.parse(stdout) : undefined};
}

const fox = {prompt: "a füchs", seed: 7, num_images: 2};
const http = (body, path = "/v1/images") =>
  `POST ${path} HTTP/1.1\r\nhost: example.com\r\ncontent-type: application/json\r\n\r\n${JSON.stringify(body)}`;

for (const host of Object.keys(hosts)) {
  test(`${host}: receipt, quote and the call of a request`, () => {
    const env = {FLUXWEIR_SETTINGS: JSON.stringify(settings), BFL_KEY: "very-secret"};
    const {status, stdout, stderr, document} = run(host, [], http(fox), env);
    assert.equal(status, 0, stdout + stderr);
    const {plan, call} = document;
    assert.equal(plan.model, "flux-pro-v1-1-ultra");
    assert.equal(plan.offer, "o");
    assert.deepEqual(plan.size, {width: 2752, height: 1536});
    assert.deepEqual(plan.quote, {images: 2, list_micro_usd: 120000, cost_micro_usd: 120000, operator_worst_micro_usd: 360000});
    assert.deepEqual(plan.fluxweir.seeds, [7, 8]);
    assert.equal(plan.upstream.body.prompt, "a füchs");
    assert.equal(call.url, "https://api.example.com/v1/flux-pro-1.1-ultra");
    assert.equal(call.headers["content-type"], "application/json");
    assert.deepEqual(call.credential, {name: "BFL_KEY", header: "x-key", prefix: ""});
    assert.ok(!stdout.includes("very-secret"));
  });

  test(`${host}: a refusal is an error document and ends with 1`, () => {
    const refused = run(host, [], http({prompt: "", num_images: 9}));
    assert.equal(refused.status, 1);
    assert.deepEqual(refused.document.error.faults.map((one) => one.path), ["/prompt", "/num_images"]);
  });
}

test("usage that is wrong ends with 2", () => {
  assert.equal(run("Node", ["--wrong"], "").status, 2);
  assert.equal(run("Node", [], "hello").status, 2);
  assert.equal(run("Node", ["--json", "/settings/none.json"], "{}").status, 2);
});

test("settings that are wrong are refused as a request is", () => {
  const faulty = run("Node", [], http(fox), {FLUXWEIR_SETTINGS: '{"providers":3}'});
  assert.equal(faulty.status, 1);
  assert.equal(faulty.document.error.faults[0].path, "/providers");
});

test("settings come from a file, pictures out of the body", () => {
  const image_url = `data:image/png;base64,${Buffer.from("\x89PNG\r\n\x1a\n", "latin1").toString("base64")}`;
  const plain = run("Node", ["--json", "/settings/settings.json"], JSON.stringify(fox));
  assert.equal(plain.document.plan.offer, "o");
  const broken = run("Node", ["--json", "/settings/settings.json"], JSON.stringify({...fox, image_url}));
  assert.equal(broken.document.error.faults[0].path, "/image_url");
});

test("a picture gets its score", () => {
  const grey = encodePng(300, 200, 0, (y) => Array.from({length: 300}, (_, x) => (x * 3 + y * 5) % 256));
  const {status, document, stderr} = run("Node", ["--score"], grey);
  assert.equal(status, 0, stderr);
  assert.deepEqual([document.width, document.height], [300, 200]);
  assert.ok(document.score > 0 && document.verdict && document.parts.length > 0);
  const unscored = run("Node", ["--score"], "hello");
  assert.equal(unscored.status, 1);
  assert.deepEqual(unscored.document, {unscored: "not_decoded"});
});
