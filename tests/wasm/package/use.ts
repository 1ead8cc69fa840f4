// Every export of the package in use, as strict TypeScript. Only checked, never run.
import {Gateway, CoreError, bounds} from "fluxweir";
import type {CallHandler, GatewayOptions, HostProfile, Inspection, Painted, Painter, PictureInspector} from "fluxweir";
import type {Plan, RequestBounds, RequestContext} from "fluxweir";
import * as core from "fluxweir/core";
import module from "fluxweir/fluxweir.wasm";
import {Inspector} from "fluxweir/inspector";
import meter from "fluxweir/inspector.wasm";
import {Renderer} from "fluxweir/renderer";
import painter from "fluxweir/renderer.wasm";
import {isLoopback, serve} from "fluxweir/serve";
import {createHandler, optionsOf} from "fluxweir/worker";

// A worker.
interface Env {
  FLUXWEIR_SETTINGS: string;
  BFL_KEY: string;
}
const handler = createHandler({module, inspector: meter, renderer: painter, log: () => {}});
export default {
  fetch(request: Request, env: Env, ctx: {waitUntil(work: Promise<unknown>): void}): Promise<Response> {
    return handler.fetch(request, env, ctx);
  },
};
export const fromEnvironment = (env: Env) => new Gateway({module, ...optionsOf(env)});

// A gateway of one's own.
const mine: CallHandler = async (call, body, blobs, signal) => {
  signal.throwIfAborted();
  const reference = call.body.find((part) => !(part instanceof Uint8Array)) as core.BlobRef | undefined;
  const size = reference ? (blobs.find(reference.handle)?.bytes().length ?? 0) : (body?.length ?? 0);
  return Response.json({size, url: call.url, timeout: call.timeout, secret: call.credential.name});
};
const grey: Painter = {paint: (json): Painted => ({status: 200, contentType: "image/jpeg", bytes: json})};
const inspector = new Inspector(meter, {keep: 1 << 20});
const patient: PictureInspector = {inspect: async (picture, filmGrain) => inspector.inspect(picture, filmGrain)};
export const seen: Inspection = inspector.inspect(new Uint8Array(1));
const small: RequestBounds = {...bounds["workers-free"], fetches: 10};
const profile: HostProfile = {loopback: true, bounds: small, bindings: true, fetches_urls: false};
const options: GatewayOptions = {
  module,
  settings: {providers: []},
  models: "",
  secrets: (name) => (name === "BFL_KEY" ? "secret" : undefined),
  profile,
  renderer: grey,
  inspector: patient,
  fetch: (...call) => fetch(...call),
  handlers: {mine},
  log: (line) => console.log(line.length),
  measure: ({name, value}) => console.log(name, value + 1),
};
export async function ask(request: Request, context: RequestContext): Promise<number> {
  const gateway = new Gateway({...options, renderer: new Renderer(painter, {keep: 1 << 20})});
  const plan: Plan = gateway.plan("/v1/images", {prompt: "a fox"}, {query: "strict=1"});
  const priced: number = plan.quote + plan.spec.outcome.list + gateway.memory;
  const seed: number | undefined = plan.spec.request.seed;
  try {
    return (await gateway.fetch(request, context)).status + priced + (seed ?? 0) + inspector.memory;
  } catch (error) {
    if (error instanceof CoreError) return error.error.faults.map(({path}) => path).length;
    throw error;
  }
}
export function paint(): Response {
  const renderer = new Renderer(painter);
  const {bytes, contentType, status} = renderer.paint(new TextEncoder().encode("{}"));
  return new Response(bytes, {status, headers: {"content-type": contentType, "x-held": String(renderer.memory)}});
}

// A server.
export async function listen(gateway: Gateway, hostname: string): Promise<number> {
  if (!isLoopback(hostname)) throw new Error("only here");
  const handle = (request: Request, context: {peerIsLoopback: boolean}) => gateway.fetch(request, context);
  const server = await serve({hostname, port: 0, handle});
  await server.close();
  return server.port;
}

// The core by itself.
export function drive(now: core.Now): string[] {
  const one = new core.Core(module);
  const gateway = one.openGateway("{}", "", {stateless: true});
  const machine = one.openExchange(gateway, new Uint8Array(32));
  const urls: string[] = [];
  for (const action of one.handle(machine, "ClientChunk", {bytes: new Uint8Array(1)}, now)) {
    if (action.name === "Fetch") urls.push(action.value.call.url);
    if (action.name === "Wait") urls.push(String(action.value.until ?? 0));
    if (action.name === "Start") one.close(one.openRun(gateway, machine));
  }
  one.close(machine);
  one.close(one.openSweep(gateway));
  const refused: Error = new core.CoreError({code: 0, message: "", faults: [], retry_after: undefined});
  urls.push(refused.message, String(one.memory));
  one.closeGateway(gateway);
  return urls;
}
