// The gateway for any JavaScript platform: requests in, responses out. It keeps no state: what a request
// began ends with it.
import {Answer} from "./answer.mjs";
import {takeCaller} from "./caller.mjs";
import {Core} from "./core.mjs";
import {Exchange} from "./exchange.mjs";
import {inspectWith} from "./inspecting.mjs";
import {paintWith} from "./painting.mjs";
import {makeSigner, readSecret} from "./secrets.mjs";

export {CoreError} from "./core.mjs";

const MIB = 1024 * 1024;
const DRAINED = MIB; // of a body whose request has been answered
const NO_LOAD = {runs: 0, bytes: 0, paint_wait: 0, draining: false};

// What platforms let one request take (core/settings/settings.h, RequestBounds).
// Source: developers.cloudflare.com/workers/platform/limits, read 2026-11. The Free plan's 10 ms of processor
// time are why pictures are bounded: workerd took 6 ms a megabyte on a shared machine, its sockets' work
// included, and the walk over a picture (core/image/walk.h) takes 1 to 2 ms more. Counted is the largest that
// a JPEG of 4 megapixels could be, 6 MiB: one, most of which are far smaller, shall be possible. That the
// platform lets every such one pass was not measured.
export const bounds = {
  none: {fetches: 0, parallel_fetches: 0, memory: 0, inlined: 0},
  "workers-free": {fetches: 50, parallel_fetches: 6, memory: 128 * MIB, inlined: 7 * MIB},
  "workers-paid": {fetches: 1000, parallel_fetches: 6, memory: 128 * MIB, inlined: 0},
};

const now = () => ({mono: performance.now() * 1000, wall: Date.now()});
const asText = (json) => (typeof json === "string" ? json : JSON.stringify(json));

// A module in use, until it traps.
class Instance {
  exchanges = new Set();
  now = now;
  #core;
  #gateway;
  #dropped;

  constructor(options, dropped) {
    this.#core = new Core(options.module);
    this.#gateway = this.#core.openGateway(asText(options.settings ?? ""), asText(options.models ?? ""), {
      stateless: true,
      loopback: false,
      bounds: bounds.none,
      ...options.profile,
      decodes: Boolean(options.inspector),
    });
    this.#dropped = dropped;
  }

  get memory() {
    return this.#core.memory;
  }
  openExchange() {
    return this.#core.openExchange(this.#gateway, crypto.getRandomValues(new Uint8Array(32)));
  }
  openRun(exchange) {
    return this.#core.openRun(this.#gateway, exchange);
  }
  handle(machine, name, value) {
    return this.#core.handle(machine, name, value, now());
  }
  kept(machine, op, bytes) {
    this.#core?.kept(machine, op, bytes);
  }
  close(machine) {
    if (this.#core) this.#core.close(machine);
  }
  plan(head, body) {
    return this.#core.plan(this.#gateway, head, body, crypto.getRandomValues(new Uint8Array(32)), now());
  }

  // After a trap nothing in it can be trusted: it is dropped, and what it served has failed.
  failed(error) {
    this.#core = undefined;
    this.#dropped(error);
    for (const exchange of [...this.exchanges]) exchange.fail(error);
  }
}

export class Gateway {
  #options;
  #platform;
  #instance;

  // See index.d.ts. Throws a CoreError that names every fault of the settings, or an Error when the secret
  // of a provider is missing.
  constructor(options) {
    this.#options = options;
    const secret = (name) => readSecret(options.secrets, name);
    const settings = JSON.parse(asText(options.settings || "{}") || "{}");
    this.#platform = {
      fetch: options.fetch ?? ((...call) => fetch(...call)),
      secret,
      handlers: {...(options.renderer && {renderer: paintWith(options.renderer)}), ...options.handlers},
      inspect: inspectWith(options.inspector, settings.quality?.calibration && asText(settings.quality.calibration)),
      sign: makeSigner(secret("FLUXWEIR_SIGNING_KEY")),
      log: options.log ?? ((line) => console.log(line)),
      measure: options.measure,
    };
    for (const {name, credential} of settings.providers ?? []) {
      if (credential && !secret(credential)) throw new Error(`the secret ${credential} of provider ${name} is not set`);
    }
    this.#use();
  }

  #use() {
    this.#instance ??= new Instance(this.#options, (error) => {
      this.#instance = undefined;
      this.#platform.log(JSON.stringify({level: "error", msg: "instance_dropped", reason: String(error)}));
    });
    return this.#instance;
  }

  // Bytes of the module's memory.
  get memory() {
    return this.#use().memory;
  }

  // What a create request would do, without doing it: {spec, quote, call}, or a CoreError thrown.
  plan(path, body, {query = ""} = {}) {
    const headers = [{name: "content-type", value: "application/json"}];
    const head = {method: "POST", path, query, scheme: "http", host: "localhost", headers, peer_is_loopback: false};
    return this.#use().plan(head, asText(body));
  }

  // Answers `request`. `context.waitUntil` is told of a run that outlives its answer.
  async fetch(request, context = {}) {
    const {head, caller} = await readHead(request, context);
    let exchange;
    const gone = () => exchange.feed("ClientGone", {});
    const answer = new Answer(() => exchange.scratch, gone);
    exchange = new Exchange(this.#use(), this.#platform, answer);
    request.signal?.addEventListener("abort", gone, {once: true});
    exchange.feed("ClientHead", {head, caller, load: NO_LOAD});
    passBody(request, exchange).catch((error) => exchange.fail(error));
    const response = await answer.response;
    if (exchange.runEnded) context.waitUntil?.(exchange.runEnded);
    return response;
  }
}

async function readHead(request, context) {
  const url = new URL(request.url);
  const headers = [...request.headers].map(([name, value]) => ({name, value}));
  const caller = await takeCaller(headers);
  const head = {
    method: request.method,
    path: url.pathname,
    query: url.search.slice(1),
    scheme: url.protocol.slice(0, -1),
    host: request.headers.get("host") ?? url.host,
    headers,
    peer_is_loopback: context.peerIsLoopback ?? false,
  };
  return {head, caller};
}

// The body goes in as it comes, the next piece when the last has been dealt with.
async function passBody(request, exchange) {
  const reader = request.body?.getReader();
  try {
    while (reader && !exchange.finished) {
      const {done, value} = await reader.read();
      if (done) break;
      exchange.feed("ClientChunk", {bytes: value});
    }
  } catch {
    return exchange.feed("ClientGone", {});
  }
  if (exchange.finished) return reader && drain(reader);
  exchange.feed("ClientEnd", {media: [], load: NO_LOAD});
}

// What is on its way to a request that has been answered: taken for a while, since a connection that is
// closed before it would lose the answer.
async function drain(reader) {
  for (let left = DRAINED; left > 0; ) {
    const {done, value} = await reader.read().catch(() => ({done: true}));
    if (done) return;
    left -= value.length;
  }
  reader.cancel().catch(() => {});
}
