// What a gateway for one model would be by hand: JSON.parse, the model's own JSON Schema compiled by ajv,
// the checks that a schema can't say, and the same answer to a dry run. No prompt is enhanced or screened
// here and no reference picture is taken: that makes it cheaper than the core, not dearer.
import {load} from "../../conformance/hosts/javascript.mjs";

const ALLOWED_RATIO = /^(\d+)(?:\.(\d+))?:(\d+)(?:\.(\d+))?$/;
const PRESETS = {
  square_hd: "1:1",
  square: "1:1",
  portrait_4_3: "3:4",
  portrait_16_9: "9:16",
  landscape_4_3: "4:3",
  landscape_16_9: "16:9",
};
const LONG = {"7:3": "21:9", "3:7": "9:21"};
const SIDE = 2048;
const STEP = 64;
const PRICE = 60_000;
const OFFER = "o0";
const MOST_TRIES = 3; // of a picture that nobody may have
const SEED_SPACE = 2 ** 53;

const gcd = (a, b) => (b === 0 ? a : gcd(b, a % b));

// A ratio in lowest terms as [width, height].
function lowest(width, height) {
  const divisor = gcd(width, height);
  return [width / divisor, height / divisor];
}
function readRatio(text) {
  const [, w, wRest = "", h, hRest = ""] = ALLOWED_RATIO.exec(text);
  const places = Math.max(wRest.length, hRest.length);
  return lowest(Number(w + wRest.padEnd(places, "0")), Number(h + hRest.padEnd(places, "0")));
}
const ratioText = ([width, height]) => LONG[`${width}:${height}`] ?? `${width}:${height}`;
const isLegal = ([width, height]) =>
  width > 0 && height > 0 && width * 9 <= height * 21 && height * 9 <= width * 21;
const nearest = (pixels) => Math.floor(pixels / STEP + 0.5) * STEP;
function sizeFor([width, height]) {
  const r = width / height;
  return {width: nearest(Math.sqrt(SIDE * SIDE * r)), height: nearest(Math.sqrt((SIDE * SIDE) / r))};
}

// An image_size as a ratio; nothing when it is none.
function ratioOfSize(size) {
  if (typeof size === "string" && PRESETS[size]) return readRatio(PRESETS[size]);
  const [, width, height] =
    typeof size === "string" ? (/^(\d+)[xX](\d+)$/.exec(size) ?? []) : ["", size?.width, size?.height];
  return Number(width) > 0 && Number(height) > 0 ? lowest(Number(width), Number(height)) : undefined;
}

const shown = (value) => {
  const text = JSON.stringify(value);
  return text.length > 100 ? '"..."' : text;
};
const mapped = (path, action, from, to, reason) => ({
  path,
  action,
  ...(from !== undefined && {from: JSON.parse(from)}),
  ...(to !== undefined && {to}),
  reason,
});

function findRatio(body, adjustments, faults) {
  const given = body.aspect_ratio;
  if (given !== undefined) {
    const ratio = readRatio(PRESETS[given] ?? given);
    if (!isLegal(ratio)) faults.push({path: "/aspect_ratio", rule: "maximum"});
    if (body.image_size !== undefined)
      adjustments.push(
        mapped("/image_size", "dropped", shown(body.image_size), undefined, "aspect_ratio_given"),
      );
    return ratio;
  }
  if (body.image_size === undefined) return [16, 9];
  const ratio = ratioOfSize(body.image_size);
  if (!ratio || !isLegal(ratio)) return void faults.push({path: "/image_size", rule: "format"});
  adjustments.push(
    mapped("/image_size", "mapped", shown(body.image_size), ratioText(ratio), "not_a_parameter_of_model"),
  );
  return ratio;
}

// What is sent to the provider.
function callFor(body, prompt, aspect_ratio, seed) {
  return {
    prompt,
    aspect_ratio,
    raw: body.raw ?? false,
    prompt_upsampling: false,
    seed,
    safety_tolerance: Number(body.safety_tolerance ?? 2),
    output_format: body.output_format ?? "jpeg",
  };
}

export class Peer {
  #card;
  #origin;
  #names;
  validate;

  // `card` is the answer to GET /v1/models/flux-pro-v1-1-ultra.
  constructor(card, origin) {
    const Ajv = load("ajv/dist/2020").default;
    this.validate = new Ajv({allErrors: true, strict: false}).compile(card.schema);
    this.#card = card;
    this.#origin = origin;
    this.#names = new Set([card.id, ...card.aliases]);
  }

