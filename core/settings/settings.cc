#include "settings/settings.h"

#include <algorithm>

#include "base/apart.h"
#include "base/fault_list.h"
#include "base/text.h"
#include "http/address.h"
#include "http/url.h"
#include "image/label.h"
#include "json/reader.h"
#include "judge/judge.h"
#include "providers/registry.h"
#include "settings/fetch_policy.h"
#include "settings/section.h"

namespace fluxweir {
namespace {

constexpr std::int64_t kMostExtra = 1'000'000'000;  // micro-dollars

using json::Value;

class Loader {
 public:
  Loader(const Catalog& catalog, const HostProfile& host) : catalog_(catalog) {
    settings_.host = host;
  }

  Result<Settings> load(std::optional<Value> root);

 private:
  void read_top(std::optional<Value> root);
  FLUXWEIR_APART void read_times(Section& top);
  FLUXWEIR_APART void read_test(std::optional<Value> object);
  FLUXWEIR_APART void read_quality(std::optional<Value> object);
  FLUXWEIR_APART void read_judge(std::optional<Value> object);
  FLUXWEIR_APART void read_cors(std::optional<Value> object);
  FLUXWEIR_APART void read_provider(const Value& object, const std::string& path);
  void read_origin(Section& section, Provider& provider);
  FLUXWEIR_APART void read_offer(const Value& object, const std::string& path);
  void read_secret(Section& section, std::string& name);
  void add_default_offers();
  const Provider* find_provider(std::string_view name) const;

  const Catalog& catalog_;
  Settings settings_;
  FaultList faults_;
};

const Provider* Loader::find_provider(std::string_view name) const {
  for (const Provider& provider : settings_.providers) {
    if (provider.name == name) return &provider;
  }
  return nullptr;
}

void Loader::read_secret(Section& section, std::string& name) {
  std::string text;
  section.text("credential", text);
  if (text.empty()) return;
  if (text.size() > 3 && text.substr(0, 2) == "${" && text.back() == '}') {
    name = text.substr(2, text.size() - 3);
  } else {
    faults_.add(section.at("credential"), "format",
                "the name of an environment variable, like ${BFL_KEY}: never a secret");
  }
}

// "binding:" and a name as JavaScript has them.
bool is_binding(std::string_view origin) {
  if (origin.substr(0, 8) != "binding:" || origin.size() == 8) return false;
  const std::string_view name = origin.substr(8);
  return std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  });
}

// By https; by plain http on this machine and in private networks only, where names without a dot
// live too.
bool may_be_reached(const Url& origin) {
  const std::string& host = origin.host;
  if (origin.scheme == "https") return true;
  if (host.front() != '[' && host.find('.') == std::string::npos) return true;
  for (const std::string_view end : {".localhost", ".local", ".internal", ".lan"}) {
    if (host.size() > end.size() && host.substr(host.size() - end.size()) == end) return true;
  }
  const auto is_inside = [](AddressClass c) {
    return c == AddressClass::Loopback || c == AddressClass::Private;
  };
  if (const auto v4 = parse_ipv4(host)) return is_inside(classify_ipv4(*v4));
  const bool v6 = host.size() > 2 && host.front() == '[';
  const auto bytes = v6 ? parse_ipv6(host.substr(1, host.size() - 2)) : std::nullopt;
  return bytes && is_inside(classify_ipv6(*bytes));
}

// Where the provider is: at an http(s) origin, or what the platform binds to a name.
void Loader::read_origin(Section& section, Provider& provider) {
  if (provider.codec == "workers_ai") {
    const bool named = is_binding(provider.origin);
    if (!named) faults_.add(section.at("origin"), "format", "a binding of the worker: binding:AI");
    if (named && !settings_.host.bindings)
      faults_.add(section.at("origin"), "format", "left to a worker: this host has no bindings");
    return;
  }
  const auto origin = read_url(provider.origin);
  if (!origin || origin->target != "/") {
    faults_.add(section.at("origin"), "format", "an http(s) origin like https://api.bfl.ai");
  } else {
    provider.origin = origin->origin();
    if (!may_be_reached(*origin)) {
      faults_.add(section.at("origin"), "insecure",
                  "https: plain http is for loopback and private addresses, since keys go along");
    }
    // Its regional clusters and delivery hosts.
    if (provider.codec == "bfl" && origin->host == "api.bfl.ai")
      provider.allowed_hosts.push_back("*.bfl.ai");
  }
}

// "bfl, workers_ai"
std::string listed(std::span<const std::string_view> names) {
  std::string text;
  for (const std::string_view name : names) text += (text.empty() ? "" : ", ") + std::string(name);
  return text;
}

bool is_judge(std::string_view codec) {
  const auto names = judge_codecs();
  return std::find(names.begin(), names.end(), codec) != names.end();
}

