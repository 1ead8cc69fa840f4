// The part of reading that every dialect shares: a JSON object's members, renamed into RawParams.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "base/apart.h"
#include "dialects/dialect.h"

namespace fluxweir {

// How a dialect spells a parameter where it differs from the table's own name.
struct Rename {
  std::string_view wire;
  Param id;
};

// `prefix` has static storage. Fills `fields` and `unknown` from the members of `object`. A member
// in `skip` is the dialect's own business. Names in the parameter table are always taken, so that a
// caller may use our extensions in any dialect.
void read_fields(const json::Value& object, std::string_view prefix,
                 std::span<const Rename> renames, std::span<const std::string_view> skip,
                 RawParams& out);

// Takes `width` and `height`, which BFL and Runflow's 1.1 have, as one image_size; read_fields must
// skip them. Beside an image_size they count as given twice.
void read_sides(const json::Value& object, std::string_view prefix, RawParams& out);

// A value's JSON for the receipt; "..." when it is long.
std::string short_text(const json::Value& value);

// Whether the fields ask for sync_mode, whose pictures travel in the answer and are not kept.
bool asks_sync_mode(const RawParams& params);

// `?dry_run=1`, `?strict=1`, `?receipt=full`, `?quality_check=off` and the x-fluxweir-* headers of
// the same names. An InvalidRequest when one says anything else than it may.
std::optional<Error> read_flags(const RequestHead& head, Create& create);

// The `model` member of a create body. Absent or null: the catalogue's first model. Of a wrong
// type: a fault.
void read_model(const json::Value& object, RawParams& out);

// The read of a run or an evaluation, with how long the client waits for its end.
FLUXWEIR_APART Result<Ask> read_run(const RequestHead& head, std::string run, bool evaluation);

// Fails with InvalidParameter unless the body is a JSON object.
Result<json::Value> read_object(const json::Document* body);

}  // namespace fluxweir
