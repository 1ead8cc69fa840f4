// A provider that has every picture ready: BFL's three calls, and OpenAI's one, with the same picture. Run as
// a process of its own; GET /counts tells what came.
import {createServer} from "node:http";
import {png} from "../../wasm/provider.mjs";

const picture = png(2752, 1536);
const counts = {submit: 0, look: 0, picture: 0, openai: 0};
const openai = JSON.stringify({created: 1767225600, data: [{b64_json: picture.toString("base64")}]});

function answer(method, url, origin) {
  const json = (kind, value) => ({
    kind,
    type: "application/json",
    body: typeof value === "string" ? value : JSON.stringify(value),
  });
  if (url === "/counts") return json(undefined, counts);
  if (url === "/picture") return {kind: "picture", type: "image/png", body: picture};
  if (url.startsWith("/v1/get_result"))
    return json("look", {id: "t1", status: "Ready", result: {sample: `${origin}/picture`}});
  if (url === "/v1/images/generations") return json("openai", openai);
  return json("submit", {id: "t1", polling_url: `${origin}/v1/get_result?id=t1`});
}

const server = createServer((request, response) => {
  const {kind, type, body} = answer(request.method, request.url, `http://127.0.0.1:${server.address().port}`);
  if (kind) ++counts[kind];
  request.resume().on("end", () => {
    response.writeHead(200, {"content-type": type, "content-length": Buffer.byteLength(body)}).end(body);
  });
});
server.listen(0, "127.0.0.1", () => console.log(`listening on http://127.0.0.1:${server.address().port}`));
