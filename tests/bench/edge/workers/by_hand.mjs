// One picture of a provider of BFL's kind, the shortest way: submit, look, fetch, and the picture in the
// answer. No parameter is checked, nothing is tried again.
import {toBase64} from "../../../../wasm/js/scratch.mjs";

export default {
  async fetch(request, env) {
    const {prompt, seed, output_format} = await request.json();
    const headers = {
      "content-type": "application/json",
      accept: "application/json",
      "x-key": env.FLUXWEIR_BENCH_KEY,
    };
    const body = JSON.stringify({prompt, seed, output_format});
    const submit = await fetch(`${env.UPSTREAM}/v1/flux-pro-1.1-ultra`, {method: "POST", headers, body});
    const {polling_url} = await submit.json();
    const {status, result} = await (await fetch(polling_url, {headers})).json();
    if (status !== "Ready") return Response.json({error: status}, {status: 502});
    const picture = await fetch(result.sample);
    const text = new TextDecoder().decode(toBase64(new Uint8Array(await picture.arrayBuffer())));
    return Response.json({images: [{url: `data:image/png;base64,${text}`}], seed});
  },
};
