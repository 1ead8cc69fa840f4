#include "body_intake.h"

#include <utility>

namespace fluxweir::native {
namespace {

// "application/json", with parameters or not, and its "+json" kin.
bool is_json(std::string_view content_type) {
  const std::string type = to_lower(trim(content_type.substr(0, content_type.find(';'))));
  return type == "application/json" ||
         (type.size() > 5 && type.compare(type.size() - 5, 5, "+json") == 0);
}

}  // namespace

BodyIntake::BodyIntake(std::string_view content_type) {
  if (is_json(content_type)) scanner_ = std::make_unique<MediaScanner>();
}

std::string BodyIntake::take(std::string bytes) {
  if (!scanner_) return bytes;
  std::string seen;
  scanner_->feed(bytes, pieces_);
  sort_out(seen);
  return seen;
}

std::vector<TakenMedia> BodyIntake::finish(std::string& seen) {
  if (scanner_) {
    scanner_->finish(pieces_);
    sort_out(seen);
  }
  return std::move(taken_);
}

void BodyIntake::sort_out(std::string& seen) {
  using Kind = MediaScanner::Piece::Kind;
  for (const MediaScanner::Piece& piece : pieces_) {
    switch (piece.kind) {
      case Kind::Keep:
        seen += piece.bytes;
        break;
      case Kind::MediaBegin:
        decoder_ = {};
        clean_ = true;
        type_ = std::string(piece.bytes);
        break;
      case Kind::MediaBytes:
        clean_ = clean_ && decoder_.append(piece.bytes, bytes_);
        break;
      case Kind::MediaEnd: {
        const bool whole = clean_ && decoder_.finish() && !piece.broken;
        taken_.push_back({Blobs::make(std::exchange(bytes_, {}), std::move(type_)), whole});
        break;
      }
    }
  }
  pieces_.clear();
}

}  // namespace fluxweir::native
