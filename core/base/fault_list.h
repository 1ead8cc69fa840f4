// Collects everything wrong with a document, so that its author hears of all faults at once.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.h"

namespace fluxweir {

class FaultList {
 public:
  void add(std::string_view path, std::string_view rule, std::string_view allowed);
  void add(Fault fault) { faults_.push_back(std::move(fault)); }
  bool empty() const { return faults_.empty(); }

  // An InvalidParameter error that names each fault: "<intro>: /a must be ...; /b must be ...".
  Error take(std::string_view intro);

 private:
  std::vector<Fault> faults_;
};

}  // namespace fluxweir
