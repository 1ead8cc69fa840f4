// Types of "fluxweir".
import type {Call, Plan, RequestBounds, Sample} from "./core.js";
import type {PictureInspector} from "./inspector.js";
import type {Painter} from "./renderer.js";

export {CoreError} from "./core.js";
export type {BlobRef, Call, CoreFault, Credential, Header, Plan, RequestBounds, Sample} from "./core.js";
export type {Inspection, PictureInspector} from "./inspector.js";
export type {Painted, Painter} from "./renderer.js";

/** By platform. */
export const bounds: Record<"none" | "workers-free" | "workers-paid", RequestBounds>;

export interface HostProfile {
  /** Only this machine can reach it; then it is without keys, and pages of other origins are refused. */
  loopback?: boolean;
  /** The painter may serve other machines. */
  renderer?: boolean;
  /** What addresses in answers begin with. */
  public_url?: string;
  /** http(s) addresses in image_url are fetched. Set it where the network keeps them from private ones. */
  fetches_urls?: boolean;
  /** Origins of the scheme "binding" have a handler. */
  bindings?: boolean;
  bounds?: RequestBounds;
}

/** A picture of the request, as it is encoded; `type` is its content type, empty when that is not known. */
export interface CallBlob {
  readonly size: number;
  readonly type: string;
  bytes(): Uint8Array;
}

/**
 * A call to a provider, as the core wants it. `body` is whole, undefined when there is none; parts of
 * `call.body` that are no bytes are found in `blobs`.
 */
export type CallHandler = (
  call: Call,
  body: Uint8Array | undefined,
  blobs: {find(handle: string): CallBlob | undefined},
  signal: AbortSignal,
) => Response | Promise<Response>;

export interface GatewayOptions {
  /** fluxweir.wasm, compiled. */
  module: WebAssembly.Module;
  /** Settings: JSON or its text. */
  settings?: object | string;
  /** A catalogue of models: JSON or its text. */
  models?: object | string;
  /** Values by the names that the settings use: an object such as an environment, or a function. */
  secrets?: object | ((name: string) => string | undefined);
  profile?: HostProfile;
  renderer?: Painter;
  /** What scores pictures before they are delivered; without it they are unscored. */
  inspector?: PictureInspector;
  fetch?: typeof fetch;
  /** What serves calls to other schemes, such as "binding". */
  handlers?: Record<string, CallHandler>;
  /** Gets each line of the log, JSON without prompts and secrets. Without it they go to the console. */
  log?: (line: string) => void;
  /** Gets each observation for metrics. */
  measure?: (sample: Sample) => void;
}

export interface RequestContext {
  /** Told of work that outlives the answer. */
  waitUntil?: (work: Promise<unknown>) => void;
  peerIsLoopback?: boolean;
}

export class Gateway {
  /** Throws a CoreError that names every fault of the settings, an Error when a secret is missing. */
  constructor(options: GatewayOptions);
  /** Answers a request. Fails when its client has left. */
  fetch(request: Request, context?: RequestContext): Promise<Response>;
  /** Plans a create request without doing anything. Throws a CoreError. */
  plan(path: string, body: object | string, options?: {query?: string}): Plan;
  /** Bytes of the module's memory. */
  readonly memory: number;
}
