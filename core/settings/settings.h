// The operator's settings: one JSON document, every fault named with its JSON pointer. Secrets are
// names of environment variables ("${BFL_KEY}") only; their values never come here.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "catalog/catalog.h"
#include "catalog/judge.h"
#include "catalog/offer.h"
#include "http/url.h"
#include "image/inspection.h"
#include "settings/limits.h"

namespace fluxweir {

// A length of time that differs from run to run within bounds.
struct Pace {
  Millis least{0};
  Millis most{0};
};
// The model card's own: "~10 s", and "5-10 s" for the first run on a cold GPU.
inline constexpr Pace kCardLatency{{9'000}, {11'000}};
inline constexpr Pace kCardColdStart{{5'000}, {10'000}};

// `fluxweir emulate`: the painter plays a vendor, with its pace and with faults on request.
struct EmulateProfile {
  Pace latency;            // no run ends sooner after it began
  Pace cold_start;         // on top, for the first run and after a minute without any
  std::string rules = {};  // what PUT /emulate/rules takes; empty: none yet
};

// What one request may take of its host at most; 0: as much as it needs. Platforms count so.
struct RequestBounds {
  std::int32_t fetches = 0;           // in all, looks at a provider's task included
  std::int32_t parallel_fetches = 0;  // at a time
  std::int64_t memory = 0;            // bytes
  std::int64_t inlined = 0;           // bytes of pictures that it turns into text, which takes CPU
};

// What the host can do and how it was started.
struct HostProfile {
  bool loopback = true;         // listens on a loopback address only
  bool renderer = false;        // --renderer: the painter may serve off loopback
  std::string public_url = {};  // of the command line; goes before the settings' own
  bool fetches_urls = false;    // can fetch an http(s) image_url behind the guard
  std::optional<EmulateProfile> emulate = {};
  bool bindings = false;  // can call what its platform binds to a name: "binding:AI"
  // Has neither a database nor a place for pictures: a run lives as long as its request.
  bool stateless = false;
  bool decodes = false;  // answers Inspect with what it saw
  RequestBounds bounds = {};
};

struct Provider {
  std::string name;
  std::string codec;
  std::string origin;  // "https://api.bfl.ai"
  std::vector<std::string> allowed_hosts;
  std::string credential;  // name of the environment variable; empty: none
  Resubmit resubmit = Resubmit::Never;
};

struct Settings {
  std::string listen = "127.0.0.1:8080";
  std::string public_url;  // absolute URLs in answers begin with it; empty: the request's own
                           // scheme and Host
  std::string data;        // folder for runs and pictures; empty: memory only
  Millis media_url_lifetime{24 * 3'600'000};
  bool labels = false;               // pictures of models say in their file that they are
  Millis retention{24 * 3'600'000};  // of runs and pictures
  bool keep_prompts = true;
  QualityMode quality = QualityMode::Score;  // where a request does not say
  // Of one run, for pictures made again (RunSpec::max_extra). A request may ask for less.
  std::optional<MicroUsd> max_extra;
  std::optional<Judge> judge;
  std::string calibration;  // JSON object: thresholds fitted to good pictures; empty: none
  Limits limits;
  std::vector<std::string> accepted_licences;  // ids of models
  UrlPolicy fetch;                             // where callers' URLs may lead
  std::vector<std::string> cors_origins;       // of web pages that may call: "https://a.example"
  std::vector<Provider> providers;
  std::vector<Offer> offers;  // what can be served; the renderer's when no provider is configured
  std::optional<std::uint64_t> test_seed;  // pins ids and seeds; refused off loopback
  std::optional<UnixMillis> test_wall;     // pins wall time
  HostProfile host;

  bool accepts_licence_of(std::string_view model) const;
};

// `text` empty: the defaults. Fails with InvalidJson or InvalidParameter.
Result<Settings> load_settings(std::string_view text, const Catalog& catalog,
                               const HostProfile& host);

}  // namespace fluxweir
