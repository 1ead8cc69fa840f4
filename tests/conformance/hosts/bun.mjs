import { bin, serveCli } from "./javascript.mjs";

export { engines } from "./javascript.mjs";
export const traits = ["renderer", "pinned", "abort", "loopback"];
export const start = (options) => serveCli([bin("@oven/bun-linux-x64/bin/bun")], options);
