// Written by wasm/codec_gen.cc from wasm/fields.h: not to be edited.
export const ABI_VERSION = 3;
// Of a frame that is no input (abi.h).
export const KEPT = 65535;

const readHeader = (r) => ({name: r.text(), value: r.text()});
const writeHeader = (w, x) => { w.text(x.name); w.text(x.value); };
const readCredential = (r) => ({name: r.text(), header: r.text(), prefix: r.text()});
const writeCredential = (w, x) => { w.text(x.name); w.text(x.header); w.text(x.prefix); };
const readBlobRef = (r) => ({handle: r.text(), bytes: r.f64(), as: r.u32()});
const writeBlobRef = (w, x) => { w.text(x.handle); w.f64(x.bytes); w.u32(x.as); };
const readCall = (r) => ({method: r.text(), url: r.text(), headers: r.list(() => readHeader(r)),
    credential: readCredential(r), body: r.list(() => r.u32() === 0 ? r.bytes() : readBlobRef(r)),
    timeout: r.f64()});
const writeCall = (w, x) => { w.text(x.method); w.text(x.url); w.list(x.headers,
    (one) => writeHeader(w, one)); writeCredential(w, x.credential); w.list(x.body,
    (one) => (one instanceof Uint8Array ? (w.u32(0), w.bytes_(one)) : (w.u32(1), writeBlobRef(w,
    one)))); w.f64(x.timeout); };
const readFetch = (r) => ({op: r.u32(), call: readCall(r), keep: r.u32(), max_bytes: r.f64()});
const writeFetch = (w, x) => { w.u32(x.op); writeCall(w, x.call); w.u32(x.keep); w.f64(x.max_bytes);
    };
const readCancel = (r) => ({op: r.u32()});
const writeCancel = (w, x) => { w.u32(x.op); };
const readRespondHead = (r) => ({status: r.i32(), headers: r.list(() => readHeader(r))});
const writeRespondHead = (w, x) => { w.u32(x.status); w.list(x.headers, (one) => writeHeader(w,
    one)); };
const readRespondChunk = (r) => ({parts: r.list(() => r.u32() === 0 ? r.bytes() : readBlobRef(r))});
const writeRespondChunk = (w, x) => { w.list(x.parts,
    (one) => (one instanceof Uint8Array ? (w.u32(0), w.bytes_(one)) : (w.u32(1), writeBlobRef(w,
    one)))); };
const readRespondEnd = (r) => ({close: r.u32() !== 0});
const writeRespondEnd = (w, x) => { w.u32(x.close ? 1 : 0); };
const readStatement = (r) => ({name: r.text(), params: r.list(() => r.sql())});
const writeStatement = (w, x) => { w.text(x.name); w.list(x.params, (one) => w.sql(one)); };
const readQuery = (r) => ({op: r.u32(), batch: r.list(() => readStatement(r))});
const writeQuery = (w, x) => { w.u32(x.op); w.list(x.batch, (one) => writeStatement(w, one)); };
const readBlob = (r) => ({op: r.u32(), what: r.u32(), key: r.text(), handle: r.text(),
    bytes: r.bytes(), content_type: r.text(), expires: r.f64()});
const writeBlob = (w, x) => { w.u32(x.op); w.u32(x.what); w.text(x.key); w.text(x.handle);
    w.bytes_(x.bytes); w.text(x.content_type); w.f64(x.expires); };
const readSign = (r) => ({op: r.u32(), key: r.text(), text: r.text()});
const writeSign = (w, x) => { w.u32(x.op); w.text(x.key); w.text(x.text); };
const readInspect = (r) => ({op: r.u32(), blob: readBlobRef(r), film_grain: r.u32() !== 0});
const writeInspect = (w, x) => { w.u32(x.op); writeBlobRef(w, x.blob); w.u32(x.film_grain ? 1 : 0);
    };
const readSeal = (r) => ({op: r.u32(), handle: r.text(), at: r.f64(), insert: r.bytes()});
const writeSeal = (w, x) => { w.u32(x.op); w.text(x.handle); w.f64(x.at); w.bytes_(x.insert); };
const readStart = (r) => ({});
const writeStart = (w, x) => { };
const readWatch = (r) => ({run: r.text()});
const writeWatch = (w, x) => { w.text(x.run); };
const readNudge = (r) => ({run: r.text(), why: r.u32(), image: r.i32(), attempt: r.i32(),
    provider_id: r.text()});
