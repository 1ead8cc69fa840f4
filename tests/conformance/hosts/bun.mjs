import {bin, serveCli} from "./javascript.mjs";

export {engines, traits} from "./javascript.mjs";
export const start = (options) => serveCli([bin("@oven/bun-linux-x64/bin/bun")], options);
