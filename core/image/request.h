// What a client asks for, from raw to judged to one picture's job.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/units.h"
#include "http/message.h"
#include "image/parameter.h"
#include "image/sniff.h"
#include "json/reader.h"

namespace fluxweir {

enum class Format : std::uint8_t { Jpeg, Png };
std::string_view format_name(Format format);   // "jpeg"
std::string_view content_type(Format format);  // "image/jpeg"
std::string_view file_suffix(Format format);   // "jpg"

// An image_size that came as the two members `width` and `height`, one of them at least.
struct Sides {
  std::optional<json::Value> width;
  std::optional<json::Value> height;
};

// One field of a request after its dialect has renamed it and before anyone judged it.
struct RawField {
  Param id;
  json::Value value;             // points into the request's Document; of `sides` the first
  std::string_view prefix;       // static storage; see RawParams
  std::optional<Sides> sides{};  // ImageSize only
  // JSON pointer into the caller's own body: "/n" for num_images in the openai dialect.
  std::string path() const { return json::pointer(prefix, value.key()); }
};

// A field that no model takes. It is dropped and listed.
struct UnknownField {
  std::string path;
  std::string from;    // its JSON, cut to 100 bytes
  std::string reason;  // unknown_field
};

struct RawParams {
  std::string model;        // as the caller named it; resolved by the catalogue
  std::string model_path;   // JSON pointer to it, or empty when the route named it
  std::string_view prefix;  // JSON pointer to the object that holds them, static: "" or "/input"
  std::vector<RawField> fields;
  std::vector<UnknownField> unknown;
  std::vector<Fault> faults;  // what the dialect already found wrong with its own fields
};

// A picture that came inside the request. The host took it out while reading; see
// http/media_scan.h.
struct Media {
  BlobRef blob;       // decoded bytes
  Sniffed picture;    // what they are
  bool whole = true;  // the base64 was complete and clean
};

// What a reference picture may be at most, wherever it comes from.
inline constexpr std::int64_t kMaxReferenceBytes = 20 * 1024 * 1024;  // encoded
inline constexpr std::int64_t kMaxReferencePixels = 64'000'000;

// A JPEG, PNG or WebP picture within these bounds, as far as its header tells.
bool may_be_reference(const Sniffed& picture, std::uint64_t bytes);

// A reference picture: bytes the host holds, or a URL that passed the static guard and is still to
// be fetched.
struct Reference {
  std::optional<BlobRef> blob;
  std::string url;
  std::string path = {};  // JSON pointer to it in the caller's own body
  Sniffed picture = {};   // what the blob is, as far as it is known
};

enum class ReceiptDetail : std::uint8_t { Changed, Full };

// Seeds that we choose are below it: every provider takes 32 bits.
inline constexpr std::uint64_t kChosenSeedSpace = std::uint64_t{1} << 32;

// One request after `params` judged it: every value in range, every default filled in.
struct GenerateRequest {
  std::string model;         // canonical id
  std::string prompt;        // trimmed; the caller's own words
  std::string aspect_ratio;  // "16:9"; set on every model
  std::string image_size;    // preset name or "WxH" where the model takes image_size, else empty
  Size size;                 // pixels promised
  std::int32_t num_images = 1;
  bool raw = false;
  Format format = Format::Jpeg;
  std::int32_t safety_tolerance = 2;
  std::optional<Reference> reference;
  std::int32_t strength_thousandths = 100;  // image_prompt_strength x 1000, rounded
  std::string strength_token = "0.1";       // as the caller wrote it
  bool enhance_prompt = false;
  std::optional<std::uint64_t> seed;  // 0..2^53-1; nothing: chosen by us
  bool sync_mode = false;
  std::optional<std::int32_t> steps;
  std::string guidance_token;  // as the caller wrote it; empty when the model takes none
  bool safety_checker = true;
  std::string acceleration;
};

// What a given picture is to be evaluated for, in the caller's words.
struct EvaluationTask {
  std::string type;          // "product_photo"; never empty
  std::string description;   // may be empty, as the instructions
  std::string instructions;  // what to look for
  std::string attributes;    // a JSON object; empty: none
};

// One picture of a run, ready for any codec.
struct Job {
  std::int32_t index = 0;  // 0..num_images-1
  std::uint64_t seed = 0;
  std::string final_prompt;
  GenerateRequest request;
};

}  // namespace fluxweir
