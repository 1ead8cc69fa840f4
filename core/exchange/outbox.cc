#include "exchange/outbox.h"

namespace fluxweir {

void Outbox::sample(std::string_view metric, Sample::Kind kind, Labels labels, std::int64_t value) {
  push(Report{Sample{metric, kind, headers_of(labels), value}});
}

}  // namespace fluxweir