const writeNudge = (w, x) => { w.text(x.run); w.u32(x.why); w.u32(x.image); w.u32(x.attempt);
    w.text(x.provider_id); };
const readLogLine = (r) => ({json: r.text()});
const writeLogLine = (w, x) => { w.text(x.json); };
const readSample = (r) => ({name: r.text(), kind: r.u32(), labels: r.list(() => readHeader(r)),
    value: r.f64()});
const writeSample = (w, x) => { w.text(x.name); w.u32(x.kind); w.list(x.labels,
    (one) => writeHeader(w, one)); w.f64(x.value); };
const readRunUpdate = (r) => ({});
const writeRunUpdate = (w, x) => { };
const readReport = (r) => ({what: r.one([["line", readLogLine], ["sample", readSample], ["update",
    readRunUpdate]])});
const writeReport = (w, x) => { w.report(x.what); };
const readWait = (r) => ({until: r.maybe(() => r.f64())});
const writeWait = (w, x) => { w.maybe(x.until, (one) => w.f64(one)); };
const readFinished = (r) => ({});
const writeFinished = (w, x) => { };
const readRequestHead = (r) => ({method: r.text(), path: r.text(), query: r.text(), scheme: r.text(),
    host: r.text(), headers: r.list(() => readHeader(r)), peer_is_loopback: r.u32() !== 0});
const writeRequestHead = (w, x) => { w.text(x.method); w.text(x.path); w.text(x.query);
    w.text(x.scheme); w.text(x.host); w.list(x.headers, (one) => writeHeader(w, one));
    w.u32(x.peer_is_loopback ? 1 : 0); };
const readCaller = (r) => ({scheme: r.text(), key_id: r.text(), digest: r.bytes()});
const writeCaller = (w, x) => { w.text(x.scheme); w.text(x.key_id); w.bytes_(x.digest); };
const readLoad = (r) => ({runs: r.f64(), bytes: r.f64(), paint_wait: r.f64(),
    draining: r.u32() !== 0});
const writeLoad = (w, x) => { w.f64(x.runs); w.f64(x.bytes); w.f64(x.paint_wait);
    w.u32(x.draining ? 1 : 0); };
const readClientHead = (r) => ({head: readRequestHead(r), caller: readCaller(r),
    load: readLoad(r)});
const writeClientHead = (w, x) => { writeRequestHead(w, x.head); writeCaller(w, x.caller);
    writeLoad(w, x.load); };
const readClientChunk = (r) => ({bytes: r.bytes()});
const writeClientChunk = (w, x) => { w.bytes_(x.bytes); };
const readSize = (r) => ({width: r.i32(), height: r.i32()});
const writeSize = (w, x) => { w.u32(x.width); w.u32(x.height); };
const readSniffed = (r) => ({kind: r.u32(), size: r.maybe(() => readSize(r))});
const writeSniffed = (w, x) => { w.u32(x.kind); w.maybe(x.size, (one) => writeSize(w, one)); };
const readMedia = (r) => ({blob: readBlobRef(r), picture: readSniffed(r), whole: r.u32() !== 0});
const writeMedia = (w, x) => { writeBlobRef(w, x.blob); writeSniffed(w, x.picture);
    w.u32(x.whole ? 1 : 0); };
const readClientEnd = (r) => ({media: r.list(() => readMedia(r)), load: readLoad(r)});
const writeClientEnd = (w, x) => { w.list(x.media, (one) => writeMedia(w, one)); writeLoad(w,
    x.load); };
const readClientGone = (r) => ({});
const writeClientGone = (w, x) => { };
const readUpstreamHead = (r) => ({op: r.u32(), status: r.i32(),
    headers: r.list(() => readHeader(r))});
const writeUpstreamHead = (w, x) => { w.u32(x.op); w.u32(x.status); w.list(x.headers,
    (one) => writeHeader(w, one)); };
const readUpstreamChunk = (r) => ({op: r.u32(), bytes: r.bytes()});
const writeUpstreamChunk = (w, x) => { w.u32(x.op); w.bytes_(x.bytes); };
const readUpstreamEnd = (r) => ({op: r.u32(), blob: r.maybe(() => readBlobRef(r))});
const writeUpstreamEnd = (w, x) => { w.u32(x.op); w.maybe(x.blob, (one) => writeBlobRef(w, one)); };
const readUpstreamLost = (r) => ({op: r.u32(), sent: r.u32(), reason: r.text()});
const writeUpstreamLost = (w, x) => { w.u32(x.op); w.u32(x.sent); w.text(x.reason); };
const readQueryDone = (r) => ({op: r.u32(), ok: r.u32() !== 0,
    rows: r.list(() => r.list(() => r.list(() => r.sql())))});
