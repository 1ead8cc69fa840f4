// Starts a program that says "listening on http://..." and ends it again.
import {spawn} from "node:child_process";
import {once} from "node:events";
import {mkdtempSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {fileURLToPath} from "node:url";

const START_MS = 60_000;

export const ROOT = fileURLToPath(new URL("../../../", import.meta.url));
export const TOOLS = join(ROOT, "tests/tools/node_modules");
export const module = (engine, name = "fluxweir") =>
  process.env[`FLUXWEIR_${engine.toUpperCase()}_${name.toUpperCase()}`] ??
  join(ROOT, `build/${engine}/${name}.wasm`);

// A folder of its own with settings and a catalogue as files.
export function folderWith({settings, models}) {
  const folder = mkdtempSync(join(tmpdir(), "fluxweir-conform-"));
  const config = join(folder, "gateway.json");
  const catalogue = join(folder, "models.json");
  writeFileSync(config, settings);
  writeFileSync(catalogue, models);
  return {folder, config, catalogue, remove: () => rmSync(folder, {recursive: true})};
}

// The address, once the program has said it; fails with its last words when it ends before.
function address(child, said) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new Error(`it does not listen within ${START_MS / 1000} s:\n${said()}`)),
      START_MS,
    );
    const settle = (then, value) => {
      clearTimeout(timer);
      then(value);
    };
    const look = () => {
      const found = /(?:listening|ready) on (http:\/\/[\w.:-]+)/i.exec(said());
      if (found) settle(resolve, found[1].replace("localhost", "127.0.0.1"));
    };
    child.stdout.on("data", look);
    child.stderr.on("data", look);
    child.on("error", (error) => settle(reject, error));
    child.on("exit", (code) => settle(reject, new Error(`it ended with ${code} at its start:\n${said()}`)));
  });
}

// Children of its own end with it: it leads a process group.
export async function serve(command, args, {env = {}, cwd, log, cleanup = () => {}} = {}) {
  const child = spawn(command, args, {cwd, env: {...process.env, ...env}, detached: true});
  const exited = once(child, "exit").catch(() => {});
  let text = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (bytes) => {
      text = (text + bytes).slice(-20_000);
      log?.(String(bytes));
    });
  }
  const signal = (name) => {
    try {
      process.kill(-child.pid, name);
    } catch {
      // It has ended by itself.
    }
  };
  const stop = async () => {
    if (child.exitCode === null && child.signalCode === null) {
      signal("SIGTERM");
      const timer = setTimeout(() => signal("SIGKILL"), 5_000);
      await exited;
      clearTimeout(timer);
    }
    cleanup();
  };
  try {
    return {url: await address(child, () => text), stop};
  } catch (error) {
    await stop();
    throw error;
  }
}
