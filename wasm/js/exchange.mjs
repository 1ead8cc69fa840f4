// One client request: its exchange, the run that it begins, and the pictures of both. Does what the
// machines' actions ask (core/exchange/events.h) and decides nothing.
import {Scratch} from "./scratch.mjs";
import {Upstream} from "./upstream.mjs";

const PUT = 0; // of Blob::Do
const RAW = 0; // of BlobRef::As

// A machine with its timer and its calls.
class Driven {
  #instance;
  #machine;
  #act;
  #ended;
  #inputs = [];
  #busy = false;
  #finished = false;
  #timer;
  #due;
  #calls = new Map();

  // `act(name, value)` does what is asked beyond timers and calls; `ended` is told once.
  constructor(instance, machine, act, ended) {
    this.#instance = instance;
    this.#machine = machine;
    this.#act = act;
    this.#ended = ended;
  }

  get machine() {
    return this.#machine;
  }
  get finished() {
    return this.#finished;
  }

  // An input that comes while another is being handled waits for it.
  feed(name, value) {
    if (this.#finished) return;
    this.#inputs.push([name, value]);
    if (this.#busy) return;
    this.#busy = true;
    try {
      while (this.#inputs.length > 0 && !this.#finished) this.#handle(...this.#inputs.shift());
    } catch (error) {
      this.#instance.failed(error);
    }
    this.#busy = false;
    if (!this.#finished) this.#arm();
  }

  #handle(input, given) {
    this.#due = undefined;
    for (const {name, value} of this.#instance.handle(this.#machine, input, given)) {
      if (name === "Wait") this.#due = value.until;
      else if (name === "Finished") this.end();
      else if (name === "Cancel") this.#stop(value.op);
      else this.#act(name, value);
    }
  }

  // A timer that rings early is harmless: the machine waits again.
  #arm() {
    clearTimeout(this.#timer);
    if (this.#due === undefined) return;
    const left = (this.#due - this.#instance.now().mono) / 1000;
    this.#timer = setTimeout(() => this.feed("Tick", {}), Math.max(0, Math.ceil(left)));
  }

  call(op, upstream) {
    this.#calls.set(op, upstream);
    upstream.run().finally(() => this.#calls.delete(op));
  }
  look(op, bytes) {
    if (!this.#finished) this.#instance.kept(this.#machine, op, bytes);
  }
  #stop(op) {
    this.#calls.get(op)?.stop();
    this.#calls.delete(op);
  }

  end() {
    if (this.#finished) return;
    this.#finished = true;
    clearTimeout(this.#timer);
    for (const op of [...this.#calls.keys()]) this.#stop(op);
    this.#instance.close(this.#machine);
    this.#ended();
  }
}

export class Exchange {
  #instance;
  #platform;
  #answer;
  #exchange;
  #run;
  #news = false; // there are some of the run that the exchange has not been told
  #watched = false;
  #runEnded;
  #tellRunEnded;
  scratch = new Scratch();

  // `answer` has head(status, headers), parts(list), end(close), failed(error) and over().
  constructor(instance, platform, answer) {
    this.#instance = instance;
    this.#platform = platform;
    this.#answer = answer;
    instance.exchanges.add(this);
    this.#exchange = this.#drive(instance.openExchange());
  }

  get finished() {
    return this.#exchange.finished;
  }
  // Settles when the run has ended, which may be after the answer; nothing when there is none.
  get runEnded() {
    return this.#runEnded;
  }

  // An input of the client: ClientHead, ClientChunk, ClientEnd or ClientGone.
  feed(name, value) {
    this.#exchange.feed(name, value);
  }

  fail(error) {
    this.#answer.failed(error);
    this.#exchange.end();
    this.#run?.end();
  }

  #drive(machine) {
    const driven = new Driven(
      this.#instance,
      machine,
      (name, value) => this.#act(driven, name, value),
      () => this.#ended(driven),
    );
    return driven;
  }
  #ended(driven) {
    if (driven === this.#run) this.#tellRunEnded();
    else this.#answer.over();
    if (this.#exchange.finished && (!this.#run || this.#run.finished)) this.#instance.exchanges.delete(this);
  }

  #act(driven, name, value) {
    switch (name) {
      case "Fetch": {
        const feed = (input, given) => driven.feed(input, given);
        const look = (op, bytes) => driven.look(op, bytes);
        return driven.call(value.op, new Upstream(value, this.#platform, this.scratch, feed, look));
      }
      case "RespondHead":
        return this.#answer.head(value.status, value.headers);
      case "RespondChunk":
        return this.#answer.parts(value.parts);
      case "RespondEnd":
        return this.#answer.end(value.close);
      case "Start":
        return this.#start();
      case "Watch":
        this.#watched = true;
        return this.#pass();
      case "Nudge":
        return this.#run?.feed("Nudged", {nudge: value});
      case "Report":
        return this.#report(value.what);
      case "Blob":
        return this.#blob(driven, value);
      case "Sign":
        return this.#later(driven, "SignDone", this.#sign(value));
      case "Seal":
        return this.#later(driven, "SealDone", this.#seal(value));
      case "Query":
        return driven.feed("QueryDone", {op: value.op, ok: false, rows: []});
      case "Inspect":
        return this.#later(driven, "InspectDone", this.#inspect(value));
    }
  }

  #start() {
    this.#runEnded = new Promise((resolve) => (this.#tellRunEnded = resolve));
    this.#run = this.#drive(this.#instance.openRun(this.#exchange.machine));
    this.#run.feed("Tick", {});
  }
  // The news themselves stay in the core's instance.
  #pass() {
    if (!this.#watched || !this.#news) return;
    this.#news = false;
    this.#exchange.feed("RunChanged", {});
  }
  #report({line, sample, update}) {
    if (line) this.#platform.log(line.json);
    if (sample) this.#platform.measure?.(sample);
    if (!update) return;
    this.#news = true;
    this.#pass();
  }
  // Without an answer the machine would wait for ever: what fails here, for want of memory, fails the exchange.
  #later(driven, name, answer) {
    answer.then((value) => driven.feed(name, value)).catch((error) => this.fail(error));
  }
  async #sign({op, key, text}) {
    return {op, mac: await this.#platform.sign(key, text)};
  }
  async #seal({op, handle, at, insert}) {
    const sealed = insert.length > 0 ? this.scratch.insert(handle, at, insert) : handle;
    const bytes = this.scratch.find(sealed).bytes();
    // Pages that came by plain http have none.
    const digest = (await crypto.subtle?.digest("SHA-256", bytes)) ?? new ArrayBuffer(0);
    const sha256 = Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
    return {op, blob: {handle: sealed, bytes: bytes.length, as: RAW}, sha256};
  }
  async #inspect({op, blob, film_grain}) {
    const inspection = await this.#platform.inspect(this.scratch.find(blob.handle).bytes(), film_grain);
    return {op, inspection};
  }
  // Nothing is kept here: only what came in the request has a place.
  #blob(driven, {op, what, handle, bytes, content_type}) {
    if (what === PUT) this.scratch.append(handle, bytes, content_type);
    if (op !== 0) driven.feed("BlobDone", {op, blob: undefined, content_type: ""});
  }
}
