#include "read_script.h"

#include <functional>
#include <map>

namespace fluxweir::e2e {
namespace {

using nlohmann::json;

const std::map<std::string, Break>& breaks() {
  static const std::map<std::string, Break> kNames = {
      {"none", Break::None},          {"reset_before_body", Break::ResetBeforeBody},
      {"reset", Break::Reset},        {"close", Break::Close},
      {"stall", Break::Stall},        {"half_head", Break::HalfHead},
      {"half_body", Break::HalfBody}, {"short_body", Break::ShortBody},
      {"no_length", Break::NoLength}, {"html", Break::Html},
      {"empty", Break::Empty},        {"wrong_type", Break::WrongType},
      {"drip", Break::Drip},          {"not_a_picture", Break::NotAPicture},
  };
  return kNames;
}

const std::map<std::string, PollingUrl>& polling_urls() {
  static const std::map<std::string, PollingUrl> kNames = {{"own", PollingUrl::Own},
                                                           {"absent", PollingUrl::Absent},
                                                           {"relative", PollingUrl::Relative},
                                                           {"other_host", PollingUrl::OtherHost}};
  return kNames;
}

const std::map<std::string, Ending>& endings() {
  static const std::map<std::string, Ending> kNames = {
      {"ready", Ending::Ready},
      {"error", Ending::Error},
      {"request_moderated", Ending::RequestModerated},
      {"content_moderated", Ending::ContentModerated},
      {"not_found", Ending::NotFound},
      {"never", Ending::Never}};
  return kNames;
}

using Readers = std::map<std::string, std::function<bool(const json&)>>;

void read_members(const json& object, const Readers& readers, std::string& wrong) {
  if (!object.is_object()) {
    wrong += object.dump() + " is no object; ";
    return;
  }
  for (const auto& [key, value] : object.items()) {
    const auto reader = readers.find(key);
    if (reader == readers.end() || !reader->second(value)) wrong += key + " is wrong; ";
  }
}

auto whole(int& out) {
  return [&out](const json& value) {
    if (value.is_number_integer()) out = value.get<int>();
    return value.is_number_integer();
  };
}

auto text(std::string& out) {
  return [&out](const json& value) {
    if (value.is_string()) out = value.get<std::string>();
    return value.is_string();
  };
}

template <class Enum>
auto one_of(const std::map<std::string, Enum>& names, Enum& out) {
  return [&names, &out](const json& value) {
    const auto found = value.is_string() ? names.find(value.get<std::string>()) : names.end();
    if (found != names.end()) out = found->second;
    return found != names.end();
  };
}

Fault read_fault(const json& object, std::string& wrong) {
  Fault fault;
  const auto headers = [&fault](const json& value) {
    for (const auto& [name, line] : value.items())
      fault.headers.emplace_back(name, line.is_string() ? line.get<std::string>() : "");
    return value.is_object();
  };
  read_members(object,
               {{"how", one_of(breaks(), fault.how)},
                {"status", whole(fault.status)},
                {"headers", headers},
                {"delay_ms", whole(fault.delay_ms)},
                {"pause_ms", whole(fault.pause_ms)},
                {"nth", whole(fault.nth)},
                {"count", whole(fault.count)}},
               wrong);
  return fault;
}

}  // namespace

TaskScript read_script(const json& object, std::string& wrong) {
  TaskScript script;
  const auto faults = [&wrong](std::vector<Fault>& out) {
    return [&out, &wrong](const json& list) {
      for (const json& row : list) out.push_back(read_fault(row, wrong));
      return list.is_array();
    };
  };
  read_members(object,
               {{"submit",
                 [&](const json& value) {
                   script.submit = read_fault(value, wrong);
                   return true;
                 }},
                {"accepts",
                 [&](const json& value) {
                   script.accepts = value.is_boolean() && value.get<bool>();
                   return value.is_boolean();
                 }},
                {"polling_url", one_of(polling_urls(), script.polling_url)},
                {"polling_host", text(script.polling_host)},
                {"cost",
                 [&](const json& value) {
                   if (value.is_number()) script.cost = value.get<double>();
                   return value.is_number();
                 }},
                {"ready_after_ms", whole(script.ready_after_ms)},
                {"before", text(script.before)},
                {"ending", one_of(endings(), script.ending)},
                {"polls", faults(script.polls)},
                {"samples", faults(script.samples)},
                {"sample_host", text(script.sample_host)},
                {"picture_width", whole(script.picture_width)},
                {"picture_height", whole(script.picture_height)},
                {"picture_format", text(script.picture_format)}},
               wrong);
  return script;
}

}  // namespace fluxweir::e2e