const writeQueryDone = (w, x) => { w.u32(x.op); w.u32(x.ok ? 1 : 0); w.list(x.rows,
    (one) => w.list(one, (one) => w.list(one, (one) => w.sql(one)))); };
const readBlobDone = (r) => ({op: r.u32(), blob: r.maybe(() => readBlobRef(r)),
    content_type: r.text()});
const writeBlobDone = (w, x) => { w.u32(x.op); w.maybe(x.blob, (one) => writeBlobRef(w, one));
    w.text(x.content_type); };
const readSignDone = (r) => ({op: r.u32(), mac: r.bytes()});
const writeSignDone = (w, x) => { w.u32(x.op); w.bytes_(x.mac); };
const readInspection = (r) => ({unscored: r.text(), score: r.i32(), verdict: r.text(),
    rules: r.text(), reasons: r.list(() => r.text()), placeholder: r.text(), report: r.text(),
    rejected: r.text(), hashes: r.list(() => r.i32())});
const writeInspection = (w, x) => { w.text(x.unscored); w.u32(x.score); w.text(x.verdict);
    w.text(x.rules); w.list(x.reasons, (one) => w.text(one)); w.text(x.placeholder);
    w.text(x.report); w.text(x.rejected); w.list(x.hashes, (one) => w.u32(one)); };
const readInspectDone = (r) => ({op: r.u32(), inspection: readInspection(r)});
const writeInspectDone = (w, x) => { w.u32(x.op); writeInspection(w, x.inspection); };
const readSealDone = (r) => ({op: r.u32(), blob: readBlobRef(r), sha256: r.text()});
const writeSealDone = (w, x) => { w.u32(x.op); writeBlobRef(w, x.blob); w.text(x.sha256); };
const readRunChanged = (r) => ({});
const writeRunChanged = (w, x) => { };
const readNudged = (r) => ({nudge: readNudge(r)});
const writeNudged = (w, x) => { writeNudge(w, x.nudge); };
const readTick = (r) => ({});
const writeTick = (w, x) => { };
const readAddition = (r) => ({facet: r.text(), phrase: r.text()});
const writeAddition = (w, x) => { w.text(x.facet); w.text(x.phrase); };
const readFinalPrompt = (r) => ({text: r.text(), added: r.list(() => readAddition(r)),
    vertical: r.text(), skipped: r.text(), warnings: r.list(() => r.text())});
const writeFinalPrompt = (w, x) => { w.text(x.text); w.list(x.added, (one) => writeAddition(w, one));
    w.text(x.vertical); w.text(x.skipped); w.list(x.warnings, (one) => w.text(one)); };
const readAdjustment = (r) => ({path: r.text(), action: r.u32(), from: r.text(), to: r.text(),
    reason: r.text()});
const writeAdjustment = (w, x) => { w.text(x.path); w.u32(x.action); w.text(x.from); w.text(x.to);
    w.text(x.reason); };
const readProvenance = (r) => ({sha256: r.text(), label: r.text(), c2pa: r.f64()});
const writeProvenance = (w, x) => { w.text(x.sha256); w.text(x.label); w.f64(x.c2pa); };
const readJudgement = (r) => ({judge: r.text(), unjudged: r.text(), verdict: r.text(),
    reasons: r.list(() => r.text()), fields: r.text(), cost: r.f64()});
const writeJudgement = (w, x) => { w.text(x.judge); w.text(x.unjudged); w.text(x.verdict);
    w.list(x.reasons, (one) => w.text(one)); w.text(x.fields); w.f64(x.cost); };
const readPicture = (r) => ({index: r.i32(), seed: r.f64(), size: readSize(r), format: r.u32(),
    blob: readBlobRef(r), key: r.text(), offer: r.text(), url: r.text(),
    inspection: readInspection(r), provenance: readProvenance(r), judgement: readJudgement(r)});
const writePicture = (w, x) => { w.u32(x.index); w.f64(x.seed); writeSize(w, x.size);
    w.u32(x.format); writeBlobRef(w, x.blob); w.text(x.key); w.text(x.offer); w.text(x.url);
    writeInspection(w, x.inspection); writeProvenance(w, x.provenance); writeJudgement(w,
    x.judgement); };
