// Deno, with the rights that the gateway needs and no others.
import {bin, serveCli} from "./javascript.mjs";

const RIGHTS = [
  "run",
  "--no-prompt",
  "--no-remote",
  "--allow-read",
  "--allow-env",
  "--allow-net",
  "--allow-sys",
];

export {engines, traits} from "./javascript.mjs";
export const start = (options) => serveCli([bin("@deno/linux-x64-glibc/deno"), ...RIGHTS], options);
