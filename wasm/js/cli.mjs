#!/usr/bin/env node
// `npx fluxweir`: the gateway on Node, Deno or Bun.
import {readFileSync} from "node:fs";
import {parseArgs} from "node:util";
import {Gateway, bounds} from "./gateway.mjs";
import {Inspectors} from "./inspectors.mjs";
import {Painters} from "./painters.mjs";
import {isLoopback, serve} from "./serve.mjs";

const HELP = `Serve image APIs in front of any provider. Keeps no state.
Usage: fluxweir [serve] [options]

  --listen HOST:PORT   port 0 picks a free one (default: 127.0.0.1:8080)
  --config FILE        settings, a JSON file; secrets are read from the environment
  --models FILE        a model catalogue of your own, a JSON file
  --public-url URL     what addresses in answers begin with
  --open               allow an address that other machines can reach
  --renderer           let the painter serve other machines too
  --fetch-urls         fetch http(s) addresses in image_url; only where the network keeps them from private ones
  --no-scores          load nothing that looks at pictures: answers tell them unscored
  --quiet              no log
  --version, --help

  npx fluxweir
  curl localhost:8080/v1/images -H 'content-type: application/json' -d '{"prompt":"a red fox at dawn"}'`;

const beside = (name) => new URL(name, import.meta.url);
const version = () => JSON.parse(readFileSync(beside("package.json"), "utf8")).version;

function readArgs(args) {
  const flag = {type: "boolean", default: false};
  const text = {type: "string", default: ""};
  const {values, positionals} = parseArgs({
    args,
    allowPositionals: true,
    options: {
      listen: {type: "string", default: "127.0.0.1:8080"},
      config: text,
      models: text,
      "public-url": text,
      open: flag,
      renderer: flag,
      "fetch-urls": flag,
      "no-scores": flag,
      quiet: flag,
      help: flag,
      version: flag,
    },
  });
  if (positionals.length > 1 || (positionals[0] ?? "serve") !== "serve")
    throw new Error(`there is no command ${positionals.join(" ")}: fluxweir --help`);
  return values;
}

function open(values, hostname) {
  const compile = (variable, name) => new WebAssembly.Module(readFileSync(process.env[variable] || beside(name)));
  return new Gateway({
    module: compile("FLUXWEIR_MODULE", "fluxweir.wasm"),
    inspector: values["no-scores"] ? undefined : new Inspectors(compile("FLUXWEIR_INSPECTOR", "inspector.wasm")),
    renderer: new Painters(compile("FLUXWEIR_RENDERER", "renderer.wasm")),
    settings: values.config ? readFileSync(values.config, "utf8") : "",
    models: values.models ? readFileSync(values.models, "utf8") : "",
    secrets: process.env,
    profile: {
      loopback: isLoopback(hostname),
      renderer: values.renderer,
      fetches_urls: values["fetch-urls"] || Boolean(process.env.FLUXWEIR_FETCH_URLS),
      public_url: values["public-url"],
      bounds: bounds.none,
    },
    log: values.quiet ? () => {} : (line) => console.error(line),
  });
}

async function main(args) {
  const values = readArgs(args);
  if (values.help) return console.log(HELP);
  if (values.version) return console.log(version());
  const colon = values.listen.lastIndexOf(":");
  const hostname = values.listen.slice(0, colon).replace(/^\[(.*)\]$/, "$1");
  if (!isLoopback(hostname) && !values.open)
    throw new Error(`${hostname} can be reached by other machines, which could spend your keys: add --open to allow it`);
  const gateway = open(values, hostname);
  const server = await serve({
    hostname,
    port: Number(values.listen.slice(colon + 1)),
    handle: (request, context) => gateway.fetch(request, context),
  });
  console.log(`listening on http://${hostname.includes(":") ? `[${hostname}]` : hostname}:${server.port}`);
  for (const signal of ["SIGINT", "SIGTERM"])
    process.once(signal, () => server.close().then(() => process.exit(0)));
}

main(process.argv.slice(2)).catch((error) => {
  console.error(`fluxweir: ${error.message}`);
  for (const {path, allowed} of error.error?.faults ?? []) console.error(`  ${path}: ${allowed}`);
  process.exit(2);
});