const readFault = (r) => ({path: r.text(), rule: r.text(), got_type: r.text(), allowed: r.text(),
    nearest: r.text()});
const writeFault = (w, x) => { w.text(x.path); w.text(x.rule); w.text(x.got_type); w.text(x.allowed);
    w.text(x.nearest); };
const readError = (r) => ({code: r.u32(), message: r.text(), faults: r.list(() => readFault(r)),
    retry_after: r.maybe(() => r.f64())});
const writeError = (w, x) => { w.u32(x.code); w.text(x.message); w.list(x.faults,
    (one) => writeFault(w, one)); w.maybe(x.retry_after, (one) => w.f64(one)); };
const readJobFailure = (r) => ({index: r.i32(), error: readError(r)});
const writeJobFailure = (w, x) => { w.u32(x.index); writeError(w, x.error); };
const readAttempt = (r) => ({image: r.i32(), offer: r.text(), end: r.text(), reason: r.text(),
    status: r.i32(), provider_id: r.text(), calls: r.i32(), begun: r.f64(),
    accepted: r.maybe(() => r.f64()), ready: r.maybe(() => r.f64()), ended: r.maybe(() => r.f64()),
    provider_cost: r.f64()});
const writeAttempt = (w, x) => { w.u32(x.image); w.text(x.offer); w.text(x.end); w.text(x.reason);
    w.u32(x.status); w.text(x.provider_id); w.u32(x.calls); w.f64(x.begun); w.maybe(x.accepted,
    (one) => w.f64(one)); w.maybe(x.ready, (one) => w.f64(one)); w.maybe(x.ended,
    (one) => w.f64(one)); w.f64(x.provider_cost); };
const readOutcome = (r) => ({run: r.text(), owner: r.text(), state: r.u32(), dialect: r.text(),
    model: r.text(), offer: r.text(), demo: r.u32() !== 0, substitute: r.u32() !== 0,
    attempts: r.i32(), list: r.f64(), cost: r.f64(), prompt: readFinalPrompt(r),
    enhanced: r.u32() !== 0, seeds: r.list(() => r.f64()),
    adjustments: r.list(() => readAdjustment(r)), pictures: r.list(() => readPicture(r)),
    failures: r.list(() => readJobFailure(r)), trace: r.list(() => readAttempt(r)), waste: r.f64(),
    input: r.text(), client_ref: r.text(), metadata: r.text(), size: readSize(r), format: r.u32(),
    sync_mode: r.u32() !== 0, created: r.f64(), started: r.f64(), completed: r.f64(),
    duration: r.f64()});
const writeOutcome = (w, x) => { w.text(x.run); w.text(x.owner); w.u32(x.state); w.text(x.dialect);
    w.text(x.model); w.text(x.offer); w.u32(x.demo ? 1 : 0); w.u32(x.substitute ? 1 : 0);
    w.u32(x.attempts); w.f64(x.list); w.f64(x.cost); writeFinalPrompt(w, x.prompt);
    w.u32(x.enhanced ? 1 : 0); w.list(x.seeds, (one) => w.f64(one)); w.list(x.adjustments,
    (one) => writeAdjustment(w, one)); w.list(x.pictures, (one) => writePicture(w, one));
    w.list(x.failures, (one) => writeJobFailure(w, one)); w.list(x.trace, (one) => writeAttempt(w,
    one)); w.f64(x.waste); w.text(x.input); w.text(x.client_ref); w.text(x.metadata); writeSize(w,
    x.size); w.u32(x.format); w.u32(x.sync_mode ? 1 : 0); w.f64(x.created); w.f64(x.started);
    w.f64(x.completed); w.f64(x.duration); };
const readReference = (r) => ({blob: r.maybe(() => readBlobRef(r)), url: r.text(), path: r.text()});
const writeReference = (w, x) => { w.maybe(x.blob, (one) => writeBlobRef(w, one)); w.text(x.url);
    w.text(x.path); };
const readGenerateRequest = (r) => ({model: r.text(), prompt: r.text(), aspect_ratio: r.text(),
    image_size: r.text(), size: readSize(r), num_images: r.i32(), raw: r.u32() !== 0,
    format: r.u32(), safety_tolerance: r.i32(), reference: r.maybe(() => readReference(r)),
    strength_thousandths: r.i32(), strength_token: r.text(), enhance_prompt: r.u32() !== 0,
    seed: r.maybe(() => r.f64()), sync_mode: r.u32() !== 0, steps: r.maybe(() => r.i32()),
    guidance_token: r.text(), safety_checker: r.u32() !== 0, acceleration: r.text()});
