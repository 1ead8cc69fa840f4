// Types of "fluxweir/core": the module as a class, and all that goes in and out. core/exchange/events.h tells
// what each member means and the values of the enums, which are numbers here, by their places there. Money is
// in micro-dollars, instants in microseconds, times of day and durations in milliseconds.

export interface Header {
  name: string;
  value: string;
}
export interface Size {
  width: number;
  height: number;
}
/** A picture that the host has; `as` is 0 for its bytes, 1 for their base64. */
export interface BlobRef {
  handle: string;
  bytes: number;
  as: number;
}
/** A body: bytes, and pictures that the host puts in between. */
export type Body = (Uint8Array | BlobRef)[];

/** The name of a secret, and how its value goes into a header. */
export interface Credential {
  name: string;
  header: string;
  prefix: string;
}
/** A call to a provider. */
export interface Call {
  method: string;
  url: string;
  headers: Header[];
  credential: Credential;
  body: Body;
  timeout: number;
}

/** One thing wrong with one parameter; `nearest` is the nearest legal value as JSON, or empty. */
export interface CoreFault {
  path: string;
  rule: string;
  got_type: string;
  allowed: string;
  nearest: string;
}
export interface CoreErrorValue {
  code: number;
  message: string;
  faults: CoreFault[];
  retry_after: number | undefined;
}

export interface Adjustment {
  path: string;
  action: number;
  from: string;
  to: string;
  reason: string;
}
export interface FinalPrompt {
  text: string;
  added: {facet: string; phrase: string}[];
  vertical: string;
  skipped: string;
  warnings: string[];
}
export interface Picture {
  index: number;
  seed: number;
  size: Size;
  format: number;
  blob: BlobRef;
  key: string;
  offer: string;
  url: string;
  inspection: Inspection;
  provenance: Provenance;
  judgement: Judgement;
}
/** What an external judge said; `unjudged` says why it has no verdict. */
export interface Judgement {
  judge: string;
  unjudged: string;
  verdict: string;
  reasons: string[];
  /** A JSON object. */
  fields: string;
  /** Micro-dollars. */
  cost: number;
}
/** What may be known of the file that is delivered. */
export interface Provenance {
  /** 64 hexadecimal digits, of all its bytes. */
  sha256: string;
  label: string;
  /** Bytes of its C2PA manifest store; 0: it has none. */
  c2pa: number;
}
/** What a picture's pixels told; `unscored` says why they were not asked. */
export interface Inspection {
  unscored: string;
  /** Thousandths, 0 to 100000. */
  score: number;
  verdict: string;
  rules: string;
  reasons: string[];
  placeholder: string;
  report: string;
  rejected: string;
  hashes: number[];
}
export interface Attempt {
  image: number;
  offer: string;
  end: string;
  reason: string;
  status: number;
  provider_id: string;
  calls: number;
  begun: number;
  accepted: number | undefined;
  ready: number | undefined;
  ended: number | undefined;
  provider_cost: number;
}
export interface Outcome {
  run: string;
  owner: string;
  state: number;
  dialect: string;
  model: string;
  offer: string;
  demo: boolean;
  substitute: boolean;
  attempts: number;
  list: number;
  cost: number;
  prompt: FinalPrompt;
  enhanced: boolean;
  seeds: number[];
  adjustments: Adjustment[];
  pictures: Picture[];
  failures: {index: number; error: CoreErrorValue}[];
  trace: Attempt[];
  waste: number;
  input: string;
  client_ref: string;
  metadata: string;
  size: Size;
  format: number;
  sync_mode: boolean;
  created: number;
  started: number;
  completed: number;
  duration: number;
}
export interface GenerateRequest {
  model: string;
  prompt: string;
  aspect_ratio: string;
  image_size: string;
  size: Size;
  num_images: number;
  raw: boolean;
  format: number;
  safety_tolerance: number;
  reference: {blob: BlobRef | undefined; url: string; path: string} | undefined;
  strength_thousandths: number;
  strength_token: string;
  enhance_prompt: boolean;
  seed: number | undefined;
  sync_mode: boolean;
  steps: number | undefined;
  guidance_token: string;
  safety_checker: boolean;
  acceleration: string;
}
export interface RunSpec {
  outcome: Outcome;
  request: GenerateRequest;
  offers: string[];
  traceparent: string;
  expires: number;
  quality: number;
  /** Micro-dollars; undefined: no bound. */
  max_extra: number | undefined;
}
/** What a create request would do: its run, its list price, its first call to a provider. */
export interface Plan {
  spec: RunSpec;
  quote: number;
  call: Call;
}
export interface Sample {
  name: string;
  /** 0: a counter grows by `value`. 1: a histogram observes it. */
  kind: number;
  labels: Header[];
  value: number;
}

