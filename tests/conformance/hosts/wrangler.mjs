// `wrangler dev`, offline, as a developer runs it.
import {writeFileSync} from "node:fs";
import {COMPATIBILITY_DATE, NODE, bin, bindings, traits as javascript, workerFolder} from "./javascript.mjs";
import {serve} from "./process.mjs";

export {engines} from "./javascript.mjs";
// The proxy in front of the worker does not tell it that the client has left.
export const traits = javascript.filter((trait) => trait !== "abort");

const OFFLINE = {
  WRANGLER_SEND_METRICS: "false",
  CI: "1",
  CLOUDFLARE_CF_FETCH_ENABLED: "false",
  WRANGLER_LOG_SANITIZE: "true",
};

export async function start(options) {
  const folder = await workerFolder(options);
  const config = {
    name: "fluxweir",
    main: "worker.js",
    no_bundle: false,
    compatibility_date: COMPATIBILITY_DATE,
    vars: bindings(options),
  };
  writeFileSync(folder.at("wrangler.json"), JSON.stringify(config));
  const args = [
    bin("wrangler/bin/wrangler.js"),
    "dev",
    "--ip",
    "127.0.0.1",
    "--port",
    "0",
    "--inspector-port",
    "0",
  ];
  return serve(NODE, args, {cwd: folder.folder, env: OFFLINE, log: options.log, cleanup: folder.remove});
}