void Loader::read_provider(const Value& object, const std::string& path) {
  Section section(object, path, faults_);
  Provider provider;
  section.text("name", provider.name);
  section.text("codec", provider.codec);
  section.text("origin", provider.origin);
  section.texts("allowed_hosts", provider.allowed_hosts);
  read_secret(section, provider.credential);
  std::string resubmit = "never";
  section.text("resubmit", resubmit);
  if (resubmit != "never" && resubmit != "safe")
    faults_.add(section.at("resubmit"), "one_of", "never or safe");
  provider.resubmit = resubmit == "safe" ? Resubmit::Safe : Resubmit::Never;
  if (provider.name.empty()) faults_.add(section.at("name"), "missing", "a name");
  if (find_provider(provider.name) != nullptr)
    faults_.add(section.at("name"), "unique", "a name no other provider has");
  const auto names = codec_names();
  if (std::find(names.begin(), names.end(), provider.codec) == names.end() &&
      !is_judge(provider.codec)) {
    faults_.add(section.at("codec"), "one_of",
                listed(names) + ", or a judge's: " + listed(judge_codecs()));
  }
  read_origin(section, provider);
  section.close();
  settings_.providers.push_back(std::move(provider));
}

// What the catalogue says that the model is called by this codec's wire.
std::string wire_name(const Model& model, const Provider& provider) {
  for (const auto& [codec, name] : model.wire_names) {
    if (codec == provider.codec) return name;
  }
  return {};
}

