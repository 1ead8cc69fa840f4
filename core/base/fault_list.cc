#include "base/fault_list.h"

namespace fluxweir {

void FaultList::add(std::string_view path, std::string_view rule, std::string_view allowed) {
  faults_.push_back({std::string(path), std::string(rule), {}, std::string(allowed), {}});
}

Error FaultList::take(std::string_view intro) {
  Error error = make_error(ErrorCode::InvalidParameter, intro);
  error.faults = std::move(faults_);
  std::string_view between = ": ";
  for (const Fault& fault : error.faults) {
    error.message += between;
    error.message += fault.path + " must be " + fault.allowed;
    between = "; ";
  }
  return error;
}

}  // namespace fluxweir
