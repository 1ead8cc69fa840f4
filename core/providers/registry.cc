#include "providers/registry.h"

namespace fluxweir {

const Codec* find_codec(std::string_view name) {
  const Codec& renderer = renderer_codec();
  return name == renderer.name() ? &renderer : nullptr;
}

std::span<const std::string_view> codec_names() { return {}; }

}  // namespace fluxweir
