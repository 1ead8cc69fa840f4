// Plays a request against the core with a host made of plain maps: scripts say what arrives, and
// assert on the transcript of actions and on the answer. The contract of exchange/events.h is
// checked after every step, and every script is played a second time with the body cut to single
// bytes: both must agree.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "gateway.h"
#include "json/tree.h"
#include "support/tiny_picture.h"

namespace fluxweir {

// What the script's provider says to the next fetch of a picture.
struct ScriptedReply {
  int status = 200;
  std::string type = "image/jpeg";
  std::string body;           // empty with an image type: a picture of the size that was asked for
  std::string lost;           // reason of an UpstreamLost instead of an answer
  bool sent = true;           // of that loss
  std::string location = {};  // of a redirect
  bool silent = false;        // never answers; the time that was allowed passes
};

struct Played {
  std::string transcript;  // "query(run.insert) start fetch(renderer:paint) ... respond(200)"
  int status = 0;
  Headers headers;
  bool closes = false;  // the connection ends with this answer
  std::string body;     // blobs appear as they would on the wire
  json::Tree json;      // of the body; discarded when it is none
  std::vector<std::string> logs;
  std::vector<Call> calls;          // what was fetched
  std::vector<std::string> nudges;  // the provider's ids in hooks that were passed on
  std::string header(std::string_view name) const;
};

class Script {
 public:
  explicit Script(std::string settings = "", HostProfile host = {});

  // Replies to fetches, in order; when they run out every fetch gets a picture.
  void upstream(ScriptedReply reply) { replies_.push_back(std::move(reply)); }
  // Whether the host can keep pictures.
  void keeps_pictures(bool keeps) { keeps_ = keeps; }
  // Pictures inside the next request, as the media scanner would hand them over.
  void media(std::vector<Media> media) { media_ = std::move(media); }
  // What the host tells of every picture that it is to look at, once it decodes.
  void sees(Inspection seen) { seen_ = std::move(seen); }
  // The database refuses every batch.
  void database_fails() { database_ok_ = false; }

  Played post(const std::string& path, std::string body,
              Headers headers = {{"content-type", "application/json"}});
  Played get(const std::string& target, Headers headers = {});
  Played request(RequestHead head, std::string body);

  // What the run table and the ledger hold.
  std::size_t stored_runs() const { return runs_.size(); }
  const std::vector<std::vector<SqlValue>>& ledger() const { return ledger_; }

 private:
  friend class Play;
  std::string settings_;
  HostProfile host_;
  std::vector<ScriptedReply> replies_;
  std::vector<Media> media_;
  Inspection seen_;
  bool keeps_ = true;
  bool database_ok_ = true;
  std::uint64_t entropy_ = 0;
  std::map<std::string, std::string> runs_;  // id -> outcome
  std::map<std::string, std::string> kept_;  // key -> bytes
  std::vector<std::vector<SqlValue>> ledger_;
};

}  // namespace fluxweir
