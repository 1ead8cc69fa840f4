// Every struct that crosses between the core and a JavaScript host, member by member and in order.
// From this one table come the frames' writer and reader (frame.h) and the JavaScript codec
// (codec_gen.cc, js/codec.mjs).
//
// A run's spec and its news never cross: they stay in the instance, where its machines are
// (abi.cc).
//
// A visitor gets v(name, member); v.bytes(name, member) for a string that is not text.
#pragma once

#include "exchange/events.h"
#include "gateway.h"
#include "settings/settings.h"

namespace fluxweir::wasm {

// ---- Shared values

template <class V>
void fields(V& v, Header& x) {
  v("name", x.name);
  v("value", x.value);
}
template <class V>
void fields(V& v, BlobRef& x) {
  v("handle", x.handle);
  v("bytes", x.bytes);
  v("as", x.as);
}
template <class V>
void fields(V& v, RequestHead& x) {
  v("method", x.method);
  v("path", x.path);
  v("query", x.query);
  v("scheme", x.scheme);
  v("host", x.host);
  v("headers", x.headers);
  v("peer_is_loopback", x.peer_is_loopback);
}
template <class V>
void fields(V& v, Caller& x) {
  v("scheme", x.scheme);
  v("key_id", x.key_id);
  v.bytes("digest", x.digest);
}
template <class V>
void fields(V& v, Credential& x) {
  v("name", x.name);
  v("header", x.header);
  v("prefix", x.prefix);
}
template <class V>
void fields(V& v, Call& x) {
  v("method", x.method);
  v("url", x.url);
  v("headers", x.headers);
  v("credential", x.credential);
  v("body", x.body);
  v("timeout", x.timeout);
}
template <class V>
void fields(V& v, Size& x) {
  v("width", x.width);
  v("height", x.height);
}
template <class V>
void fields(V& v, Sniffed& x) {
  v("kind", x.kind);
  v("size", x.size);
}
template <class V>
void fields(V& v, Media& x) {
  v("blob", x.blob);
  v("picture", x.picture);
  v("whole", x.whole);
}
template <class V>
void fields(V& v, Fault& x) {
  v("path", x.path);
  v("rule", x.rule);
  v("got_type", x.got_type);
  v("allowed", x.allowed);
  v("nearest", x.nearest);
}
template <class V>
void fields(V& v, Error& x) {
  v("code", x.code);
  v("message", x.message);
  v("faults", x.faults);
  v("retry_after", x.retry_after);
}

// ---- Runs

template <class V>
void fields(V& v, Adjustment& x) {
  v("path", x.path);
  v("action", x.action);
  v("from", x.from);
  v("to", x.to);
  v("reason", x.reason);
}
template <class V>
void fields(V& v, Addition& x) {
  v("facet", x.facet);
  v("phrase", x.phrase);
}
template <class V>
void fields(V& v, FinalPrompt& x) {
  v("text", x.text);
  v("added", x.added);
  v("vertical", x.vertical);
  v("skipped", x.skipped);
  v("warnings", x.warnings);
}
template <class V>
void fields(V& v, Inspection& x) {
  v("unscored", x.unscored);
  v("score", x.score);
  v("verdict", x.verdict);
  v("rules", x.rules);
  v("reasons", x.reasons);
  v("placeholder", x.placeholder);
  v("report", x.report);
  v("rejected", x.rejected);
  v("hashes", x.hashes);
}
template <class V>
void fields(V& v, Provenance& x) {
  v("sha256", x.sha256);
  v("label", x.label);
  v("c2pa", x.c2pa);
}
template <class V>
void fields(V& v, Judgement& x) {
  v("judge", x.judge);
  v("unjudged", x.unjudged);
  v("verdict", x.verdict);
  v("reasons", x.reasons);
  v("fields", x.fields);
  v("cost", x.cost);
}
template <class V>
void fields(V& v, Picture& x) {
  v("index", x.index);
  v("seed", x.seed);
  v("size", x.size);
  v("format", x.format);
  v("blob", x.blob);
  v("key", x.key);
  v("offer", x.offer);
  v("url", x.url);
  v("inspection", x.inspection);
  v("provenance", x.provenance);
  v("judgement", x.judgement);
}
template <class V>
void fields(V& v, JobFailure& x) {
  v("index", x.index);
  v("error", x.error);
}
template <class V>
void fields(V& v, Attempt& x) {
  v("image", x.image);
  v("offer", x.offer);
  v("end", x.end);
  v("reason", x.reason);
  v("status", x.status);
  v("provider_id", x.provider_id);
  v("calls", x.calls);
  v("begun", x.begun);
  v("accepted", x.accepted);
  v("ready", x.ready);
  v("ended", x.ended);
  v("provider_cost", x.provider_cost);
}
template <class V>
void fields(V& v, Outcome& x) {
  v("run", x.run);
  v("owner", x.owner);
  v("state", x.state);
  v("dialect", x.dialect);
  v("model", x.model);
  v("offer", x.offer);
  v("demo", x.demo);
  v("substitute", x.substitute);
  v("attempts", x.attempts);
  v("list", x.list);
  v("cost", x.cost);
  v("prompt", x.prompt);
  v("enhanced", x.enhanced);
  v("seeds", x.seeds);
  v("adjustments", x.adjustments);
  v("pictures", x.pictures);
  v("failures", x.failures);
  v("trace", x.trace);
  v("waste", x.waste);
  v("input", x.input);
  v("client_ref", x.client_ref);
  v("metadata", x.metadata);
  v("size", x.size);
  v("format", x.format);
  v("sync_mode", x.sync_mode);
  v("created", x.created);
  v("started", x.started);
  v("completed", x.completed);
  v("duration", x.duration);
}
template <class V>
void fields(V& v, Reference& x) {
  v("blob", x.blob);
  v("url", x.url);
  v("path", x.path);
}
template <class V>
void fields(V& v, GenerateRequest& x) {
  v("model", x.model);
  v("prompt", x.prompt);
  v("aspect_ratio", x.aspect_ratio);
  v("image_size", x.image_size);
  v("size", x.size);
  v("num_images", x.num_images);
  v("raw", x.raw);
  v("format", x.format);
  v("safety_tolerance", x.safety_tolerance);
  v("reference", x.reference);
  v("strength_thousandths", x.strength_thousandths);
  v("strength_token", x.strength_token);
  v("enhance_prompt", x.enhance_prompt);
  v("seed", x.seed);
  v("sync_mode", x.sync_mode);
  v("steps", x.steps);
  v("guidance_token", x.guidance_token);
  v("safety_checker", x.safety_checker);
  v("acceleration", x.acceleration);
}
template <class V>
void fields(V& v, RunSpec& x) {
  v("outcome", x.outcome);
  v("request", x.request);
  v("offers", x.offers);
  v("traceparent", x.traceparent);
  v("expires", x.expires);
  v("quality", x.quality);
  v("max_extra", x.max_extra);
}

template <class V>
void fields(V& v, Plan& x) {
  v("spec", x.spec);
  v("quote", x.quote);
  v("call", x.call);
}

// ---- The host

template <class V>
void fields(V& v, RequestBounds& x) {
  v("fetches", x.fetches);
  v("parallel_fetches", x.parallel_fetches);
  v("memory", x.memory);
  v("inlined", x.inlined);
}
template <class V>
void fields(V& v, HostProfile& x) {
  v("loopback", x.loopback);
  v("renderer", x.renderer);
  v("public_url", x.public_url);
  v("fetches_urls", x.fetches_urls);
  v("bindings", x.bindings);
  v("stateless", x.stateless);
  v("decodes", x.decodes);
  v("bounds", x.bounds);
}

// ---- Actions

template <class V>
void fields(V& v, Fetch& x) {
  v("op", x.op);
  v("call", x.call);
  v("keep", x.keep);
  v("max_bytes", x.max_bytes);
}
template <class V>
void fields(V& v, Cancel& x) {
  v("op", x.op);
}
template <class V>
void fields(V& v, RespondHead& x) {
  v("status", x.status);
  v("headers", x.headers);
}
template <class V>
void fields(V& v, RespondChunk& x) {
  v("parts", x.parts);
}
template <class V>
void fields(V& v, RespondEnd& x) {
  v("close", x.close);
}
template <class V>
void fields(V& v, Statement& x) {
  v("name", x.name);
  v("params", x.params);
}
template <class V>
void fields(V& v, Query& x) {
  v("op", x.op);
  v("batch", x.batch);
}
template <class V>
void fields(V& v, Blob& x) {
  v("op", x.op);
  v("what", x.what);
  v("key", x.key);
  v("handle", x.handle);
  v.bytes("bytes", x.bytes);
  v("content_type", x.content_type);
  v("expires", x.expires);
}
template <class V>
void fields(V& v, Sign& x) {
  v("op", x.op);
  v("key", x.key);
  v("text", x.text);
}
template <class V>
void fields(V& v, Inspect& x) {
  v("op", x.op);
  v("blob", x.blob);
  v("film_grain", x.film_grain);
}
template <class V>
void fields(V& v, Seal& x) {
  v("op", x.op);
  v("handle", x.handle);
  v("at", x.at);
  v.bytes("insert", x.insert);
}
template <class V>
void fields(V&, Start&) {}
template <class V>
void fields(V& v, Watch& x) {
  v("run", x.run);
}
template <class V>
void fields(V& v, Nudge& x) {
  v("run", x.run);
  v("why", x.why);
  v("image", x.image);
  v("attempt", x.attempt);
  v("provider_id", x.provider_id);
}
template <class V>
void fields(V& v, LogLine& x) {
  v("json", x.json);
}
template <class V>
void fields(V& v, Sample& x) {
  v("name", x.name);
  v("kind", x.kind);
  v("labels", x.labels);
  v("value", x.value);
}
template <class V>
void fields(V&, RunUpdate&) {}
template <class V>
void fields(V& v, Report& x) {
  v("what", x.what);
}
template <class V>
void fields(V& v, Wait& x) {
  v("until", x.until);
}
template <class V>
void fields(V&, Finished&) {}

// ---- Inputs

template <class V>
void fields(V& v, Load& x) {
  v("runs", x.runs);
  v("bytes", x.bytes);
  v("paint_wait", x.paint_wait);
  v("draining", x.draining);
}
template <class V>
void fields(V& v, ClientHead& x) {
  v("head", x.head);
  v("caller", x.caller);
  v("load", x.load);
}
template <class V>
void fields(V& v, ClientChunk& x) {
  v.bytes("bytes", x.bytes);
}
template <class V>
void fields(V& v, ClientEnd& x) {
  v("media", x.media);
  v("load", x.load);
}
template <class V>
void fields(V&, ClientGone&) {}
template <class V>
void fields(V& v, UpstreamHead& x) {
  v("op", x.op);
  v("status", x.status);
  v("headers", x.headers);
}
template <class V>
void fields(V& v, UpstreamChunk& x) {
  v("op", x.op);
  v.bytes("bytes", x.bytes);
}
template <class V>
void fields(V& v, UpstreamEnd& x) {
  v("op", x.op);
  v("blob", x.blob);
}
template <class V>
void fields(V& v, UpstreamLost& x) {
  v("op", x.op);
  v("sent", x.sent);
  v("reason", x.reason);
}
template <class V>
void fields(V& v, QueryDone& x) {
  v("op", x.op);
  v("ok", x.ok);
  v("rows", x.rows);
}
template <class V>
void fields(V& v, BlobDone& x) {
  v("op", x.op);
  v("blob", x.blob);
  v("content_type", x.content_type);
}
template <class V>
void fields(V& v, SignDone& x) {
  v("op", x.op);
  v.bytes("mac", x.mac);
}
template <class V>
void fields(V& v, InspectDone& x) {
  v("op", x.op);
  v("inspection", x.inspection);
}
template <class V>
void fields(V& v, SealDone& x) {
  v("op", x.op);
  v("blob", x.blob);
  v("sha256", x.sha256);
}
template <class V>
void fields(V&, RunChanged&) {}
template <class V>
void fields(V& v, Nudged& x) {
  v("nudge", x.nudge);
}
template <class V>
void fields(V&, Tick&) {}

}  // namespace fluxweir::wasm
