// The npm package as it would be published, installed in an empty folder: node --test, with FLUXWEIR_MODULE in
// the folder of the modules.
import assert from "node:assert/strict";
import {execFileSync} from "node:child_process";
import {cpSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {delimiter, dirname, join, resolve} from "node:path";
import test, {after, before} from "node:test";
import {fileURLToPath, pathToFileURL} from "node:url";
import {serve} from "../conformance/hosts/process.mjs";
import {Compiler, ways} from "./package/compiler.mjs";

const FILES = `LICENSE README.md answer.mjs caller.mjs cli.mjs codec.mjs core.d.ts core.mjs exchange.mjs fluxweir.wasm
  frames.mjs gateway.mjs index.d.ts inspecting.mjs inspector.d.ts inspector.mjs inspector.wasm inspectors.mjs
  instance.mjs module.d.ts package.json painters.mjs painting.mjs renderer.d.ts renderer.mjs renderer.wasm scratch.mjs
  secrets.mjs serve.d.ts serve.mjs threads.mjs upstream.mjs worker.d.ts worker.mjs`.split(/\s+/);
const PATIENCE = 60_000;
const here = (name) => fileURLToPath(new URL(name, import.meta.url));
const app = realpathSync(mkdtempSync(join(tmpdir(), "fluxweir-package-")));
const at = (name) => join(app, name);
const modules = resolve(dirname(process.env.FLUXWEIR_MODULE));
// This Node, and the modules that the package brings.
const env = {
  ...process.env,
  PATH: dirname(process.execPath) + delimiter + process.env.PATH,
  FLUXWEIR_MODULE: undefined,
  FLUXWEIR_INSPECTOR: undefined,
  FLUXWEIR_RENDERER: undefined,
};
const run = (program, args) => execFileSync(program, args, {cwd: app, env, encoding: "utf8", timeout: PATIENCE});
const script = (name, text) => {
  writeFileSync(at(name), text);
  return run(process.execPath, [name]);
};
const ask = {model: "flux-1-schnell", prompt: "a fox", image_size: "square", seed: 7};
const isJpeg = (url) => assert.match(url, /^data:image\/jpeg;base64,\/9j\//);

let tarball, manifest, compilers;
before(() => {
  tarball = run(process.execPath, [here("../../wasm/pack.mjs"), modules, app]).trim();
  writeFileSync(at("package.json"), '{"name": "app", "private": true, "type": "module"}');
  run("npm", ["install", "--offline", "--no-audit", "--no-fund", tarball]);
  for (const name of ["use.ts", "misuse.ts"]) cpSync(here(`package/${name}`), at(name));
  manifest = JSON.parse(readFileSync(at("node_modules/fluxweir/package.json"), "utf8"));
  compilers = Object.fromEntries(ways.map((way) => [way, new Compiler(app, way)]));
});
after(() => rmSync(app, {recursive: true}));

test("the tarball holds what the package needs and nothing else", () => {
  const listed = execFileSync("tar", ["tzf", tarball], {encoding: "utf8"}).trim().split("\n");
  assert.deepEqual(listed.map((path) => path.replace(/^package\//, "")).sort(), FILES.sort());
});

for (const way of ways) {
  test(`types, resolved as by ${way}: a strict program passes, and every mistake is found`, () => {
    const {"misuse.ts": found, ...others} = compilers[way].complaints();
    assert.deepEqual(others, {});
    const lines = readFileSync(at("misuse.ts"), "utf8").trim().split("\n");
    const first = lines.indexOf("new Gateway();");
    const mistakes = lines.map((_, i) => String(i + 1)).slice(first);
    assert.deepEqual(Object.keys(found), mistakes, JSON.stringify(found, null, 2));
  });
}

test("what is exported is what is declared, for every path of the package", () => {
  const paths = Object.keys(manifest.exports).map((path) => path.replace(/^\./, "fluxweir"));
  const code = paths.filter((path) => !path.endsWith(".wasm"));
  const names = `const names = {};
    for (const path of ${JSON.stringify(code)}) names[path] = Object.keys(await import(path)).sort();
    console.log(JSON.stringify(names));`;
  const there = JSON.parse(script("names.mjs", names));
  for (const path of code) {
    const declared = compilers.node.values(manifest.exports[path.replace(/^fluxweir/, ".")].types);
    assert.deepEqual(declared.names.sort(), there[path], path);
    assert.deepEqual(declared.loose, [], path);
  }
  const compiled = `import {readFileSync} from "node:fs";
    const read = (path) => new WebAssembly.Module(readFileSync(new URL(import.meta.resolve(path))));
    for (const path of ${JSON.stringify(paths.filter((path) => path.endsWith(".wasm")))}) console.log(read(path));`;
  assert.equal(script("modules.mjs", compiled), "Module [WebAssembly.Module] {}\n".repeat(3));
});

// Zeros are a frame of any kind: empty texts, empty lists and nothing where something may be missing.
const ZEROS = new Uint8Array(4096);
const treeOf = (value) =>
  value === null || typeof value !== "object" || Array.isArray(value) || value instanceof Uint8Array
    ? {}
    : Object.fromEntries(Object.entries(value).map(([name, one]) => [name, treeOf(one)]));
// What of `value` a writer reads, as such a tree.
function watched(seen) {
  const get = (_, name) => {
    if (name === "length") return 0;
    if (typeof name === "symbol") return name === Symbol.toPrimitive ? () => 0 : undefined;
    return watched((seen[name] ??= {}));
  };
  return new Proxy(function () {}, {get});
}

test("the declared actions, inputs, plan and profile have the members of the frames", async () => {
  const load = (name) => import(pathToFileURL(at(`node_modules/fluxweir/${name}`)));
  const {actions, inputs, readPlan, writeHostProfile} = await load("codec.mjs");
  const {FrameReader} = await load("frames.mjs");
  const read = (reader) => treeOf(reader(new FrameReader(ZEROS)));
  const declared = (name) => compilers.node.members("core.d.ts", name);
  const frames = Object.fromEntries(actions.map(([name, reader]) => [name, read(reader)]));
  const told = declared("Actions");
  assert.deepEqual(Object.keys(told.Report.what), ["line", "sample", "update"]);
  told.Report = frames.Report; // one of the three
  assert.deepEqual(told, frames);
  assert.deepEqual(declared("Plan").call, read(readPlan).call);
  const wanted = declared("Inputs");
  assert.deepEqual(Object.keys(wanted).sort(), inputs.map(([name]) => name).sort());
  const writer = new Proxy({}, {get: () => () => {}});
  const members = (write) => {
    const seen = {};
    write(writer, watched(seen));
    return seen;
  };
  for (const [name, write] of inputs)
    assert.deepEqual(Object.keys(members(write)).sort(), Object.keys(wanted[name]).sort(), name);
  assert.deepEqual(members(writeHostProfile), declared("CoreProfile"));
});

test("a program makes a picture with the gateway and the painter", () => {
  const program = `import {readFileSync} from "node:fs";
    import {Gateway} from "fluxweir";
    import {Renderer} from "fluxweir/renderer";
    const read = (path) => new WebAssembly.Module(readFileSync(new URL(import.meta.resolve(path))));
    const gateway = new Gateway({
      module: read("fluxweir/fluxweir.wasm"),
      renderer: new Renderer(read("fluxweir/renderer.wasm")),
      profile: {loopback: true},
      log: () => {},
    });
    const headers = {"content-type": "application/json"};
    const body = ${JSON.stringify(JSON.stringify(ask))};
    const response = await gateway.fetch(new Request("http://127.0.0.1/v1/images", {method: "POST", headers, body}));
    console.log(JSON.stringify({status: response.status, body: await response.json()}));`;
  const {status, body} = JSON.parse(script("picture.mjs", program));
  assert.equal(status, 200, JSON.stringify(body));
  isJpeg(body.images[0].url);
});

test("npx fluxweir picks a port and serves a picture", async (t) => {
  const args = ["--offline", "fluxweir", "--listen", "127.0.0.1:0", "--quiet"];
  const {url, stop} = await serve("npx", args, {cwd: app, env});
  t.after(stop);
  const response = await fetch(`${url}/v1/images`, {
    method: "POST",
    headers: {"content-type": "application/json"},
    body: JSON.stringify(ask),
    signal: AbortSignal.timeout(PATIENCE),
  });
  const body = await response.json();
  assert.equal(response.status, 200, JSON.stringify(body));
  isJpeg(body.images[0].url);
  assert.equal(run("npx", ["--offline", "fluxweir", "--version"]).trim(), manifest.version);
});
