// The conformance run: every case against every host, in one table.
//   node run.mjs [--host NAME]... [--engine NAME] [--case TEXT] [--verbose]
//   node run.mjs URL [--header "NAME: VALUE"]...
//                         the cases that need no settings, backend or pinning of their own
import {readFileSync} from "node:fs";
import {parseArgs} from "node:util";
import {Backend} from "./backend.mjs";
import {loadCases} from "./cases.mjs";
import {differences, recordOf} from "./compare.mjs";
import {send} from "./http.mjs";
import {Play} from "./play.mjs";
import {WITHOUT_BACKEND, settingsOf} from "./settings.mjs";

const HOSTS = [
  "native",
  "node",
  "deno",
  "bun",
  "workerd",
  "miniflare",
  "wrangler",
  "edge-runtime",
  "wasi-http",
];
const EXPECTED = new URL("expected.json", import.meta.url);

const {values: flags, positionals} = parseArgs({
  allowPositionals: true,
  options: {
    host: {type: "string", multiple: true},
    engine: {type: "string", multiple: true},
    case: {type: "string"},
    header: {type: "string", multiple: true, default: []},
    verbose: {type: "boolean"},
  },
});

function applies(one, traits) {
  const has = (need) => (need === "stateless" ? !traits.includes("state") : traits.includes(need));
  return one.needs.every(has);
}

function groupsOf(cases) {
  const groups = new Map();
  for (const one of cases) groups.set(one.settings, [...(groups.get(one.settings) ?? []), one]);
  return groups;
}

// The same number of requests before the same case: pinned ids count them.
async function align(host, count, target) {
  for (; count.sent < target; ++count.sent) await send(host.url, {path: "/healthz"});
}

// Hosts lead process groups of their own: a run that is broken off takes its host along.
let stopHost = async () => {};
for (const signal of ["SIGINT", "SIGTERM"])
  process.once(signal, () => stopHost().finally(() => process.exit(1)));

class Run {
  constructor(backend) {
    this.backend = backend;
    this.references = new Map();
    this.sent = new Map(); // by case: how many requests the reference host had had when it ended
    this.row = {passed: 0, skipped: 0, failed: 0};
  }

  fail(one, faults) {
    ++this.row.failed;
    console.log(`  FAILED ${one.name}`);
    for (const fault of faults.slice(0, 4)) console.log(`    ${fault}`);
  }

  async host(name, engine) {
    const adapter = await import(`./hosts/${name}.mjs`);
    this.row = {host: name, engine, passed: 0, skipped: 0, failed: 0};
    const begun = Date.now();
    for (const [settings, cases] of groupsOf(selected)) {
      if (cases.some((one) => applies(one, adapter.traits)))
        await this.group(adapter, engine, settings, cases);
      else this.row.skipped += cases.length;
    }
    this.row.seconds = Math.round((Date.now() - begun) / 100) / 10;
    return this.row;
  }

  async group(adapter, engine, settings, cases) {
    const log = flags.verbose ? (text) => process.stderr.write(text) : undefined;
    const options = {engine, log, ...settingsOf(settings, this.backend.addresses)};
    const started = await adapter.start(options).catch((error) => error);
    if (started instanceof Error) return this.lose(adapter, settings, cases, started);
    stopHost = started.stop;
    const host = {url: started.url, traits: adapter.traits};
    const count = {sent: 0};
    try {
      for (const one of cases) await this.one(host, one, count);
    } finally {
      stopHost = async () => {};
      await started.stop();
    }
  }

  // A host that does not start fails all that it should have answered.
  lose(adapter, settings, cases, error) {
    console.log(
      `  FAILED to start with settings ${settings}\n    ${String(error).split("\n").slice(0, 8).join("\n    ")}`,
    );
    const lost = cases.filter((one) => applies(one, adapter.traits)).length;
    this.row.failed += lost;
    this.row.skipped += cases.length - lost;
  }

