// Cloudflare's runtime by itself: one worker, its modules embedded by a config file.
import {spawn} from "node:child_process";
import {once} from "node:events";
import {writeFileSync} from "node:fs";
import {createInterface} from "node:readline";
import {COMPATIBILITY_DATE, bin, bindings, workerFolder} from "./javascript.mjs";

export {engines, traits} from "./javascript.mjs";

// Bindings come from the environment: no text has to be written as Cap'n Proto writes it. Private
// addresses are allowed, since the backend lives on loopback.
const config = (names) => `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "main", worker = .worker),
    (name = "internet", network = (allow = ["public", "private"], tlsOptions = (trustBrowserCas = true))),
  ],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")],
);
const worker :Workerd.Worker = (
  modules = [
    (name = "worker.js", esModule = embed "worker.js"),
    (name = "./fluxweir.wasm", wasm = embed "fluxweir.wasm"),
    (name = "./inspector.wasm", wasm = embed "inspector.wasm"),
    (name = "./renderer.wasm", wasm = embed "renderer.wasm"),
  ],
  compatibilityDate = "${COMPATIBILITY_DATE}",
  bindings = [${names.map((name) => `(name = "${name}", fromEnvironment = "${name}")`).join(", ")}],
);
`;

export async function start(options) {
  const folder = await workerFolder(options);
  const env = bindings(options);
  writeFileSync(folder.at("config.capnp"), config(Object.keys(env)));
  const child = spawn(
    bin("@cloudflare/workerd-linux-64/bin/workerd"),
    ["serve", "config.capnp", "--control-fd=3"],
    {
      cwd: folder.folder,
      env: {...process.env, ...env},
      stdio: ["ignore", "pipe", "pipe", "pipe"],
    },
  );
  let said = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (bytes) => {
      said = (said + bytes).slice(-20_000);
      options.log?.(String(bytes));
    });
  }
  const exited = once(child, "exit");
  const early = exited.then(([code]) => Promise.reject(new Error(`workerd ended with ${code}:\n${said}`)));
  early.catch(() => {});
  const [line] = await Promise.race([once(createInterface(child.stdio[3]), "line"), early]);
  const stop = async () => {
    child.kill();
    await exited;
    folder.remove();
  };
  return {url: `http://127.0.0.1:${JSON.parse(line).port}`, stop};
}
