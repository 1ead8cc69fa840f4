// Serves a wasi:http component by jco, its settings in the environment: node serve_component.mjs COMPONENT. Says
// "listening on http://..." and ends with its process group, since jco has a child that outlives it.
import {spawn} from "node:child_process";
import {once} from "node:events";
import {createServer} from "node:net";
import {fileURLToPath} from "node:url";

const JCO = fileURLToPath(new URL("../tools/node_modules/@bytecodealliance/jco/dist/jco.js", import.meta.url));
const HOST = "127.0.0.1";

// jco says 0 for a port that the kernel picks, so it is told one that the kernel has just picked.
async function freePort() {
  const server = createServer().listen(0, HOST);
  await once(server, "listening");
  const {port} = server.address();
  server.close();
  await once(server, "close");
  return port;
}

const port = await freePort();
const child = spawn(process.execPath, [JCO, "serve", "--host", HOST, "--port", String(port), process.argv[2]], {
  stdio: ["ignore", "inherit", "pipe"],
});
let said = "";
child.stderr.on("data", (bytes) => {
  process.stderr.write(bytes);
  if (said === undefined) return;
  said += bytes;
  if (!said.includes("Server listening")) return;
  said = undefined;
  console.log(`listening on http://${HOST}:${port}`);
});
child.on("exit", (code) => process.exit(code ?? 1));
