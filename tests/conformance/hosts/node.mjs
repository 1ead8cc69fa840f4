// Node 22, the pinned one.
import {NODE, serveCli} from "./javascript.mjs";

export {engines, traits} from "./javascript.mjs";
export const start = (options) => serveCli([NODE], options);
