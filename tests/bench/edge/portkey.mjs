// @portkey-ai/gateway's own server, on a port of loopback that the kernel picks and that it does not tell.
import {Server} from "node:net";
import {pathToFileURL} from "node:url";
import {PORTKEY} from "./places.mjs";

const {listen} = Server.prototype;
Server.prototype.listen = function (port, ...rest) {
  this.once("listening", () => console.log(`listening on http://127.0.0.1:${this.address().port}`));
  return listen.call(this, {port: 0, host: "127.0.0.1"}, rest.at(-1));
};
process.argv.push("--headless");
await import(pathToFileURL(PORTKEY));
