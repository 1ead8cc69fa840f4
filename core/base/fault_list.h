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
  void add(std::string path, std::string_view rule, std::string allowed) {
    faults_.push_back({std::move(path), std::string(rule), {}, std::move(allowed), {}});
  }
  void add(Fault fault) { faults_.push_back(std::move(fault)); }
  bool empty() const { return faults_.empty(); }

  // An InvalidParameter error that names each fault: "<intro>: /a must be ...; /b must be ...".
  Error take(std::string intro) {
    Error error{ErrorCode::InvalidParameter, std::move(intro), std::move(faults_), {}};
    std::string_view between = ": ";
    for (const Fault& fault : error.faults) {
      error.message += between;
      error.message += fault.path + " must be " + fault.allowed;
      between = "; ";
    }
    return error;
  }

 private:
  std::vector<Fault> faults_;
};

}  // namespace fluxweir
