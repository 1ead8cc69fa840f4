// The body of POST /v1/evaluations: the one list of its fields, for reading and for OpenAPI.
// Source: provider-apis 1.11, read 2026-11-27.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace fluxweir {

struct EvaluationField {
  std::string_view name;
  std::string_view type;     // of JSON Schema; "null" where nothing else is taken
  std::string_view allowed;  // for people; empty: as the rest says
  std::size_t longest = 0;   // characters of a string, bytes of an object's JSON
  bool required = false;
  std::string_view only = {};  // the one value that is taken; empty: any
};
std::span<const EvaluationField> evaluation_fields();

}  // namespace fluxweir
