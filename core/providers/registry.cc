#include "providers/registry.h"

namespace fluxweir {
namespace {

constexpr std::string_view kNames[] = {"bfl", "workers_ai"};

}  // namespace

const Codec* find_codec(std::string_view name) {
  for (const Codec* codec : {&bfl_codec(), &workers_ai_codec(), &renderer_codec()}) {
    if (codec->name() == name) return codec;
  }
  return nullptr;
}

std::span<const std::string_view> codec_names() { return kNames; }

}  // namespace fluxweir
