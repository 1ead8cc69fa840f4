// Node 22, the pinned one.
import { NODE, serveCli } from "./javascript.mjs";

export { engines } from "./javascript.mjs";
export const traits = ["renderer", "pinned", "abort", "loopback"];
export const start = (options) => serveCli([NODE], options);
