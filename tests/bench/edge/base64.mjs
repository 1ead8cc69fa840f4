// Base64 of a megabyte: the answer with four PNG pictures is little else, and a platform may give ten
// milliseconds of processor time to a request.
import {toBase64} from "../../../wasm/js/scratch.mjs";
import {figure, inTurns, microseconds, processorTime} from "./measure.mjs";
import {plainWorker, start} from "./workerd.mjs";

const PIECE = 48 * 1024;
const FREE_MS = 10;

function inNode(way, {batches, mb}) {
  const piece = new Uint8Array(PIECE).fill(165);
  const pieces = Math.ceil((mb * 1e6) / PIECE);
  const work = () => {
    for (let i = 0; i < pieces; ++i) way(piece);
  };
  return async () => ((await microseconds(work, {batches, batch: 1})) / 1000 / (pieces * PIECE)) * 1e6;
}

// Milliseconds of processor time of workerd for a megabyte; undefined where there is no such way.
async function inWorkerd({url, pid}, way, mb, asks) {
  const before = processorTime(pid);
  let bytes = 0;
  for (let i = 0; i < asks; ++i) {
    const answer = await (await fetch(`${url}/?way=${way}&mb=${mb}`)).json();
    if (answer.made === 0) return NaN;
    bytes += answer.bytes;
  }
  return ((processorTime(pid) - before) * 1000 * 1e6) / bytes;
}

export async function base64({brief}) {
  const effort = brief ? {batches: 2, mb: 4} : {batches: 9, mb: 32};
  const worker = await plainWorker("base64.mjs");
  const served = await start(worker);
  const asks = brief ? 2 : 10;
  const got = await inTurns(brief ? 1 : 5, {
    node: inNode((bytes) => toBase64(bytes), effort),
    buffer: inNode((bytes) => Buffer.from(bytes.buffer).toString("base64"), effort),
    workerd: () => inWorkerd(served, "host", effort.mb, asks),
    method: () => inWorkerd(served, "method", effort.mb, asks),
  });
  await served.stop();
  worker.remove();
  const most = (ms) => (ms > 0 ? figure(FREE_MS / ms, "MB", 1) : "-");
  const row = (name, ms) => [
    name,
    Number.isNaN(ms) ? "not there" : figure(ms, "ms"),
    Number.isNaN(ms) ? "-" : most(ms),
  ];
  return {
    title: "Base64 of a megabyte (10^6 bytes of picture)",
    notes: ["Processor time, in pieces of 48 KiB as the host makes them."],
    head: ["where and how", "a megabyte", `in ${FREE_MS} ms`],
    rows: [
      row("Node: the host's toBase64", got.node),
      row("Node: Buffer", got.buffer),
      row("workerd: the host's toBase64", got.workerd),
      row("workerd: Uint8Array.toBase64 alone", got.method),
    ],
    summary: {},
  };
}
