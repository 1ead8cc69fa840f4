// Calls to providers by the platform's fetch. What is fetched, how long it may take and what becomes of
// a failure the core decides; here it is only carried out and told.

import {PIECE} from "./scratch.mjs";

const KEEP_PICTURE = 1;
const KEEP_EVERYTHING = 2;
const MOST_BYTES = 64 * 1024 * 1024; // of an answer whose bound the core leaves to its host

// The place of a name in UpstreamLost::Sent.
const SENT_NO = 0;
const SENT_MAYBE = 1;

const isText = (type) => type.startsWith("text/") || type.includes("json");

// Words by which Node, Deno and Bun tell that no connection came about. Other platforms do not say; then
// it is not known whether anything was sent.
const NOT_CONNECTED = [
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "UND_ERR_CONNECT_TIMEOUT",
  "ConnectionRefused",
  "FailedToOpenSocket",
  "client error (Connect)",
];
const NOT_TRUSTED = [
  "CERT_",
  "_CERT",
  "SELF_SIGNED",
  "UNABLE_TO_VERIFY",
  "ERR_TLS",
  "ERR_SSL",
  "invalid peer certificate",
];

function explain(error) {
  const words = [error, error?.cause, ...(error?.cause?.errors ?? [])]
    .map((one) => `${one?.code ?? ""} ${one?.message ?? ""}`)
    .join(" ");
  const says = (list) => list.some((word) => words.includes(word));
  if (error?.busy) return {sent: SENT_NO, reason: "busy"};
  if (says(NOT_TRUSTED)) return {sent: SENT_NO, reason: "tls"};
  if (says(NOT_CONNECTED)) return {sent: SENT_NO, reason: "connect"};
  return {sent: SENT_MAYBE, reason: "reset"};
}

// Cloudflare hands over 4 KiB at a time unless it is given room for more, and each read costs more than its
// bytes. Others hand over larger pieces by themselves.
const SMALL_READS = Boolean(globalThis.FixedLengthStream);

// Reads a body; a piece of less than PIECE is only good until the next read.
function readerOf(body, large) {
  if (!large || !SMALL_READS) return body.getReader();
  let reader;
  try {
    reader = body.getReader({mode: "byob"});
  } catch {
    return body.getReader(); // a stream of a worker's own, in pieces of its own
  }
  let room = new ArrayBuffer(PIECE);
  const read = async () => {
    const got = await reader.read(new Uint8Array(room));
    room = got.value?.length < PIECE ? got.value.buffer : new ArrayBuffer(PIECE);
    return got;
  };
  return {read, cancel: () => reader.cancel()};
}

// One call. `feed` gets UpstreamHead, UpstreamChunk, UpstreamEnd and UpstreamLost until `stop`.
export class Upstream {
  #wanted;
  #platform;
  #scratch;
  #feed;
  #look;
  #abort = new AbortController();
  #stopped = false;

  // `platform` has fetch, secret(name), and what serves schemes of the host's own: handlers by scheme.
  // `look(op, bytes)` shows the core what is kept.
  constructor(wanted, platform, scratch, feed, look) {
    this.#wanted = wanted;
    this.#platform = platform;
    this.#scratch = scratch;
    this.#feed = feed;
    this.#look = look;
  }

  stop() {
    this.#stopped = true;
    this.#abort.abort();
  }

  async run() {
    const {call} = this.#wanted;
    let timer;
    let timedOut = false;
    if (call.timeout > 0) {
      timer = setTimeout(() => {
        timedOut = true;
        this.#abort.abort();
      }, call.timeout);
    }
    try {
      const response = await this.#send();
      if (response) await this.#receive(response);
    } catch (error) {
      this.#lose(timedOut ? {sent: SENT_MAYBE, reason: "timeout"} : explain(error));
    } finally {
      clearTimeout(timer);
    }
  }

  #tell(name, value) {
    if (!this.#stopped) this.#feed(name, {op: this.#wanted.op, ...value});
  }
  #lose(lost) {
    this.#tell("UpstreamLost", lost);
    this.#stopped = true;
  }

  async #send() {
    const {call} = this.#wanted;
    const scheme = call.url.slice(0, call.url.indexOf(":"));
    const body = this.#body();
    if (scheme !== "http" && scheme !== "https") {
      const handler = this.#platform.handlers[scheme];
      if (handler) return handler(call, body, this.#scratch, this.#abort.signal);
      return this.#lose({sent: SENT_NO, reason: "connect"});
    }
    const headers = call.headers.map(({name, value}) => [name, value]);
    if (call.credential.name) {
      const secret = this.#platform.secret(call.credential.name);
      if (!secret) return this.#lose({sent: SENT_NO, reason: "connect"});
      headers.push([call.credential.header, call.credential.prefix + secret]);
    }
    return this.#platform.fetch(call.url, {
      method: call.method,
      headers,
      body,
      redirect: "manual",
      signal: this.#abort.signal,
    });
  }

  #body() {
    const parts = this.#wanted.call.body;
    if (parts.length === 0) return undefined;
    if (parts.length === 1 && parts[0] instanceof Uint8Array) return parts[0];
    const whole = new Uint8Array(this.#scratch.length(parts) ?? 0);
    let at = 0;
    for (const piece of this.#scratch.pieces(parts)) {
      whole.set(piece, at);
      at += piece.length;
    }
    return whole;
  }

  // The core looks at what is kept, in pieces that its memory need not grow for.
  #keep(blob, bytes) {
    blob.append(bytes);
    for (let at = 0; at < bytes.length && !this.#stopped; at += PIECE)
      this.#look(this.#wanted.op, bytes.subarray(at, at + PIECE));
  }

  // An answer piece by piece: to the core, or to a scratch blob that the core only looks at. The next piece is
  // asked for when the last one has been dealt with.
  async #receive(response) {
    const type = (response.headers.get("content-type") ?? "").toLowerCase();
    const {keep, max_bytes} = this.#wanted;
    const fine = response.status >= 200 && response.status < 300;
    const keeps = fine && (keep === KEEP_EVERYTHING || (keep === KEEP_PICTURE && !isText(type)));
    const headers = [...response.headers].map(([name, value]) => ({name, value}));
    this.#tell("UpstreamHead", {status: response.status, headers});
    const most = max_bytes || MOST_BYTES;
    const kept = keeps ? this.#scratch.make() : undefined;
    if (kept) kept.blob.type = type;
    let size = 0;
    const reader = response.body && readerOf(response.body, kept !== undefined);
    while (reader && !this.#stopped) {
      const {done, value} = await reader.read();
      if (done) break;
      size += value.length;
      if (size > most) {
        reader.cancel().catch(() => {});
        return this.#lose({sent: SENT_MAYBE, reason: "too_large"});
      }
      if (kept) this.#keep(kept.blob, value);
      else this.#tell("UpstreamChunk", {bytes: value});
    }
    this.#tell("UpstreamEnd", {blob: kept && {handle: kept.handle, bytes: size, as: 0}});
  }
}