export type SqlValue = null | number | string;
export interface Nudge {
  run: string;
  why: number;
  image: number;
  attempt: number;
  provider_id: string;
}

/** What a machine wants done, by name. */
export interface Actions {
  Fetch: {op: number; call: Call; keep: number; max_bytes: number};
  Cancel: {op: number};
  RespondHead: {status: number; headers: Header[]};
  RespondChunk: {parts: Body};
  RespondEnd: {close: boolean};
  Query: {op: number; batch: {name: string; params: SqlValue[]}[]};
  Blob: {
    op: number;
    what: number;
    key: string;
    handle: string;
    bytes: Uint8Array;
    content_type: string;
    expires: number;
  };
  Sign: {op: number; key: string; text: string};
  Inspect: {op: number; blob: BlobRef; film_grain: boolean};
  Seal: {op: number; handle: string; at: number; insert: Uint8Array};
  /** Open it with openRun: what it is to do stays in the core's instance, as its news do. */
  Start: Record<string, never>;
  Watch: {run: string};
  Nudge: Nudge;
  Report: {what: {line?: {json: string}; sample?: Sample; update?: Record<string, never>}};
  Wait: {until: number | undefined};
  Finished: {};
}
export type Action = {[Name in keyof Actions]: {name: Name; value: Actions[Name]}}[keyof Actions];

export interface RequestHead {
  method: string;
  path: string;
  query: string;
  scheme: string;
  host: string;
  headers: Header[];
  peer_is_loopback: boolean;
}
export interface Load {
  runs: number;
  bytes: number;
  paint_wait: number;
  draining: boolean;
}
export interface Media {
  blob: BlobRef;
  picture: {kind: number; size?: Size};
  whole: boolean;
}

/** What has happened, by name. */
export interface Inputs {
  ClientHead: {head: RequestHead; caller: {scheme: string; key_id: string; digest: Uint8Array}; load: Load};
  ClientChunk: {bytes: Uint8Array};
  ClientEnd: {media: Media[]; load: Load};
  ClientGone: {};
  UpstreamHead: {op: number; status: number; headers: Header[]};
  UpstreamChunk: {op: number; bytes: Uint8Array};
  UpstreamEnd: {op: number; blob?: BlobRef};
  UpstreamLost: {op: number; sent: number; reason: string};
  QueryDone: {op: number; ok: boolean; rows: SqlValue[][][]};
  BlobDone: {op: number; blob?: BlobRef; content_type: string};
  SignDone: {op: number; mac: Uint8Array};
  InspectDone: {op: number; inspection: Inspection};
  SealDone: {op: number; blob: BlobRef; sha256: string};
  /** The latest news of the exchange's run, after a Report with an update. */
  RunChanged: Record<string, never>;
  Nudged: {nudge: Nudge};
  Tick: {};
}

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
export interface CoreProfile {
  loopback: boolean;
  renderer: boolean;
  public_url: string;
  fetches_urls: boolean;
  bindings: boolean;
  stateless: boolean;
  decodes: boolean;
  bounds: RequestBounds;
}
export interface Now {
  /** Microseconds that never run backwards. */
  mono: number;
  /** Milliseconds since 1970. */
  wall: number;
}

/** What the core refused, faults with their JSON pointers. */
export class CoreError extends Error {
  constructor(error: CoreErrorValue);
  error: CoreErrorValue;
}

export {}; // and nothing that is not said to be
declare const gateway: unique symbol;
declare const machine: unique symbol;
/** Handles of one Core. */
export type GatewayHandle = number & {readonly [gateway]: true};
export type Machine = number & {readonly [machine]: true};

/** One instance of the module. It throws WebAssembly.RuntimeError after a trap, and must be dropped then. */
export class Core {
  constructor(module: WebAssembly.Module);
  readonly memory: number;
  /** JSON texts, empty for the defaults. Throws a CoreError that names every fault. */
  openGateway(settings?: string, models?: string, profile?: Partial<CoreProfile>): GatewayHandle;
  closeGateway(gateway: GatewayHandle): void;
  /** `entropy` is 32 bytes. */
  openExchange(gateway: GatewayHandle, entropy: Uint8Array): Machine;
  /** The run that `exchange` has asked to start, once. */
  openRun(gateway: GatewayHandle, exchange: Machine): Machine;
  openSweep(gateway: GatewayHandle): Machine;
  close(machine: Machine): void;
  /** All that the machine wants done, the last being Wait or Finished. */
  handle<Name extends keyof Inputs>(machine: Machine, name: Name, value: Inputs[Name], now: Now): Action[];
  /** The next bytes that were kept for the Fetch `op`; all of them go in before its UpstreamEnd. */
  kept(machine: Machine, op: number, bytes: Uint8Array): void;
  /** Throws a CoreError. */
  plan(gateway: GatewayHandle, head: RequestHead, body: string, entropy: Uint8Array, now: Now): Plan;
}
