// Taking pictures out of a body while it is read: no cut changes what comes out, and what is kept
// together with the pictures means what the body meant.
#include <algorithm>
#include <optional>

#include "base/text.h"
#include "http/media_scan.h"
#include "json/reader.h"
#include "support.h"

using namespace fluxweir;
using namespace fluxweir::fuzz;
using json::Value;

namespace {

struct Picture {
  std::string type;
  std::string base64;
  bool broken = false;
  bool ended = false;
  bool operator==(const Picture&) const = default;
};

struct Scanned {
  std::string kept;
  std::vector<Picture> pictures;
  bool operator==(const Scanned&) const = default;
};

void add(const std::vector<MediaScanner::Piece>& pieces, Scanned& out) {
  using Kind = MediaScanner::Piece::Kind;
  for (const MediaScanner::Piece& piece : pieces) {
    if (piece.kind == Kind::Keep) {
      out.kept += piece.bytes;
      continue;
    }
    if (piece.kind == Kind::MediaBegin) {
      law(out.pictures.empty() || out.pictures.back().ended, "one picture at a time");
      out.pictures.push_back({std::string(piece.bytes), {}, false, false});
      continue;
    }
    law(!out.pictures.empty() && !out.pictures.back().ended, "bytes belong to a picture");
    Picture& picture = out.pictures.back();
    if (piece.kind == Kind::MediaBytes) picture.base64 += piece.bytes;
    if (piece.kind == Kind::MediaEnd) {
      picture.broken = piece.broken;
      picture.ended = true;
    }
  }
}

Scanned scan(std::string_view body, Cuts* cuts) {
  MediaScanner scanner;
  Scanned out;
  std::vector<MediaScanner::Piece> pieces;
  while (!body.empty()) {
    const std::size_t length = std::min(cuts ? cuts->next() : body.size(), body.size());
    // A copy, so that a piece that looks elsewhere is seen.
    const std::string chunk(body.substr(0, length));
    pieces.clear();
    scanner.feed(chunk, pieces);
    add(pieces, out);
    body.remove_prefix(length);
  }
  pieces.clear();
  scanner.finish(pieces);
  add(pieces, out);
  law(scanner.kept() == out.kept.size(), "it counts what it keeps");
  law(scanner.count() == out.pictures.size(), "it counts its pictures");
  for (const Picture& picture : out.pictures) law(picture.ended, "a picture ends");
  return out;
}

// `kept` stands where `text` stood. Outside of the places where pictures are looked for, a mark is
// the caller's own text.
void check_string(std::string_view text, std::string_view kept, bool wanted,
                  const Scanned& scanned) {
  constexpr std::string_view kLiteral = "literal:";
  if (!wanted) return law(text == kept, "elsewhere every string stays", kept);
  if (const auto ref = read_media_ref(kept)) {
    law(ref->index < scanned.pictures.size(), "a mark names a picture", kept);
    const Picture& picture = scanned.pictures[ref->index];
    law(ref->type == picture.type, "and its type");
    // Where it breaks off, so do its bytes.
    if (picture.broken)
      return law(text.find(picture.base64) != text.npos, "and some of its bytes", text);
    law(text.size() >= picture.base64.size() &&
            text.substr(text.size() - picture.base64.size()) == picture.base64,
        "and its bytes are the caller's", text);
    const std::string_view head = text.substr(0, text.size() - picture.base64.size());
    law(picture.type.empty() ? head.empty() || to_lower(head.substr(0, 5)) == "data:"
                             : head.find(picture.type) == 5,
        "and so is what stood before them", text);
  } else if (text != kept) {
    law(kept.substr(0, kLiteral.size()) == kLiteral && kept.substr(kLiteral.size()) == text,
        "any other string stays", kept);
  }
}

void check_same(const Value& body, const Value& kept, bool wanted, const Scanned& scanned) {
  law(body.kind() == kept.kind() && body.size() == kept.size() && body.key() == kept.key() &&
          body.token() == kept.token() && body.boolean() == kept.boolean(),
      "the shape stays");
  if (body.kind() == json::Kind::String)
    check_string(*body.string(), *kept.string(), wanted, scanned);
  auto other = kept.first();
  for (auto child = body.first(); child; child = child->next(), other = other->next()) {
    const bool looked_for = body.kind() == json::Kind::Array
                                ? wanted
                                : child->key() == "image_url" || child->key() == "image_prompt";
    check_same(*child, *other, looked_for, scanned);
  }
}

// The decoder, which comes next, will take every picture.
bool all_whole(const Scanned& scanned) {
  constexpr std::string_view kBase64 =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=";
  for (const Picture& picture : scanned.pictures) {
    if (picture.broken || picture.base64.find_first_not_of(kBase64) != std::string::npos) {
      return false;
    }
  }
  return true;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Choices choices(data, size);
  Cuts cuts(choices.byte());
  const std::string_view body = choices.rest();
  const Scanned whole = scan(body, nullptr);
  law(whole == scan(body, &cuts), "no cut changes what comes out");
  const Result<json::Document> before = json::Document::read(body);
  const Result<json::Document> after = json::Document::read(whole.kept);
  if (before) law(after.has_value(), "what is kept of a good body is one", whole.kept);
  if (before && after) check_same(before->root(), after->root(), false, whole);
  if (!before && after) law(!all_whole(whole), "what is kept of a bad body is none", whole.kept);
  return 0;
}
