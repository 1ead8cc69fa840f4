// A provider's wire format. Stateless, no I/O, no retries, no timers: it renames and reads.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "base/result.h"
#include "catalog/offer.h"
#include "http/message.h"
#include "image/request.h"

namespace fluxweir {

// What looks a submitted job up again.
struct Ticket {
  std::string id;
  std::string url;  // where to poll, when the provider names it
};
struct Pending {
  Ticket ticket;
  std::optional<Millis> again_in;  // the provider's own advice
};
// The picture: its bytes in a blob, or where to fetch it.
struct Ready {
  std::optional<BlobRef> blob;
  std::string url;
  std::string first;  // leading bytes of `blob`
};
using Progress = std::variant<Pending, Ready>;

class Codec {
 public:
  virtual std::string_view name() const = 0;
  virtual Call submit(const Job& job, const Offer& offer) const = 0;
  virtual Call check(const Ticket& ticket, const Offer& offer) const = 0;
  // Any answer to a submit or a check. A refusal is PromptRefused or PictureRefused; what the
  // caller did not cause is one of the Upstream codes. Messages never quote the answer.
  virtual Result<Progress> read(const Reply& reply) const = 0;

 protected:
  ~Codec() = default;
};

}  // namespace fluxweir
