// Plays one case against one host: its steps in order, then what the backend must have seen. Returns
// what is wrong, and what must be the same on every host.
import {createHash} from "node:crypto";
import {essential} from "./backend.mjs";
import {send, sendRaw} from "./http.mjs";
import {at, brief, faultsOf} from "./match.mjs";
import {inlined, sniff} from "./picture.mjs";

const PATIENCE_MS = 15_000;
const BETWEEN_LOOKS_MS = 20;

// {{name}} in a request stands for what an earlier step saved, or an address of the backend.
function interpolate(value, saved) {
  if (typeof value === "string") return value.replace(/\{\{(\w+)\}\}/g, (all, name) => saved[name] ?? all);
  if (Array.isArray(value)) return value.map((item) => interpolate(item, saved));
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, interpolate(item, saved)]));
}

function headerFaults(headers, expected) {
  const wanted = Object.entries(expected ?? {});
  return wanted.flatMap(([name, value]) =>
    value === null
      ? headers[name] === undefined
        ? []
        : [`header ${name}: expected none, got ${brief(headers[name])}`]
      : faultsOf(headers[name], value, `header ${name}`),
  );
}

function parse(body) {
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    return undefined;
  }
}

export class Play {
  // `host`: {url, traits}. `backend` may be missing. `count.sent`: requests sent to the host so far.
  constructor(host, backend, count) {
    Object.assign(this, {host, backend, count});
    this.saved = {...backend?.addresses};
    this.faults = [];
    this.record = [];
  }

  async run(one) {
    await this.backend?.direct(interpolate(one.backend, this.saved));
    for (const [i, step] of one.steps.entries()) {
      const faults = await this.step(step);
      this.faults.push(...faults.map((fault) => (one.steps.length > 1 ? `step ${i + 1}: ${fault}` : fault)));
      if (faults.length > 0) return this;
    }
    await this.checkCalls(one);
    return this;
  }

  async step(step) {
    const request = interpolate(step.request, this.saved);
    if (!step.unopened) ++this.count.sent;
    const answer = request.raw ? await sendRaw(this.host.url, request.raw) : await this.ask(request);
    if (answer.gone) return [];
    answer.json = parse(answer.body);
    const faults = await this.judgeAny(answer, interpolate(this.expectations(step), this.saved));
    for (const [name, pointer] of Object.entries(step.save ?? {})) {
      this.saved[name] = pointer.startsWith("header ")
        ? answer.headers[pointer.slice(7)]
        : at(answer.json, pointer);
    }
    this.record.push({status: answer.status, headers: answer.headers, body: answer.body});
    return faults;
  }

  // Nobody knows of a foreign deployment whether it keeps state: either answer will do.
  expectations({expect = {}, expect_stateless: stateless}) {
    if (!stateless) return [expect];
    if (this.host.traits.includes("url")) return [expect, stateless];
    return [this.host.traits.includes("state") ? expect : stateless];
  }

  async judgeAny(answer, expectations) {
    let faults = [];
    for (const expect of expectations) {
      faults = await this.judge(answer, expect);
      if (faults.length === 0) break;
    }
    return faults;
  }

  ask({abort, path, ...request}) {
    // An address that the host gave out is read from the host, whatever name it gave itself.
    const local = path.replace(/^https?:\/\/[^/]+/, "");
    const when =
      abort?.after_calls === undefined ? undefined : this.calls((list) => list.length >= abort.after_calls);
    const headers = {...this.host.headers, ...request.headers};
    return send(this.host.url, {...request, headers, path: local}, abort && {body: abort.after_chunks, when});
  }

  async judge(answer, expect) {
    const faults = [];
    const statuses = [expect.status ?? 200].flat();
    if (!statuses.includes(answer.status)) {
      faults.push(
        `status: expected ${statuses.join(" or ")}, got ${answer.status} ${brief(answer.json ?? "")}`,
      );
    }
    faults.push(...headerFaults(answer.headers, expect.headers));
    if (expect.json !== undefined) faults.push(...faultsOf(answer.json, expect.json));
    if (expect.body !== undefined)
      faults.push(...faultsOf(answer.body.toString("utf8"), expect.body, "body"));
    for (const pointer of expect.absent ?? []) {
      if (at(answer.json, pointer) !== undefined) faults.push(`${pointer}: expected to be absent`);
    }
    const pictures = expect.pictures ?? (expect.picture ? [expect.picture] : []);
    for (const picture of pictures) faults.push(...(await this.judgePicture(answer, picture)));
    return faults;
  }

  async judgePicture(answer, {at: pointer, ...expected}) {
    if (pointer === "body") return faultsOf(sniff(answer.body), expected, "picture");
    const text = at(answer.json, pointer);
    if (typeof text !== "string") return [`${pointer}: expected a picture, got ${brief(text)}`];
    const bytes = inlined(text) ?? (await this.open(text));
    const faults = faultsOf(sniff(bytes), expected, `picture at ${pointer}`);
    const told = answer.json.fluxweir?.provenance?.map((one) => one.sha256);
    const digest = createHash("sha256").update(bytes).digest("hex");
    if (told && !told.includes(digest)) faults.push(`picture at ${pointer}: its digest is not on the receipt`);
    return faults;
  }

  async open(url) {
    ++this.count.sent;
    return (await this.ask({path: url})).body;
  }

  // The calls once they are as `ready` wants them, or as they are when patience ends.
  async calls(ready) {
    const until = Date.now() + PATIENCE_MS;
    for (;;) {
      const list = await this.backend.calls();
      if (ready(list) || Date.now() > until) return list;
      await new Promise((resolve) => setTimeout(resolve, BETWEEN_LOOKS_MS));
    }
  }

  async checkCalls({upstream}) {
    if (!this.backend) return;
    const expected = interpolate(upstream, this.saved);
    const wrong = (list) => (expected ? callFaults(essential(list), expected) : []);
    const list = await this.calls((calls) => wrong(calls).length === 0);
    this.faults.push(...wrong(list));
    this.upstream = essential(list);
  }
}

// A list: these calls in this order. An object: so many of each, where their order is free.
function callFaults(calls, expected) {
  const show = (call) => `${call.method} ${call.path}`;
  if (!Array.isArray(expected)) {
    const counts = {};
    for (const call of calls) counts[show(call)] = (counts[show(call)] ?? 0) + 1;
    const extra = Object.keys(counts).filter((name) => !(name in expected));
    return [...faultsOf(counts, expected, "calls"), ...extra.map((name) => `calls: ${name} is one too many`)];
  }
  if (calls.length !== expected.length)
    return [`calls: expected ${expected.length}, got ${brief(calls.map(show))}`];
  return calls.flatMap((call, i) => {
    const [method, path] = expected[i].call.split(" ");
    const {call: _, json, ...rest} = expected[i];
    const faults = faultsOf(call, {method, path, ...rest}, `call ${i + 1}`);
    if (json !== undefined)
      faults.push(...faultsOf(parse(Buffer.from(call.body)), json, `call ${i + 1} body`));
    return faults;
  });
}
