// Result<T>: a value or an Error. The only file that names the expected type (Debian's
// libexpected-dev).
#pragma once

#include <tl/expected.hpp>
#include <utility>

#include "base/error.h"

namespace fluxweir {

template <class T, class E = Error>
using Result = tl::expected<T, E>;

// `fail({...})` makes an Error.
template <class E = Error>
tl::unexpected<E> fail(E error) {
  return tl::unexpected<E>(std::move(error));
}

}  // namespace fluxweir
