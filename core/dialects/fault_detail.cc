#include "dialects/fault_detail.h"

#include "json/reader.h"

namespace fluxweir {
namespace {

// The `type` for one of our rules; FastAPI's names, and fal's where it adds some.
std::string_view fault_type(const Fault& fault) {
  if (fault.rule == "missing") return "missing";
  if (fault.rule == "minimum") return "greater_than_equal";
  if (fault.rule == "maximum") return "less_than_equal";
  if (fault.rule == "one_of") return "enum";
  if (fault.rule == "too_short") return "string_too_short";
  if (fault.rule == "too_long") return "string_too_long";
  if (fault.rule == "unreachable") return "file_download_error";
  if (fault.rule == "type") return "type_error";
  return "value_error";
}

}  // namespace

void write_location(json::Writer& out, std::string_view path) {
  out.key("loc").begin_array().string("body");
  while (!path.empty()) {
    path.remove_prefix(1);
    const std::size_t end = path.find('/');
    out.string(json::unescape(path.substr(0, end)));
    path = end == std::string_view::npos ? std::string_view{} : path.substr(end);
  }
  out.end_array();
}

void write_fault_detail(json::Writer& out, const Fault& fault) {
  out.begin_object();
  write_location(out, fault.path);
  out.member("msg", "Input should be " + fault.allowed).member("type", fault_type(fault));
  const bool bound = fault.rule == "minimum" || fault.rule == "maximum";
  if (bound && !fault.nearest.empty()) {
    out.key("ctx")
        .begin_object()
        .key(fault.rule == "minimum" ? "ge" : "le")
        .raw(fault.nearest)
        .end_object();
  }
  out.end_object();
}

bool write_detail_list(json::Writer& out, const Error& error) {
  if (error.code == ErrorCode::InvalidParameter && !error.faults.empty()) {
    out.begin_array();
    for (const Fault& fault : error.faults) write_fault_detail(out, fault);
    out.end_array();
    return true;
  }
  if (error.code != ErrorCode::PromptRefused && error.code != ErrorCode::PictureRefused) {
    return false;
  }
  out.begin_array().begin_object();
  write_location(out, "/prompt");
  out.member("msg", error.message).member("type", "content_policy_violation");
  out.end_object().end_array();
  return true;
}

}  // namespace fluxweir
