// Medians of rounds that are taken in turns, and tables of them.
import {execFileSync} from "node:child_process";
import {readFileSync} from "node:fs";
import {availableParallelism, cpus, loadavg} from "node:os";

export function quantile(values, part) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) * part)];
}
export const median = (values) => quantile(values, 0.5);

// `works`: by name a function that gives a number, or an object of numbers, now or later. Every round asks
// each once, so that what else the machine does meets all alike. Gives the medians by name.
export async function inTurns(rounds, works) {
  const samples = {};
  for (let round = 0; round < rounds; ++round) {
    for (const [name, work] of Object.entries(works)) (samples[name] ??= []).push(await work());
  }
  return Object.fromEntries(Object.entries(samples).map(([name, list]) => [name, middle(list)]));
}

function middle(list) {
  if (typeof list[0] === "number") return median(list);
  return Object.fromEntries(Object.keys(list[0]).map((key) => [key, median(list.map((one) => one[key]))]));
}

// Microseconds of processor time per call of `work`, as the median of `batches` means. Not of the clock: what
// else the machine does would count.
export async function microseconds(work, {batches, batch}) {
  const means = [];
  for (let i = 0; i < batches; ++i) {
    const begin = process.cpuUsage();
    for (let j = 0; j < batch; ++j) {
      const done = work();
      if (done instanceof Promise) await done;
    }
    const {user, system} = process.cpuUsage(begin);
    means.push((user + system) / batch);
  }
  return median(means);
}

const SECONDS_PER_TICK = 1 / 100;

// Seconds of processor time that a process has taken so far, all its threads together.
export function processorTime(pid) {
  const text = readFileSync(`/proc/${pid}/stat`, "latin1");
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) * SECONDS_PER_TICK;
}

// Bytes of memory that a process holds.
export function residentMemory(pid) {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "latin1"))[1]) * 1024;
}

export const times = (value) => `${value.toFixed(value < 10 ? 2 : 1)}x`;
export const figure = (value, unit = "", places = value < 10 ? 2 : value < 100 ? 1 : 0) =>
  `${value.toFixed(places)}${unit && ` ${unit}`}`;

// A Markdown table, its columns aligned for those who read it as it is.
export function table(head, rows) {
  const all = [head, ...rows].map((row) => row.map(String));
  const widths = head.map((_, i) => Math.max(...all.map((row) => row[i].length)));
  const line = (row) =>
    `| ${row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))).join(" | ")} |`;
  const dashes = widths.map((width, i) => (i === 0 ? "-".repeat(width) : `${"-".repeat(width - 1)}:`));
  const rule = `| ${dashes.join(" | ")} |`;
  return [line(all[0]), rule, ...all.slice(1).map(line)].join("\n");
}

const versionOf = (program, args = ["--version"]) => {
  const said = execFileSync(program, args, {encoding: "utf8", env: {...process.env, NO_COLOR: "1"}});
  return /\d[\d.-]+/.exec(said)[0];
};

// What the figures were taken on.
export function conditions(programs) {
  const versions = Object.entries(programs).map(([name, program]) => `${name} ${versionOf(program)}`);
  const cores = `${availableParallelism()} cores (${cpus()[0].model})`;
  return `${cores}, load ${loadavg()[0].toFixed(1)} at the start; ${versions.join(", ")}`;
}
