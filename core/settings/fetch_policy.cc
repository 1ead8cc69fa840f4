#include "settings/fetch_policy.h"

#include <string>
#include <utility>
#include <vector>

#include "base/text.h"
#include "settings/section.h"

namespace fluxweir {
namespace {

using json::Value;

std::vector<std::uint16_t> read_ports(const Value& list, FaultList& faults) {
  std::vector<std::uint16_t> ports;
  if (!list.is(json::Kind::Array)) {
    faults.add("/fetch/ports", "type", "a list of port numbers");
    return ports;
  }
  std::size_t i = 0;
  for (const Value item : list) {
    const auto port = item.integer();
    if (port && *port >= 1 && *port <= 65535) {
      ports.push_back(static_cast<std::uint16_t>(*port));
    } else {
      faults.add("/fetch/ports/" + whole_text(i), port ? "range" : "type", "1..65535");
    }
    ++i;
  }
  return ports;
}

// Hosts as a Url spells them, with the port when `with_port`.
std::vector<std::string> read_hosts(Section& section, std::string_view key, bool with_port,
                                    FaultList& faults) {
  std::vector<std::string> written;
  section.texts(key, written);
  std::vector<std::string> hosts;
  for (std::size_t i = 0; i < written.size(); ++i) {
    const std::string& text = written[i];
    const Result<Url> url = read_url("http://" + text);
    const bool has_port = text.find(':', text.rfind(']') + 1) != std::string::npos;
    if (!url || url->text() != "http://" + url->authority() + "/" || has_port != with_port ||
        text.find_first_of("/?#") != std::string::npos) {
      faults.add(section.at(key) + "/" + whole_text(i), "format",
                 with_port ? "a host and its port, like files.internal:9000" : "a host");
    } else {
      hosts.push_back(with_port ? url->host + ":" + whole_text(url->port) : url->host);
    }
  }
  return hosts;
}

}  // namespace

UrlPolicy read_fetch_policy(std::optional<Value> object, FaultList& faults) {
  UrlPolicy policy;
  Section section(object, "/fetch", faults);
  section.flag("http", policy.http);
  if (const auto ports = section.child("ports")) policy.ports = read_ports(*ports, faults);
  policy.allow = read_hosts(section, "allow", true, faults);
  policy.deny = read_hosts(section, "deny", false, faults);
  section.close();
  return policy;
}

}  // namespace fluxweir
