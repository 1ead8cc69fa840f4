// The scripted backend (tests/conformance/backend): started once a run, given a script a case.
import {spawn} from "node:child_process";
import {once} from "node:events";
import {createInterface} from "node:readline";
import {fileURLToPath} from "node:url";

const PROGRAM =
  process.env.FLUXWEIR_SCRIPTED_BACKEND ??
  fileURLToPath(new URL("../../build/dev/scripted_backend", import.meta.url));

export class Backend {
  static async start() {
    const child = spawn(PROGRAM, {stdio: ["pipe", "pipe", "inherit"]});
    const gone = once(child, "error").then(([error]) => Promise.reject(error));
    const line = once(createInterface(child.stdout), "line");
    const [text] = await Promise.race([line, gone]);
    return new Backend(child, JSON.parse(text));
  }

  constructor(child, addresses) {
    this.child = child;
    this.addresses = addresses;
  }

  // Forgets what came, and does from now on what `scripts` say.
  async direct(scripts) {
    const body = JSON.stringify(scripts ?? {});
    const answer = await fetch(`${this.addresses.control}/scripts`, {method: "PUT", body});
    if (!answer.ok) throw new Error(`the script is not understood: ${await answer.text()}`);
  }

  async calls() {
    return (await fetch(`${this.addresses.control}/calls`)).json();
  }

  stop() {
    this.child.stdin.end();
  }
}

// What of a call must be the same on every host. Task ids count up over all hosts; of looks at a task
// there are as many as time allows.
function essence(call) {
  const headers = {};
  for (const name of ["accept", "authorization", "content-type", "cookie", "traceparent", "x-key"]) {
    const value = call.headers[name];
    // What some HTTP clients say for themselves.
    if (value !== undefined && `${name}: ${value}` !== "accept: */*") headers[name] = value;
  }
  const target = call.target.replace(/b7000000-0000-4000-8000-[0-9a-f]{12}/g, "{id}");
  return {
    server: call.server,
    method: call.method,
    path: target.replace(/\?sig=.*/, ""),
    headers,
    body: call.body,
  };
}

export function essential(calls) {
  const list = calls.map(essence);
  return list.filter(
    (call, i) => call.method !== "GET" || JSON.stringify(call) !== JSON.stringify(list[i - 1]),
  );
}