const writeGenerateRequest = (w, x) => { w.text(x.model); w.text(x.prompt); w.text(x.aspect_ratio);
    w.text(x.image_size); writeSize(w, x.size); w.u32(x.num_images); w.u32(x.raw ? 1 : 0);
    w.u32(x.format); w.u32(x.safety_tolerance); w.maybe(x.reference, (one) => writeReference(w,
    one)); w.u32(x.strength_thousandths); w.text(x.strength_token); w.u32(x.enhance_prompt ? 1 : 0);
    w.maybe(x.seed, (one) => w.f64(one)); w.u32(x.sync_mode ? 1 : 0); w.maybe(x.steps,
    (one) => w.u32(one)); w.text(x.guidance_token); w.u32(x.safety_checker ? 1 : 0);
    w.text(x.acceleration); };
const readRunSpec = (r) => ({outcome: readOutcome(r), request: readGenerateRequest(r),
    offers: r.list(() => r.text()), traceparent: r.text(), expires: r.f64(), quality: r.u32(),
    max_extra: r.maybe(() => r.f64())});
const writeRunSpec = (w, x) => { writeOutcome(w, x.outcome); writeGenerateRequest(w, x.request);
    w.list(x.offers, (one) => w.text(one)); w.text(x.traceparent); w.f64(x.expires);
    w.u32(x.quality); w.maybe(x.max_extra, (one) => w.f64(one)); };
const readPlan = (r) => ({spec: readRunSpec(r), quote: r.f64(), call: readCall(r)});
const writePlan = (w, x) => { writeRunSpec(w, x.spec); w.f64(x.quote); writeCall(w, x.call); };
const readRequestBounds = (r) => ({fetches: r.i32(), parallel_fetches: r.i32(), memory: r.f64(),
    inlined: r.f64()});
const writeRequestBounds = (w, x) => { w.u32(x.fetches); w.u32(x.parallel_fetches); w.f64(x.memory);
    w.f64(x.inlined); };
const readHostProfile = (r) => ({loopback: r.u32() !== 0, renderer: r.u32() !== 0,
    public_url: r.text(), fetches_urls: r.u32() !== 0, bindings: r.u32() !== 0,
    stateless: r.u32() !== 0, decodes: r.u32() !== 0, bounds: readRequestBounds(r)});
const writeHostProfile = (w, x) => { w.u32(x.loopback ? 1 : 0); w.u32(x.renderer ? 1 : 0);
    w.text(x.public_url); w.u32(x.fetches_urls ? 1 : 0); w.u32(x.bindings ? 1 : 0);
    w.u32(x.stateless ? 1 : 0); w.u32(x.decodes ? 1 : 0); writeRequestBounds(w, x.bounds); };

// By their places in a frame's head.
export const actions = [
  ["Fetch", readFetch],
  ["Cancel", readCancel],
  ["RespondHead", readRespondHead],
  ["RespondChunk", readRespondChunk],
  ["RespondEnd", readRespondEnd],
  ["Query", readQuery],
  ["Blob", readBlob],
  ["Sign", readSign],
  ["Inspect", readInspect],
  ["Seal", readSeal],
  ["Start", readStart],
  ["Watch", readWatch],
  ["Nudge", readNudge],
  ["Report", readReport],
  ["Wait", readWait],
  ["Finished", readFinished],
];
export const inputs = [
  ["ClientHead", writeClientHead],
  ["ClientChunk", writeClientChunk],
  ["ClientEnd", writeClientEnd],
  ["ClientGone", writeClientGone],
  ["UpstreamHead", writeUpstreamHead],
  ["UpstreamChunk", writeUpstreamChunk],
  ["UpstreamEnd", writeUpstreamEnd],
  ["UpstreamLost", writeUpstreamLost],
  ["QueryDone", writeQueryDone],
  ["BlobDone", writeBlobDone],
  ["SignDone", writeSignDone],
  ["InspectDone", writeInspectDone],
  ["SealDone", writeSealDone],
  ["RunChanged", writeRunChanged],
  ["Nudged", writeNudged],
  ["Tick", writeTick],
];
export { readError, readInspection, readPlan, writeHostProfile, writeRequestHead };
