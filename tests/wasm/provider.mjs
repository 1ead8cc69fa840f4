// A provider for tests of the JavaScript host, on loopback: BFL's wire in its simplest form, with a script.
import {once} from "node:events";
import {createServer} from "node:http";
import {deflateSync, crc32} from "node:zlib";

const chunk = (name, data) => {
  const body = Buffer.concat([Buffer.from(name), data]);
  const out = Buffer.alloc(body.length + 8);
  out.writeUInt32BE(data.length, 0);
  body.copy(out, 4);
  out.writeUInt32BE(crc32 ? crc32(body) : 0, body.length + 4);
  return out;
};

// A whole PNG of 8 bits and that colour type; `line(y)` gives the bytes of a line, `extra` chunks before them.
export function encodePng(width, height, type, line, extra = []) {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, type, 0, 0, 0], 8);
  const lines = Array.from({length: height}, (_, y) => [Buffer.alloc(1), Buffer.from(line(y))]);
  const pixels = deflateSync(Buffer.concat(lines.flat()), {level: 1});
  const chunks = [["IHDR", head], ...extra, ["IDAT", pixels], ["IEND", Buffer.alloc(0)]];
  const begin = Buffer.from("\x89PNG\r\n\x1a\n", "latin1");
  return Buffer.concat([begin, ...chunks.map(([name, data]) => chunk(name, data))]);
}

// A picture of that size: eight by eight blocks that lie otherwise for each `kind`, so that no two look alike.
export function png(width, height, kind = 128) {
  const columns = Array.from({length: 8}, (_, x) => Math.floor(((x + 1) * width) / 8) - Math.floor((x * width) / 8));
  const shade = (x, y) => Math.imul((kind * 8 + y) * 8 + x, 2654435761) >>> 24;
  return encodePng(width, height, 2, (y) =>
    Buffer.concat(columns.map((wide, x) => Buffer.alloc(wide * 3, shade(x, Math.floor((y * 8) / height))))),
  );
}

// `script.submit(n, call)`, `script.look(n)`, `script.picture(n)` may give {status, body, type, headers} or
// "stall" or "reset"; what they leave out goes well. `calls` holds all that came.
export async function startProvider(picture, script = {}) {
  const calls = [];
  const counts = {submit: 0, look: 0, picture: 0};
  const cut = new Promise((resolve) => (calls.cut = resolve));
  const server = createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const call = {method: request.method, url: request.url, headers: request.headers, body: Buffer.concat(chunks)};
    calls.push(call);
    const what = request.method === "POST" ? "submit" : request.url.startsWith("/v1/get") ? "look" : "picture";
    const said = script[what]?.(++counts[what], call);
    response.on("close", () => !response.writableFinished && calls.cut(what));
    if (said === "stall") return;
    if (said === "reset") return request.socket.destroy();
    const origin = `http://127.0.0.1:${server.address().port}`;
    const good = {
      submit: {id: "t1", polling_url: `${origin}/v1/get_result?id=t1`},
      look: {id: "t1", status: "Ready", result: {sample: `${origin}/picture`}},
    }[what];
    const body = said?.body ?? good ?? picture;
    const bytes = Buffer.isBuffer(body) ? body : Buffer.from(JSON.stringify(body));
    const type = said?.type ?? (good ? "application/json" : "image/png");
    response.writeHead(said?.status ?? 200, {"content-type": type, ...said?.headers}).end(bytes);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const origin = `http://127.0.0.1:${server.address().port}`;
  const close = async () => {
    server.close();
    server.closeAllConnections();
    await once(server, "close");
  };
  return {origin, calls, cut, close};
}

// Settings in front of such providers, the first one preferred.
export const settingsFor = (...providers) => ({
  providers: providers.map(({origin}, i) => ({
    name: `p${i}`,
    codec: "bfl",
    origin,
    credential: "${BFL_KEY}",
  })),
  offers: providers.map((_, i) => ({
    id: `o${i}`,
    model: "flux-pro-v1-1-ultra",
    provider: `p${i}`,
    priority: providers.length - i,
  })),
});
