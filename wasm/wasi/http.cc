// The component: wasi:http/incoming-handler. The host decides how many requests one instance
// serves; here it is one at a time, each from its head to the end of its run.
#include "conversation.h"
#include "lift.h"

namespace fluxweir::wasi {
namespace {

const Site& site() {
  static const Site* const kSite = new Site;  // lives as long as the instance
  return *kSite;
}

std::string read_method(Handle request) {
  Returned<12> result;
  request_method(request, result.place());
  const std::uint32_t place = result.tag(0);
  return place < kMethods.size() ? std::string(kMethods[place]) : result.text(4);
}

RequestHead read_head(Handle request) {
  RequestHead head;
  head.method = read_method(request);
  head.headers = read_fields(request_headers(request));
  head.peer_is_loopback = site().is_loopback();
  {
    Returned<12> path;
    request_path(request, path.place());
    if (path.tag(0) != 0) head.path = path.text(4);
  }
  if (const std::size_t mark = head.path.find('?'); mark != std::string::npos) {
    head.query = head.path.substr(mark + 1);
    head.path.resize(mark);
  }
  {
    Returned<16> scheme;
    request_scheme(request, scheme.place());
    constexpr std::uint32_t kHttps = 1;
    if (scheme.tag(0) != 0 && scheme.tag(4) == kHttps) head.scheme = "https";
  }
  Returned<12> authority;
  request_authority(request, authority.place());
  if (authority.tag(0) != 0) {
    head.host = authority.text(4);
  } else {
    head.host = find_header(head.headers, "host").value_or("");
  }
  return head;
}

InputBody read_body(Handle request) {
  Returned<8> result;
  request_consume(request, result.place());
  return result.tag(0) == 0 ? InputBody(result.handle(4)) : InputBody();
}

void refuse(Owned<drop_outparam> outparam) {
  constexpr std::string_view kText =
      R"({"error":{"code":"internal_error","message":"The gateway's settings are not valid: its log says what is wrong"}})";
  Owned<drop_response> response(
      response_new(make_fields({{"content-type", "application/json"}}).release()));
  response_set_status(response.get(), 500);
  Returned<8> body;
  response_body(response.get(), body.place());
  const Handle handle = body.handle(4);
  outparam_set(outparam.release(), 0, response.release(), 0, 0, 0, 0, 0, 0);
  OutputBody out(handle);
  // A host has room for so little.
  if (out.room().value_or(0) >= kText.size()) out.write(kText);
  out.finish();
}

}  // namespace
}  // namespace fluxweir::wasi

using namespace fluxweir::wasi;

extern "C" __attribute__((export_name("wasi:http/incoming-handler@0.2.0#handle"))) void
handle_request(Handle request_handle, Handle outparam);
void handle_request(Handle request_handle, Handle outparam) {
  const Owned<drop_request> request(request_handle);
  if (site().gateway() == nullptr) return refuse(Owned<drop_outparam>(outparam));
  Client client{read_head(request.get()), read_body(request.get()), Owned<drop_outparam>(outparam)};
  Conversation(site(), std::move(client)).run();
}
