// Paints beside the page, so that it stays alive: {body, reference} in, {answer, ms} out.
import {Renderer} from "./fluxweir/renderer.mjs";

const fetched = await fetch(new URL("./fluxweir/renderer.wasm", import.meta.url));
const renderer = new Renderer(new WebAssembly.Module(await fetched.arrayBuffer()));

addEventListener("message", ({data}) => {
  const begun = performance.now();
  const answer = renderer.paint(data.body, data.reference);
  postMessage({answer, ms: performance.now() - begun}, [answer.bytes.buffer]);
});
postMessage({ready: true});
