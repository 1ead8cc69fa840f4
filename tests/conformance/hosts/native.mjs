// The native binary. One event loop, so that every request meets the same gateway.
import {join} from "node:path";
import {ROOT, folderWith, serve} from "./process.mjs";

const BINARY = process.env.FLUXWEIR_BINARY ?? join(ROOT, "build/dev/fluxweir");

export const engines = ["native"];
export const traits = [
  "state",
  "blobs",
  "renderer",
  "pinned",
  "abort",
  "raw",
  "fetches_urls",
  "settings",
  "loopback",
  "continues",
  "tells_refused",
  "decodes",
];

export async function start({settings, models, secrets, log}) {
  const {config, catalogue, remove} = folderWith({settings, models});
  const args = [
    "serve",
    "--listen",
    "127.0.0.1:0",
    "--threads",
    "1",
    "--config",
    config,
    "--models",
    catalogue,
  ];
  return serve(BINARY, args, {env: secrets, log, cleanup: remove});
}
