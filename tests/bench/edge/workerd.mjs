// workerd around one worker of a folder, started and ended at will.
import {spawn} from "node:child_process";
import {once} from "node:events";
import {mkdtempSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {createInterface} from "node:readline";
import {COMPATIBILITY_DATE, bindings, load, workerFolder} from "../../conformance/hosts/javascript.mjs";
import {HERE, programs} from "./places.mjs";

const fromEnvironment = (name) => `(name = "${name}", fromEnvironment = "${name}")`;
const config = ({modules, variables, loader}) => `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "main", worker = .worker),
    (name = "internet", network = (allow = ["public", "private"])),
  ],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")],
);
const worker :Workerd.Worker = (
  modules = [${modules.join(", ")}],
  compatibilityDate = "${COMPATIBILITY_DATE}",
  bindings = [${[...variables.map(fromEnvironment), ...loader].join(", ")}],
);
`;
const script = '(name = "worker.js", esModule = embed "worker.js")';
const binary = (kind, name) => `(name = "./${name}", ${kind} = embed "${name}")`;

// The gateway as a worker, with settings, models and secrets as options of the conformance hosts.
export async function gatewayWorker(options) {
  const folder = await workerFolder({settings: "{}", models: "", secrets: {}, ...options});
  const env = bindings({settings: "", models: "", secrets: {}, ...options});
  const modules = ["fluxweir", "inspector", "renderer"].map((name) => binary("wasm", `${name}.wasm`));
  writeFileSync(folder.at("config.capnp"), config({modules: [script, ...modules], variables: Object.keys(env), loader: []}));
  return {folder: folder.folder, env, remove: folder.remove};
}

// A worker of workers/, `env` its variables. `files`: {name: bytes} that it imports as data; with `loads` it
// may make isolates of its own.
export async function plainWorker(name, {env = {}, files = {}, loads = false} = {}) {
  const folder = mkdtempSync(join(tmpdir(), "fluxweir-bench-"));
  for (const [file, bytes] of Object.entries(files)) writeFileSync(join(folder, file), bytes);
  await load("esbuild").build({
    entryPoints: [join(HERE, "workers", name)],
    outfile: join(folder, "worker.js"),
    bundle: true,
    format: "esm",
    target: "es2022",
    external: Object.keys(files).map((file) => `./${file}`),
  });
  const modules = [script, ...Object.keys(files).map((file) => binary("data", file))];
  const loader = loads ? ['(name = "LOADER", workerLoader = (id = "isolates"))'] : [];
  writeFileSync(join(folder, "config.capnp"), config({modules, variables: Object.keys(env), loader}));
  return {folder, env, remove: () => rmSync(folder, {recursive: true}), experimental: loads};
}

// Starts a worker; `stop` leaves its folder, so that it may be started again.
export async function start({folder, env, experimental}) {
  const options = ["serve", "config.capnp", "--control-fd=3", ...(experimental ? ["--experimental"] : [])];
  const child = spawn(programs.workerd, options, {
    cwd: folder,
    env: {...process.env, ...env},
    stdio: ["ignore", "pipe", "pipe", "pipe"],
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (bytes) => (said = (said + bytes).slice(-8000)));
  const exited = once(child, "exit");
  const early = exited.then(([code]) => Promise.reject(new Error(`workerd ended with ${code}:\n${said}`)));
  early.catch(() => {});
  const [line] = await Promise.race([once(createInterface(child.stdio[3]), "line"), early]);
  const stop = async () => {
    child.kill();
    await exited;
  };
  return {url: `http://127.0.0.1:${JSON.parse(line).port}`, pid: child.pid, stop};
}