  async one(host, one, count) {
    if (!applies(one, host.traits)) {
      ++this.row.skipped;
    } else {
      await this.play(host, one, count);
    }
    const key = `${one.settings} ${one.name}`;
    if (!this.sent.has(key)) this.sent.set(key, count.sent);
    const target = this.sent.get(key);
    if (count.sent > target) throw new Error(`${one.name} sends more requests here than to the first host`);
    await align(host, count, target);
  }

  async play(host, one, count) {
    const play = new Play(host, WITHOUT_BACKEND.has(one.settings.split("#")[0]) ? null : this.backend, count);
    const begun = Date.now();
    const faults = await play.run(one).then(
      ({faults: list}) => list,
      (error) => [`${error}`],
    );
    if (flags.verbose) console.log(`  ${faults.length ? "-" : "+"} ${one.name} (${Date.now() - begun} ms)`);
    if (faults.length === 0 && host.traits.includes("pinned") && !one.varies)
      faults.push(...this.compare(host, one, play));
    if (faults.length > 0) this.fail(one, faults);
    else ++this.row.passed;
  }

  // With what the first host said; where answers differ by design, the first of its kind.
  compare(host, one, play) {
    const kind = one.steps.some((step) => step.expect_stateless) && !host.traits.includes("state");
    const key = `${one.name} ${kind}`;
    const record = recordOf(play);
    if (!this.references.has(key)) this.references.set(key, record);
    return differences(this.references.get(key), record);
  }
}

function show(rows) {
  const columns = ["host", "engine", "passed", "skipped", "failed", "seconds"];
  const titles = ["host", "engine", "passed", "not applicable", "failed", "seconds"];
  const widths = columns.map((name, i) =>
    Math.max(titles[i].length, ...rows.map((row) => `${row[name]}`.length)),
  );
  const line = (cells) =>
    cells
      .map((cell, i) => `${cell}`.padEnd(widths[i]))
      .join("  ")
      .trimEnd();
  console.log(`\n${line(titles)}`);
  for (const row of rows) console.log(line(columns.map((name) => row[name])));
}

// Not applicable is an expected value too: a case that silently applies nowhere proves nothing.
function checkSkipped(rows) {
  if (flags.case) return true;
  const expected = JSON.parse(readFileSync(EXPECTED, "utf8"));
  const wrong = rows.filter((row) => row.skipped !== expected.not_applicable[row.host]);
  for (const row of wrong) {
    console.log(
      `${row.host}: ${row.skipped} cases are not applicable, expected.json says ${expected.not_applicable[row.host]}`,
    );
  }
  return wrong.length === 0;
}

async function runHosts() {
  const names = flags.host ?? HOSTS;
  const backend = await Backend.start();
  const run = new Run(backend);
  const rows = [];
  try {
    // The native host says what the others must say.
    for (const name of names.includes("native") ? names : ["native", ...names]) {
      const {engines} = await import(`./hosts/${name}.mjs`);
      const wanted = engines.filter(
        (engine) => !flags.engine || name === "native" || flags.engine.includes(engine),
      );
      for (const engine of wanted) {
        console.log(`${name} (${engine})`);
        rows.push(await run.host(name, engine));
      }
    }
  } finally {
    backend.stop();
  }
  show(rows);
  return checkSkipped(rows) && rows.every((row) => row.failed === 0);
}

async function runUrl(url) {
  const traits = ["url"];
  const headers = Object.fromEntries(flags.header.map((line) => line.split(/:\s*(.*)/s)));
  const run = new Run(null);
  for (const one of selected) {
    if (!one.url || !applies(one, traits)) ++run.row.skipped;
    else await run.play({url, traits, headers}, one, {sent: 0});
  }
  show([{host: new URL(url).host, engine: "?", seconds: "", ...run.row}]);
  return run.row.failed === 0;
}

const selected = loadCases().filter((one) => !flags.case || one.name.includes(flags.case));
const good = positionals.length > 0 ? await runUrl(positionals[0]) : await runHosts();
process.exitCode = good ? 0 : 1;