void Loader::read_offer(const Value& object, const std::string& path) {
  Section section(object, path, faults_);
  Offer offer;
  std::string model;
  section.text("id", offer.id);
  section.text("model", model);
  section.text("provider", offer.provider);
  offer.priority = static_cast<std::int32_t>(section.whole("priority", -1000, 1000).value_or(0));
  const Model* row = catalog_.find(model);
  section.text("wire_model", offer.wire_model);
  if (row == nullptr) {
    faults_.add(section.at("model"), "one_of", "the name of a model in the catalogue");
  } else {
    offer.model = row->id;
    offer.price = row->price;
    offer.typical = row->typical;
  }
  if (const auto price = section.whole("price_micro_usd", 0, 1'000'000'000))
    offer.price.amount = {*price};
  if (offer.id.empty()) offer.id = offer.provider + ":" + offer.model;
  if (const Provider* provider = find_provider(offer.provider)) {
    if (is_judge(provider->codec))
      faults_.add(section.at("provider"), "one_of",
                  "a provider that makes pictures: this one judges them");
    offer.codec = provider->codec;
    offer.origin = provider->origin;
    offer.allowed_hosts = provider->allowed_hosts;
    offer.credential = provider->credential;
    offer.resubmit = provider->resubmit;
    if (row != nullptr && offer.wire_model.empty()) offer.wire_model = wire_name(*row, *provider);
    if (row != nullptr && offer.wire_model.empty()) {
      faults_.add(section.at("wire_model"), "missing",
                  "the model's name at this provider: its codec knows none for it");
    }
  } else {
    faults_.add(section.at("provider"), "one_of", "the name of a configured provider");
  }
  section.close();
  settings_.offers.push_back(std::move(offer));
}

void Loader::read_times(Section& top) {
  Section media(top.child("media"), "/media", faults_);
  if (const auto s = media.whole("url_lifetime_s", 1, 86'400))
    settings_.media_url_lifetime = {*s * 1000};
  std::string label = "none";
  media.text("label", label);
  settings_.labels = label == kIptc;
  if (label != kIptc && label != "none") faults_.add(media.at("label"), "one_of", "none or iptc");
  media.close();
  Section retention(top.child("retention"), "/retention", faults_);
  if (const auto h = retention.whole("hours", 1, 24 * 365)) settings_.retention = {*h * 3'600'000};
  retention.flag("prompts", settings_.keep_prompts);
  retention.close();
  settings_.limits = read_limits(top.child("limits"), faults_);
}

void Loader::read_test(std::optional<Value> object) {
  if (!object) return;
  Section section(object, "/test", faults_);
  constexpr std::int64_t kMax = (std::int64_t{1} << 53) - 1;
  if (const auto seed = section.whole("seed", 0, kMax))
    settings_.test_seed = static_cast<std::uint64_t>(*seed);
  if (const auto wall = section.whole("wall_ms", 0, kMax)) settings_.test_wall = UnixMillis{*wall};
  section.close();
  if (!settings_.host.loopback) faults_.add("/test", "format", "left out off loopback");
}

// Compared to the letter with what browsers send, so written as they write it.
void Loader::read_cors(std::optional<Value> object) {
  Section section(object, "/cors", faults_);
  section.texts("origins", settings_.cors_origins);
  for (std::size_t i = 0; i < settings_.cors_origins.size(); ++i) {
    const std::string& written = settings_.cors_origins[i];
    const Result<Url> url = read_url(written);
    if (!url || url->origin() != written)
      faults_.add(section.at("origins") + "/" + whole_text(i), "format",
                  "an origin as browsers write it, like https://app.example.com: no path, no *");
  }
  section.close();
}

// One of the providers is the judge; those are read before.
void Loader::read_judge(std::optional<Value> object) {
  if (!object) return;
  Section section(object, "/quality/judge", faults_);
  Judge judge;
  section.text("provider", judge.provider);
  section.text("model", judge.model);
  const Provider* provider = find_provider(judge.provider);
  if (provider == nullptr || !is_judge(provider->codec)) {
    faults_.add(section.at("provider"), "one_of",
                "the name of a provider whose codec is one of " + listed(judge_codecs()));
  } else {
    judge.codec = provider->codec;
    judge.origin = provider->origin;
    judge.credential = provider->credential;
  }
  if (judge.codec == "openai" && judge.model.empty())
    faults_.add(section.at("model"), "missing", "the name of a model that sees pictures");
  const std::int64_t usual = judge.codec == "runflow" ? 300 : 30;
  judge.timeout = {section.whole("timeout_s", 1, 600).value_or(usual) * 1000};
  judge.price = {section.whole("price_micro_usd", 0, kMostExtra).value_or(0)};
  if (const auto most = section.whole("max_micro_usd_per_run", 0, kMostExtra))
    judge.most = MicroUsd{*most};
  section.close();
  settings_.judge = std::move(judge);
}

void Loader::read_quality(std::optional<Value> object) {
  if (!object) return;
  Section section(object, "/quality", faults_);
  std::string mode(quality_mode_name(settings_.quality));
  section.text("mode", mode);
  if (const auto most = section.whole("max_extra_micro_usd", 0, kMostExtra))
    settings_.max_extra = MicroUsd{*most};
  read_judge(section.child("judge"));
  const std::optional<Value> calibration = section.child("calibration");
  if (calibration) settings_.calibration = calibration->text();
  Section(calibration, "/quality/calibration", faults_);  // a fault when it is no object
  section.close();
  if (const auto found = find_quality_mode(mode)) {
    settings_.quality = *found;
  } else {
    faults_.add("/quality/mode", "one_of", "off, score or guard");
  }
}

void Loader::read_top(std::optional<Value> root) {
  Section top(root, "", faults_);
  top.text("listen", settings_.listen);
  top.text("public_url", settings_.public_url);
  top.text("data", settings_.data);
  read_times(top);
  read_test(top.child("test"));
  settings_.fetch = read_fetch_policy(top.child("fetch"), faults_);
  read_cors(top.child("cors"));
  Section licences(top.child("licences"), "/licences", faults_);
  std::vector<std::string> accepted;
  licences.texts("accepted", accepted);
  licences.close();
  for (std::size_t i = 0; i < accepted.size(); ++i) {
    const Model* model = catalog_.find(accepted[i]);
    if (model != nullptr) settings_.accepted_licences.push_back(model->id);
    if (model == nullptr)
      faults_.add("/licences/accepted/" + whole_text(i), "one_of", "the name of a model");
  }
  const auto each = [&](std::string_view key, auto read) {
    const std::optional<Value> list = top.child(key);
    if (!list) return;
    if (!list->is(json::Kind::Array)) {
      faults_.add(top.at(key), "type", "a list");
      return;
    }
    std::size_t i = 0;
    for (const Value row : *list) read(row, top.at(key) + "/" + whole_text(i++));
  };
  each("providers", [&](const Value& row, const std::string& path) { read_provider(row, path); });
  read_quality(top.child("quality"));
  each("offers", [&](const Value& row, const std::string& path) { read_offer(row, path); });
  top.close();
  if (!settings_.host.public_url.empty()) settings_.public_url = settings_.host.public_url;
  const auto url = read_url(settings_.public_url);
  if (!settings_.public_url.empty() && !url) faults_.add("/public_url", "format", "an http(s) URL");
  while (!settings_.public_url.empty() && settings_.public_url.back() == '/')
    settings_.public_url.pop_back();
  // A caller's URL must not make the gateway call itself.
  if (url) settings_.fetch.deny.push_back(url->host);
}

// The renderer stands in only while no provider is configured, never beside a real offer.
void Loader::add_default_offers() {
  const auto makes_pictures = [](const Provider& one) { return !is_judge(one.codec); };
  if (std::any_of(settings_.providers.begin(), settings_.providers.end(), makes_pictures)) return;
  if (!settings_.host.loopback && !settings_.host.renderer) return;
  for (const Model& model : catalog_.models()) {
    Offer offer;
    offer.id = "renderer";
    offer.model = model.id;
    offer.provider = "renderer";
    offer.codec = renderer_codec().name();
    offer.resubmit = Resubmit::Safe;
    offer.price = model.price;
    offer.demo = true;
    offer.mark = !settings_.host.emulate;
    settings_.offers.push_back(std::move(offer));
  }
}

Result<Settings> Loader::load(std::optional<Value> root) {
  read_top(root);
  if (!faults_.empty()) return fail(faults_.take("The settings are not valid"));
  add_default_offers();
  return std::move(settings_);
}

}  // namespace

bool Settings::accepts_licence_of(std::string_view model) const {
  return std::find(accepted_licences.begin(), accepted_licences.end(), model) !=
         accepted_licences.end();
}

Result<Settings> load_settings(std::string_view text, const Catalog& catalog,
                               const HostProfile& host) {
  if (trim(text).empty()) return Loader(catalog, host).load(std::nullopt);
  const Result<json::Document> document = json::Document::read(text);
  if (!document) return fail(document.error());
  return Loader(catalog, host).load(document->root());
}

}  // namespace fluxweir
