// Result<T>: a value or an Error. The only file that names the expected type (Debian's
// libexpected-dev).
#pragma once

#include <tl/expected.hpp>
#include <utility>

#include "base/error.h"

namespace fluxweir {

template <class T, class E = Error>
using Result = tl::expected<T, E>;

inline tl::unexpected<Error> fail(Error error) { return tl::unexpected<Error>(std::move(error)); }

}  // namespace fluxweir
