// A provider's wire format. Stateless, no I/O, no retries, no timers: it renames and reads.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.h"
#include "catalog/offer.h"
#include "http/message.h"
#include "image/outcome.h"
#include "image/reply.h"
#include "image/request.h"
#include "image/setback.h"

namespace fluxweir {

// What looks a submitted job up again.
struct Ticket {
  std::string id;
  std::string url;  // where to look, when the provider names it; may be anything
};
struct Pending {
  Ticket ticket;
  std::optional<Millis> again_in;  // the provider's own advice
  MicroUsd cost;                   // what it says it takes; 0: it does not say
};
// The picture: its bytes in a blob, or where to fetch it.
struct Ready {
  std::optional<BlobRef> blob;
  std::string url;                            // may be anything
  PictureFacts picture = {};                  // what `blob` is
  std::optional<Millis> took = std::nullopt;  // the making alone, as the provider says
};
using Progress = std::variant<Pending, Ready>;

enum class Asked : std::uint8_t { Submit, Check };

class Codec {
 public:
  virtual std::string_view name() const = 0;
  // The answer to a submit is the picture itself.
  virtual bool answers_at_once() const = 0;
  // A submit may name a URL that the provider calls when the job has ended.
  virtual bool takes_hook() const = 0;
  // Brings the request within what the provider takes; each change becomes an adjustment, whose
  // path is the parameter's bare name.
  virtual void fit(GenerateRequest& request, std::vector<Adjustment>& changes) const = 0;
  // `hook`: that URL, or empty.
  virtual Call submit(const Job& job, const Offer& offer, std::string_view hook) const = 0;
  virtual Call check(const Ticket& ticket, const Offer& offer) const = 0;
  // Any answer. Messages never quote it.
  virtual Result<Progress, Setback> read(const Reply& reply, Asked asked) const = 0;

 protected:
  ~Codec() = default;
};

}  // namespace fluxweir
