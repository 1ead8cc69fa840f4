// Codec names and the codecs behind them, written out by hand.
#pragma once

#include <span>
#include <string_view>

#include "providers/codec.h"

namespace fluxweir {

// Null when there is no codec of that name.
const Codec* find_codec(std::string_view name);

// Names that the settings may use; the renderer is not among them, since it is never configured.
std::span<const std::string_view> codec_names();

const Codec& bfl_codec();
const Codec& workers_ai_codec();
const Codec& renderer_codec();

}  // namespace fluxweir
