// What a wasi:http host gives the component, by hand: the functions of wit/http.wit as the
// canonical ABI lowers them. Handles are i32. A result that is no number of its own lies where the
// last parameter points, laid out as component-model's CanonicalABI.md says.
#pragma once

#include <cstdint>

#define FLUXWEIR_WASI(module, name) \
  __attribute__((import_module("wasi:" module "@0.2.0"), import_name(name)))

namespace fluxweir::wasi {

using Handle = std::int32_t;

extern "C" {

FLUXWEIR_WASI("io/poll", "poll") void io_poll(const Handle*, std::uint32_t, void* result);
FLUXWEIR_WASI("io/poll", "[resource-drop]pollable") void drop_pollable(Handle);
FLUXWEIR_WASI("io/error", "[resource-drop]error") void drop_error(Handle);

FLUXWEIR_WASI("io/streams", "[method]input-stream.read")
void input_read(Handle, std::uint64_t, void* result);
FLUXWEIR_WASI("io/streams", "[method]input-stream.subscribe") Handle input_subscribe(Handle);
FLUXWEIR_WASI("io/streams", "[resource-drop]input-stream") void drop_input(Handle);
FLUXWEIR_WASI("io/streams", "[method]output-stream.check-write")
void output_check_write(Handle, void* result);
FLUXWEIR_WASI("io/streams", "[method]output-stream.write")
void output_write(Handle, const char*, std::uint32_t, void* result);
FLUXWEIR_WASI("io/streams", "[method]output-stream.flush") void output_flush(Handle, void* result);
FLUXWEIR_WASI("io/streams", "[method]output-stream.blocking-write-and-flush")
void output_write_all(Handle, const char*, std::uint32_t, void* result);
FLUXWEIR_WASI("io/streams", "[method]output-stream.subscribe") Handle output_subscribe(Handle);
FLUXWEIR_WASI("io/streams", "[resource-drop]output-stream") void drop_output(Handle);

FLUXWEIR_WASI("clocks/monotonic-clock", "now") std::uint64_t monotonic_now();
FLUXWEIR_WASI("clocks/monotonic-clock", "subscribe-instant")
Handle monotonic_subscribe(std::uint64_t);
FLUXWEIR_WASI("clocks/wall-clock", "now") void wall_now(void* result);
FLUXWEIR_WASI("random/random", "get-random-bytes") void random_bytes(std::uint64_t, void* result);
FLUXWEIR_WASI("cli/environment", "get-environment") void get_environment(void* result);
FLUXWEIR_WASI("cli/stderr", "get-stderr") Handle get_stderr();

FLUXWEIR_WASI("http/types", "[constructor]fields") Handle fields_new();
FLUXWEIR_WASI("http/types", "[method]fields.append")
void fields_append(Handle, const char*, std::uint32_t, const char*, std::uint32_t, void* result);
FLUXWEIR_WASI("http/types", "[method]fields.entries") void fields_entries(Handle, void* result);
FLUXWEIR_WASI("http/types", "[resource-drop]fields") void drop_fields(Handle);

FLUXWEIR_WASI("http/types", "[method]incoming-request.method")
void request_method(Handle, void* result);
FLUXWEIR_WASI("http/types", "[method]incoming-request.path-with-query")
void request_path(Handle, void* result);
FLUXWEIR_WASI("http/types", "[method]incoming-request.scheme")
void request_scheme(Handle, void* result);
FLUXWEIR_WASI("http/types", "[method]incoming-request.authority")
void request_authority(Handle, void* result);
FLUXWEIR_WASI("http/types", "[method]incoming-request.headers") Handle request_headers(Handle);
FLUXWEIR_WASI("http/types", "[method]incoming-request.consume")
void request_consume(Handle, void* result);
FLUXWEIR_WASI("http/types", "[resource-drop]incoming-request") void drop_request(Handle);

FLUXWEIR_WASI("http/types", "[constructor]outgoing-request") Handle call_new(Handle headers);
FLUXWEIR_WASI("http/types", "[method]outgoing-request.body") void call_body(Handle, void* result);
FLUXWEIR_WASI("http/types", "[method]outgoing-request.set-method")
std::int32_t call_set_method(Handle, std::int32_t method, const char*, std::uint32_t);
FLUXWEIR_WASI("http/types", "[method]outgoing-request.set-path-with-query")
std::int32_t call_set_path(Handle, std::int32_t is_some, const char*, std::uint32_t);
FLUXWEIR_WASI("http/types", "[method]outgoing-request.set-scheme")
std::int32_t call_set_scheme(Handle, std::int32_t is_some, std::int32_t scheme, const char*,
                             std::uint32_t);
FLUXWEIR_WASI("http/types", "[method]outgoing-request.set-authority")
std::int32_t call_set_authority(Handle, std::int32_t is_some, const char*, std::uint32_t);
FLUXWEIR_WASI("http/types", "[resource-drop]outgoing-request") void drop_call(Handle);
FLUXWEIR_WASI("http/outgoing-handler", "handle")
void call_send(Handle call, std::int32_t has_options, Handle options, void* result);

FLUXWEIR_WASI("http/types", "[method]future-incoming-response.subscribe")
Handle future_subscribe(Handle);
FLUXWEIR_WASI("http/types", "[method]future-incoming-response.get")
void future_get(Handle, void* result);
FLUXWEIR_WASI("http/types", "[resource-drop]future-incoming-response") void drop_future(Handle);
FLUXWEIR_WASI("http/types", "[method]incoming-response.status") std::int32_t reply_status(Handle);
FLUXWEIR_WASI("http/types", "[method]incoming-response.headers") Handle reply_headers(Handle);
FLUXWEIR_WASI("http/types", "[method]incoming-response.consume")
void reply_consume(Handle, void* result);
FLUXWEIR_WASI("http/types", "[resource-drop]incoming-response") void drop_reply(Handle);
FLUXWEIR_WASI("http/types", "[method]incoming-body.stream")
void in_body_stream(Handle, void* result);
FLUXWEIR_WASI("http/types", "[resource-drop]incoming-body") void drop_in_body(Handle);

FLUXWEIR_WASI("http/types", "[constructor]outgoing-response") Handle response_new(Handle headers);
FLUXWEIR_WASI("http/types", "[method]outgoing-response.set-status-code")
std::int32_t response_set_status(Handle, std::int32_t);
FLUXWEIR_WASI("http/types", "[method]outgoing-response.body")
void response_body(Handle, void* result);
FLUXWEIR_WASI("http/types", "[resource-drop]outgoing-response") void drop_response(Handle);
// The response when `is_error` is 0; what follows is an error code's.
FLUXWEIR_WASI("http/types", "[static]response-outparam.set")
void outparam_set(Handle, std::int32_t is_error, Handle response, std::int32_t, std::int64_t,
                  std::int32_t, std::int32_t, std::int32_t, std::int32_t);
FLUXWEIR_WASI("http/types", "[resource-drop]response-outparam") void drop_outparam(Handle);
FLUXWEIR_WASI("http/types", "[method]outgoing-body.write")
void out_body_write(Handle, void* result);
FLUXWEIR_WASI("http/types", "[static]outgoing-body.finish")
void out_body_finish(Handle, std::int32_t has_trailers, Handle trailers, void* result);
FLUXWEIR_WASI("http/types", "[resource-drop]outgoing-body") void drop_out_body(Handle);

}  // extern "C"

}  // namespace fluxweir::wasi
