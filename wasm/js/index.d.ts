// Types of the package `fluxweir`.

/** What one request may take of its platform at most; 0: as much as it needs. */
export interface RequestBounds {
  /** Calls in all. */
  fetches: number;
  /** Calls at a time. */
  parallel_fetches: number;
  /** Bytes. */
  memory: number;
  /** Bytes of pictures that are turned into text. */
  inlined: number;
}

/** By platform: "none", "workers-free", "workers-paid". */
export const bounds: Record<string, RequestBounds>;

export interface HostProfile {
  /** Only this machine can reach it; then it is without keys, and pages of other origins are refused. */
  loopback?: boolean;
  /** The painter may serve other machines. */
  renderer?: boolean;
  /** What addresses in answers begin with. */
  public_url?: string;
  /** http(s) addresses in image_url are fetched. Set it where the network keeps them from private ones. */
  fetches_urls?: boolean;
  bounds?: RequestBounds;
}

export interface Painted {
  status: number;
  contentType: string;
  bytes: Uint8Array;
}

/** Paints a picture from the JSON of a call and, where there is one, an encoded reference picture. */
export interface Painter {
  paint(json: Uint8Array, reference?: Uint8Array): Painted | Promise<Painted>;
}

/** A call to a provider, as the core wants it; `body` is whole. */
export type CallHandler = (
  call: {method: string; url: string; headers: {name: string; value: string}[]},
  body: Uint8Array | undefined,
) => Response | Promise<Response>;

export interface GatewayOptions {
  /** fluxweir.wasm, compiled. */
  module: WebAssembly.Module;
  /** Settings: JSON or its text. */
  settings?: object | string;
  /** A catalogue of models: JSON or its text. */
  models?: object | string;
  /** Values by the names that the settings use: an object such as an environment, or a function. */
  secrets?: Record<string, unknown> | ((name: string) => string | undefined);
  profile?: HostProfile;
  renderer?: Painter;
  fetch?: typeof fetch;
  /** What serves calls to other schemes, such as "binding". */
  handlers?: Record<string, CallHandler>;
  /** Gets each line of the log, JSON without prompts and secrets. */
  log?: (line: string) => void;
  /** Gets each observation for metrics. */
  measure?: (sample: {name: string; kind: number; labels: {name: string; value: string}[]; value: number}) => void;
}

export interface RequestContext {
  /** Told of work that outlives the answer. */
  waitUntil?: (work: Promise<unknown>) => void;
  peerIsLoopback?: boolean;
}

/** What a create request would do. Money is in micro-dollars. */
export interface Plan {
  spec: {outcome: Record<string, unknown>; request: Record<string, unknown>; offers: string[]};
  quote: number;
  call: {method: string; url: string; headers: {name: string; value: string}[]; body: unknown[]};
}

/** What the core refused, faults with their JSON pointers. */
export class CoreError extends Error {
  error: {code: number; message: string; faults: {path: string; rule: string; allowed: string; nearest: string}[]};
}

export class Gateway {
  /** Throws a CoreError that names every fault of the settings, an Error when a provider's secret is missing. */
  constructor(options: GatewayOptions);
  /** Answers a request. */
  fetch(request: Request, context?: RequestContext): Promise<Response>;
  /** Plans a create request without doing anything. Throws a CoreError. */
  plan(path: string, body: object | string, options?: {query?: string}): Plan;
  /** Bytes of the module's memory. */
  readonly memory: number;
}

/** From "fluxweir/worker": a handler that reads its settings from the environment. */
export function createHandler(
  options: {module: WebAssembly.Module; renderer?: WebAssembly.Module} & Partial<Omit<GatewayOptions, "module" | "renderer">>,
): {fetch(request: Request, env?: object, ctx?: {waitUntil?: (work: Promise<unknown>) => void}): Promise<Response>};
