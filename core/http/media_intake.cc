#include "http/media_intake.h"

namespace fluxweir {
namespace {

// "application/json", with parameters or not, and its "+json" kin.
bool is_json(std::string_view content_type) {
  const std::string type = to_lower(trim(content_type.substr(0, content_type.find(';'))));
  return type == "application/json" ||
         (type.size() > 5 && type.compare(type.size() - 5, 5, "+json") == 0);
}

}  // namespace

MediaIntake::MediaIntake(std::string_view content_type) {
  if (is_json(content_type)) scanner_ = std::make_unique<MediaScanner>();
}

std::string MediaIntake::take(std::string bytes, MediaSink& sink) {
  if (!scanner_) return bytes;
  scanner_->feed(bytes, pieces_);
  return sort_out(sink);
}

std::string MediaIntake::finish(MediaSink& sink) {
  if (scanner_) scanner_->finish(pieces_);
  return sort_out(sink);
}

std::string MediaIntake::sort_out(MediaSink& sink) {
  using Kind = MediaScanner::Piece::Kind;
  std::string seen;
  for (const MediaScanner::Piece& piece : pieces_) {
    switch (piece.kind) {
      case Kind::Keep:
        seen += piece.bytes;
        break;
      case Kind::MediaBegin:
        decoder_ = {};
        clean_ = true;
        sink.begin(piece.bytes);
        break;
      case Kind::MediaBytes:
        decoded_.clear();
        clean_ = clean_ && decoder_.append(piece.bytes, decoded_);
        sink.append(decoded_);
        break;
      case Kind::MediaEnd:
        sink.end(clean_ && decoder_.finish() && !piece.broken);
        break;
    }
  }
  pieces_.clear();
  return seen;
}

}  // namespace fluxweir