  #drop(body, adjustments) {
    const known = this.#card.capabilities;
    const unknown = [];
    for (const name of Object.keys(body)) {
      if (known[name] || name === "model" || name === "image_size") continue;
      const reason = known[name] === false ? "not_a_parameter_of_model" : "unknown_field";
      (known[name] === false ? adjustments : unknown).push(
        mapped(`/${name}`, "dropped", shown(body[name]), undefined, reason),
      );
    }
    adjustments.push(...unknown);
    if (!body.sync_mode) adjustments.push({path: "media", action: "inlined", reason: "no_storage"});
  }

  // The faults of a request, or what is to be done about it.
  #judge(body) {
    if (body === null || typeof body !== "object" || Array.isArray(body))
      return {faults: [{path: "", rule: "type"}]};
    if (body.model !== undefined && !this.#names.has(body.model))
      return {faults: [{path: "/model", rule: "one_of"}]};
    if (!this.validate(body)) {
      const faults = this.validate.errors.map(({instancePath, keyword, message}) => ({
        path: instancePath,
        rule: keyword,
        allowed: message,
      }));
      return {faults};
    }
    const faults = [];
    const adjustments = [];
    const prompt = body.prompt.trim();
    if (prompt === "") faults.push({path: "/prompt", rule: "too_short"});
    if (prompt !== body.prompt) adjustments.push({path: "/prompt", action: "mapped", reason: "trimmed"});
    const ratio = findRatio(body, adjustments, faults);
    const strength = body.image_prompt_strength ?? 0.1;
    const exact = Math.round(strength * 1000) / 1000;
    if (exact !== strength)
      adjustments.push(mapped("/image_prompt_strength", "reduced", shown(strength), exact, "three_decimals"));
    this.#drop(body, adjustments);
    return faults.length > 0 ? {faults} : {prompt, ratio, adjustments};
  }

  #plan(body, {prompt, ratio, adjustments}) {
    const images = body.num_images ?? 1;
    const first = body.seed ?? crypto.getRandomValues(new Uint32Array(1))[0];
    const seeds = Array.from({length: images}, (_, i) =>
      i < SEED_SPACE - first ? first + i : i - (SEED_SPACE - first),
    );
    const call = callFor(body, prompt, ratioText(ratio), seeds[0]);
    const price = images * PRICE;
    const receipt = {
      v: 1,
      run: crypto.randomUUID(),
      model: this.#card.id,
      offer: OFFER,
      substitute: false,
      attempts: 0,
      list_micro_usd: price,
      cost_micro_usd: 0,
      prompt: {final: prompt, added: []},
      seeds,
      adjustments,
    };
    const upstream = {
      method: "POST",
      url: `${this.#origin}/v1/flux-pro-1.1-ultra`,
      body: call,
      body_bytes: Buffer.byteLength(JSON.stringify(call)),
    };
    return {
      dry_run: true,
      model: this.#card.id,
      offer: OFFER,
      size: sizeFor(ratio),
      aspect_ratio: call.aspect_ratio,
      quote: {images, list_micro_usd: price, cost_micro_usd: price, operator_worst_micro_usd: MOST_TRIES * price},
      upstream,
      fluxweir: receipt,
    };
  }

  // The status and body of the answer to a dry run, with the line for the log that goes with it.
  answer(text, log) {
    const begin = performance.now();
    const body = JSON.parse(text);
    const judged = this.#judge(body);
    const status = judged.faults ? 422 : 200;
    const said = judged.faults
      ? {error: {code: "invalid_parameter", faults: judged.faults}}
      : this.#plan(body, judged);
    const out = JSON.stringify(said);
    const id = crypto.randomUUID();
    const ms = Math.round(performance.now() - begin);
    log(
      JSON.stringify({
        ts: new Date().toISOString(),
        level: "info",
        msg: "request",
        request: id,
        status,
        ms,
        bytes_out: out.length,
      }),
    );
    return {status, id, body: out};
  }
}

// The same behind a Request and a Response.
export async function fetchPeer(peer, request, log) {
  const {status, id, body} = peer.answer(await request.text(), log);
  return new Response(body, {
    status,
    headers: {
      "content-type": "application/json",
      "cache-control": "no-store",
      "x-request-id": id,
      "x-content-type-options": "nosniff",
    },
  });
}
