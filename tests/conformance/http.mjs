// One HTTP request as a case writes it: `json` or `body`, in `chunks` or whole, or given up on the
// way. Built on node:http, since fetch would add headers, follow redirects and keep bodies to itself.
import http from "node:http";
import https from "node:https";
import net from "node:net";

const PATIENCE_MS = 60_000;

// The text behind {"repeat": "x", "times": 3} too: a body of a megabyte has no place in a case file.
export function expand(text) {
  if (typeof text === "string") return text;
  if (Array.isArray(text)) return text.map(expand).join("");
  return text.repeat.repeat(text.times);
}

function bodyOf(request) {
  if (request.chunks) return request.chunks.map(expand);
  if (request.body !== undefined) return [expand(request.body)];
  return request.json === undefined ? [] : [JSON.stringify(request.json)];
}

function headersOf(request, pieces) {
  const headers = {...request.headers};
  const has = (name) => Object.keys(headers).some((key) => key.toLowerCase() === name);
  if (request.json !== undefined && !has("content-type")) headers["content-type"] = "application/json";
  if (!has("content-length") && !has("transfer-encoding") && pieces.length > 0) {
    if (request.chunks) headers["transfer-encoding"] = "chunked";
    else headers["content-length"] = String(Buffer.byteLength(pieces[0]));
  }
  for (const name of Object.keys(headers)) if (headers[name] === null) delete headers[name];
  return headers;
}

function readAnswer(response, resolve, reject) {
  const parts = [];
  response.on("data", (part) => parts.push(part));
  response.on("error", reject);
  response.on("end", () => {
    const headers = {};
    for (let i = 0; i < response.rawHeaders.length; i += 2) {
      const name = response.rawHeaders[i].toLowerCase();
      headers[name] =
        headers[name] === undefined
          ? response.rawHeaders[i + 1]
          : `${headers[name]}, ${response.rawHeaders[i + 1]}`;
    }
    resolve({status: response.statusCode, headers, body: Buffer.concat(parts)});
  });
}

// Writes piece by piece: the next leaves when the kernel has taken the one before.
async function write(outgoing, pieces) {
  for (const piece of pieces) await new Promise((resolve) => outgoing.write(piece, resolve));
}

// Resolves to {status, headers, body}, or to {gone: true} for a request that was given up.
// `abort.body`: so many pieces leave, then the connection ends. `abort.when`: a promise after which
// the client that waits for its answer leaves.
export function send(base, request, abort) {
  const url = new URL(request.path, base);
  const pieces = bodyOf(request);
  const library = url.protocol === "https:" ? https : http;
  return new Promise((resolve, reject) => {
    const outgoing = library.request(url, {
      method: request.method ?? "GET",
      headers: headersOf(request, pieces),
      agent: false,
      path: request.path.startsWith("/") ? request.path : undefined,
    });
    let answered = false;
    // By a reset: an end in order may also mean that the client only has nothing more to say.
    const leave = () => {
      outgoing.socket?.resetAndDestroy();
      outgoing.destroy();
      resolve({gone: true});
    };
    outgoing.on("response", (response) => {
      answered = true;
      readAnswer(response, resolve, reject);
    });
    outgoing.on("continue", () => {});
    // A host that has answered early may close before the body is through.
    outgoing.on("error", (error) => answered || reject(error));
    outgoing.setTimeout(PATIENCE_MS, () => outgoing.destroy(new Error("no answer within 60 s")));
    if (abort?.body !== undefined) {
      write(outgoing, pieces.slice(0, abort.body)).then(leave, reject);
    } else {
      write(outgoing, pieces).then(
        () => outgoing.end(),
        () => {},
      );
      abort?.when?.then(leave);
    }
  });
}

// Bytes over a socket; the answer's status line tells.
export function sendRaw(base, text) {
  const url = new URL(base);
  return new Promise((resolve, reject) => {
    const socket = net.connect(Number(url.port), url.hostname, () => socket.write(text));
    const parts = [];
    socket.setTimeout(PATIENCE_MS, () => socket.destroy(new Error("no answer within 60 s")));
    socket.on("data", (part) => parts.push(part));
    socket.on("error", reject);
    socket.on("close", () => {
      const answer = Buffer.concat(parts).toString("latin1");
      const [head, ...body] = answer.split("\r\n\r\n");
      const lines = head
        .split("\r\n")
        .slice(1)
        .map((line) => line.split(/:\s*(.*)/s));
      resolve({
        status: Number(answer.split(" ")[1]),
        headers: Object.fromEntries(lines.map(([name, value]) => [name.toLowerCase(), value])),
        body: Buffer.from(body.join("\r\n\r\n"), "latin1"),
      });
    });
  });
}
