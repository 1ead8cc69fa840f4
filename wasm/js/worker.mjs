// The gateway as a handler of requests, {fetch(request, env, ctx)}, set up by its environment.
import {Gateway, bounds} from "./gateway.mjs";
import {Inspector} from "./inspector.mjs";
import {Renderer} from "./renderer.mjs";

const isSet = (value) => value !== undefined && value !== "" && value !== "0" && value !== "false" && value !== false;

// A call to "binding:NAME": run(model, input) of what the platform binds to that name, as Workers AI is
// called. The picture is the answer; what was thrown is told as it was.
const callBinding = (env) => async (call, body) => {
  const binding = env[call.url.slice("binding:".length)];
  if (typeof binding?.run !== "function") return Response.json({message: "5007: there is no such binding"}, {status: 404});
  const {model, input} = JSON.parse(new TextDecoder().decode(body));
  let made;
  try {
    made = await binding.run(model, input);
  } catch (error) {
    return Response.json({message: String(error?.message ?? error)}, {status: 502});
  }
  const picture = typeof made?.image === "string" ? fromBase64(made.image) : made;
  return new Response(picture, {headers: {"content-type": "image/jpeg"}});
};
const fromBase64 = (text) => Uint8Array.from(atob(text), (one) => one.charCodeAt(0));

// What an environment says of the gateway; see edge-config/README.md.
export function optionsOf(env) {
  const name = env.FLUXWEIR_BOUNDS ?? "none";
  if (!bounds[name]) throw new Error(`FLUXWEIR_BOUNDS is one of ${Object.keys(bounds).join(", ")}`);
  return {
    settings: env.FLUXWEIR_SETTINGS,
    models: env.FLUXWEIR_MODELS,
    secrets: env,
    handlers: {binding: callBinding(env)},
    profile: {
      bindings: true,
      bounds: bounds[name],
      loopback: isSet(env.FLUXWEIR_LOOPBACK),
      renderer: isSet(env.FLUXWEIR_RENDERER),
      fetches_urls: isSet(env.FLUXWEIR_FETCH_URLS),
      public_url: env.FLUXWEIR_PUBLIC_URL ?? "",
    },
  };
}

// Where memory is bounded, pictures of several requests and their base64 lie in it too.
const shareOf = ({memory}) => (memory > 0 ? {keep: memory / 4, most: memory / 16} : {});

// `module`, `renderer` and `inspector` are compiled modules of fluxweir.wasm and, where pictures are to be
// painted and looked at, renderer.wasm and inspector.wasm. `more` are options of Gateway that go before the
// environment's.
export function createHandler({module, renderer, inspector, ...more}) {
  const gateways = new WeakMap();
  const open = (env) => {
    const options = {...optionsOf(env), ...more, module};
    if (renderer) options.renderer = new Renderer(renderer);
    const {bounds: room = bounds.none} = options.profile;
    // The Free plan's 10 ms of processor time are not enough to decode a picture.
    if (inspector && room !== bounds["workers-free"]) options.inspector = new Inspector(inspector, shareOf(room));
    return new Gateway(options);
  };
  return {
    async fetch(request, env = {}, ctx = {}) {
      let gateway = gateways.get(env);
      try {
        if (!gateway) gateways.set(env, (gateway = open(env)));
      } catch (error) {
        console.error(`fluxweir could not start: ${error.message}`, error.error?.faults ?? "");
        const message = "The gateway's settings are not valid: its log says what is wrong";
        return Response.json({error: {code: "internal_error", message}}, {status: 500});
      }
      return gateway.fetch(request, {waitUntil: (work) => ctx.waitUntil?.(work), peerIsLoopback: ctx.peerIsLoopback});
    },
  };
}
