// Serves a handler of requests on Node, Deno or Bun. Each has its own server; all give {port, close()}.
import {createServer} from "node:http";
import {once} from "node:events";
import {Readable} from "node:stream";

const HEAD_TIME = 10_000;
const REQUEST_TIME = 60_000;
const LINGER = 1_000;

// `handle(request, {peerIsLoopback})` gives a Response; when it fails the connection ends without one.
export function serve({hostname, port, handle}) {
  if (globalThis.Deno?.serve) return serveDeno(hostname, port, handle);
  if (globalThis.Bun?.serve) return serveBun(hostname, port, handle);
  return serveNode(hostname, port, handle);
}

export const isLoopback = (address = "") => /^(127\.|::1$|::ffff:127\.|localhost$)/.test(address);

async function serveDeno(hostname, port, handle) {
  const server = Deno.serve({hostname, port, onListen() {}}, (request, {remoteAddr}) =>
    handle(request, {peerIsLoopback: isLoopback(remoteAddr.hostname)}),
  );
  return {port: server.addr.port, close: () => server.shutdown()};
}

async function serveBun(hostname, port, handle) {
  const server = Bun.serve({
    hostname,
    port,
    idleTimeout: 255,
    fetch: (request, self) => handle(request, {peerIsLoopback: isLoopback(self.requestIP(request)?.address)}),
  });
  return {port: server.port, close: () => server.stop()};
}

async function serveNode(hostname, port, handle) {
  const server = createServer((incoming, outgoing) => {
    answer(incoming, outgoing, handle).catch(() => outgoing.destroy());
  });
  server.headersTimeout = HEAD_TIME;
  server.requestTimeout = REQUEST_TIME;
  server.listen(port, hostname);
  await once(server, "listening");
  const close = async () => {
    server.close();
    server.closeIdleConnections();
    await once(server, "close");
  };
  return {port: server.address().port, close};
}

async function answer(incoming, outgoing, handle) {
  const abort = new AbortController();
  outgoing.once("close", () => abort.abort());
  let request;
  try {
    request = readRequest(incoming, abort.signal);
  } catch {
    return void outgoing.writeHead(400, {"content-length": "0", connection: "close"}).end();
  }
  const response = await handle(request, {peerIsLoopback: isLoopback(incoming.socket.remoteAddress)});
  outgoing.writeHead(response.status, [...response.headers].flat());
  const reader = response.body?.getReader();
  while (reader) {
    const {done, value} = await reader.read();
    if (done) break;
    if (!outgoing.write(value) && !outgoing.destroyed) await Promise.race([once(outgoing, "drain"), once(outgoing, "close")]);
    if (outgoing.destroyed) return void reader.cancel();
  }
  if (request.body && response.headers.has("content-length")) await arrival(incoming);
  outgoing.end();
}

// Until the rest of a request that was answered early has come: a connection that ends before would take the
// answer with it. The gateway reads it, within its bound; who sends slowly is not waited for.
async function arrival(incoming) {
  if (incoming.complete || incoming.destroyed) return;
  let timer;
  const late = new Promise((resolve) => (timer = setTimeout(resolve, LINGER)));
  await Promise.race([once(incoming, "end"), once(incoming, "close"), late]).catch(() => {});
  clearTimeout(timer);
}

function readRequest(incoming, signal) {
  const headers = [];
  for (let i = 0; i < incoming.rawHeaders.length; i += 2)
    headers.push([incoming.rawHeaders[i], incoming.rawHeaders[i + 1]]);
  const hasBody = incoming.method !== "GET" && incoming.method !== "HEAD";
  return new Request(`http://${incoming.headers.host ?? "localhost"}${incoming.url}`, {
    method: incoming.method,
    headers,
    body: hasBody ? Readable.toWeb(incoming) : undefined,
    duplex: "half",
    signal,
  });
}
