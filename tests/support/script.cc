#include "support/script.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <deque>
#include <optional>
#include <set>

#include "base/sha256.h"
#include "base/text.h"
#include "image/walk.h"
#include "json/reader.h"
#include "storage/run_row.h"
#include "storage/statements.h"

namespace fluxweir {
namespace {

constexpr Now kNow{{5'000'000}, {1'767'225'600'000}};  // 2026-01-01T00:00:00Z

std::string text_of(const SqlValue& value) {
  const auto* text = std::get_if<std::string>(&value);
  return text ? *text : std::string();
}

Format asked_format(const Call& call) {
  return std::get<std::string>(call.body.front()).find("\"output_format\":\"png\"") ==
                 std::string::npos
             ? Format::Jpeg
             : Format::Png;
}

Size asked_size(const Call& call) {
  const auto document = json::Document::read(std::get<std::string>(call.body.front()));
  REQUIRE(document.has_value());
  return {static_cast<std::int32_t>(*document->root().find("width")->integer()),
          static_cast<std::int32_t>(*document->root().find("height")->integer())};
}

RequestHead make_head(std::string method, const std::string& target, Headers headers) {
  RequestHead head;
  head.method = std::move(method);
  const std::size_t mark = target.find('?');
  head.path = target.substr(0, mark);
  if (mark != std::string::npos) head.query = target.substr(mark + 1);
  head.host = "127.0.0.1:8080";
  head.headers = std::move(headers);
  head.peer_is_loopback = true;
  return head;
}

}  // namespace

std::string Played::header(std::string_view name) const {
  return std::string(find_header(headers, name).value_or(""));
}

// One playing of one script: the exchange, the run it may start, and the host around them.
class Play {
 public:
  Play(Script& script, const Gateway& gateway, Entropy entropy)
      : script_(script), gateway_(gateway), exchange_(gateway.open(entropy)) {}

  Played run(const RequestHead& head, const std::string& body, std::size_t chunk) {
    give(Who::Exchange, ClientHead{head, {}});
    for (std::size_t at = 0; at < body.size(); at += chunk)
      give(Who::Exchange, ClientChunk{body.substr(at, chunk)});
    give(Who::Exchange, ClientEnd{script_.media_});
    REQUIRE_MESSAGE(ended_, "the exchange never ended");
    played_.json = json::Tree::parse(played_.body, nullptr, false);
    const std::string length = played_.header("content-length");
    if (head.method != "HEAD" && !played_.closes && played_.status != 204)
      CHECK_EQ(length, std::to_string(played_.body.size()));
    return std::move(played_);
  }

 private:
  enum class Who { Exchange, Run };

  // Hands in one input, then polls to the end; answers of the host wait in a queue, so that no
  // machine is entered twice.
  void give(Who who, Input input) {
    queue_.push_back({who, std::move(input)});
    if (busy_) return;
    busy_ = true;
    while (!queue_.empty()) {
      auto [to, next] = std::move(queue_.front());
      queue_.pop_front();
      Machine* machine = to == Who::Exchange ? &exchange_ : (run_ ? &*run_ : nullptr);
      if (machine == nullptr) continue;
      machine->handle(std::move(next), now_);
      drain(to, *machine);
    }
    busy_ = false;
  }

  void drain(Who who, Machine& machine) {
    for (int steps = 0; steps < 1000; ++steps) {
      Action action = machine.poll();
      if (std::holds_alternative<Wait>(action)) return;
      if (std::holds_alternative<Finished>(action)) {
        CHECK(std::holds_alternative<Finished>(machine.poll()));
        return;
      }
      perform(who, std::move(action));
    }
    FAIL("a machine never waits");
  }

  void note(const std::string& word) {
    played_.transcript += (played_.transcript.empty() ? "" : " ") + word;
  }

  void check_op(Who who, OpId op) {
    CHECK_NE(op.value, 0u);
    CHECK_MESSAGE(ops_.insert({who == Who::Run, op.value}).second, "an OpId was used twice");
  }

  void perform(Who who, Action action) {
    if (auto* fetch = std::get_if<Fetch>(&action)) return fetch_picture(who, *fetch);
    if (auto* query = std::get_if<Query>(&action)) return query_rows(who, *query);
    if (auto* blob = std::get_if<Blob>(&action)) return blob_done(who, *blob);
    if (auto* sign = std::get_if<Sign>(&action)) {
      check_op(who, sign->op);
      note("sign");
      give(who, SignDone{sign->op, std::string(32, 'm')});
    } else if (auto* seal = std::get_if<Seal>(&action)) {
      check_op(who, seal->op);
      std::string bytes = scratch_[seal->handle];
      const std::string digest = to_hex(sha256(bytes.insert(seal->at, seal->insert)));
      give(who, SealDone{seal->op, store(bytes), digest});
    } else if (const auto* inspect = std::get_if<Inspect>(&action)) {
      check_op(who, inspect->op);
      note("inspect(" + inspect->blob.handle + ")");
      give(who, InspectDone{inspect->op, script_.seen_});
    } else if (auto* start = std::get_if<Start>(&action)) {
      note("start");
      run_.emplace(gateway_.run(std::move(start->spec)));
      give(Who::Run, Tick{});
    } else if (const auto* nudge = std::get_if<Nudge>(&action)) {
      played_.nudges.push_back(nudge->provider_id);
    } else if (std::holds_alternative<Watch>(action)) {
      watched_ = true;
    } else if (auto* report = std::get_if<Report>(&action)) {
      if (const auto* line = std::get_if<LogLine>(&report->what))
        played_.logs.push_back(line->json);
      if (auto* update = std::get_if<RunUpdate>(&report->what); update && watched_) {
        give(Who::Exchange, RunChanged{update->outcome});
      }
    } else {
      respond(action);
    }
  }

  void respond(const Action& action) {
    CHECK_FALSE(ended_);
    if (const auto* head = std::get_if<RespondHead>(&action)) {
      CHECK_EQ(played_.status, 0);
      played_.status = head->status;
      played_.headers = head->headers;
      note("respond(" + std::to_string(head->status) + ")");
    } else if (const auto* chunk = std::get_if<RespondChunk>(&action)) {
      CHECK_NE(played_.status, 0);
      for (const BodyPart& part : chunk->parts) append(part);
    } else if (const auto* end = std::get_if<RespondEnd>(&action)) {
      CHECK((played_.status != 0 || end->close));
      played_.closes = end->close;
      ended_ = true;
    }
  }

  void append(const BodyPart& part) {
    if (const auto* text = std::get_if<std::string>(&part)) {
      played_.body += *text;
      return;
    }
    const BlobRef& blob = std::get<BlobRef>(part);
    REQUIRE_MESSAGE(scratch_.count(blob.handle) == 1, "a blob that is not there");
    const std::string bytes = scratch_[blob.handle].substr(0, blob.bytes);
    played_.body += blob.as == BlobRef::As::Base64 ? to_base64(bytes) : bytes;
  }

  void fetch_picture(Who who, Fetch& fetch) {
    check_op(who, fetch.op);
    note("fetch(" + fetch.call.url + ")");
    played_.calls.push_back(fetch.call);
    ScriptedReply reply;
    if (used_ < script_.replies_.size()) reply = script_.replies_[used_++];
    if (reply.silent) {
      now_.mono = now_.mono + fetch.call.timeout;
      return give(who, Tick{});
    }
    if (!reply.lost.empty()) {
      const auto sent = reply.sent ? UpstreamLost::Sent::Maybe : UpstreamLost::Sent::No;
      give(who, UpstreamLost{fetch.op, sent, reply.lost});
      return;
    }
    const bool picture = reply.type.substr(0, 6) == "image/" && reply.status < 300;
    if (picture && reply.body.empty()) {
      const auto shade = static_cast<unsigned char>(0x55 + made_++);  // none comes twice
      reply.body = tiny_picture(asked_format(fetch.call), asked_size(fetch.call), shade);
      reply.type = content_type(asked_format(fetch.call));
    }
    Headers headers = {{"content-type", reply.type}};
    if (!reply.location.empty()) headers.push_back({"location", reply.location});
    give(who, UpstreamHead{fetch.op, reply.status, std::move(headers)});
    UpstreamEnd end{fetch.op};
    const bool fine = reply.status >= 200 && reply.status < 300;
    if (fetch.keep == Fetch::Keep::Everything ? fine
                                              : picture && fetch.keep != Fetch::Keep::Nothing) {
      end.blob = store(reply.body);
      end.picture = walk_picture(reply.body);
    } else {
      give(who, UpstreamChunk{fetch.op, reply.body});
    }
    give(who, std::move(end));
  }

  BlobRef store(const std::string& bytes) {
    const std::string handle = "s" + std::to_string(scratch_.size());
    scratch_[handle] = bytes;
    return {handle, bytes.size(), BlobRef::As::Raw};
  }

  void query_rows(Who who, const Query& query) {
    check_op(who, query.op);
    QueryDone done{query.op, script_.database_ok_, {}};
    std::string names;
    for (const Statement& statement : query.batch) {
      CHECK_MESSAGE(!statement_text(statement.name).empty(), "an unknown statement");
      names += (names.empty() ? "" : ",") + std::string(statement.name);
      done.rows.emplace_back();
      if (!script_.database_ok_) continue;
      const auto& p = statement.params;
      if (statement.name == kRunInsert)
        done.ok = script_.runs_.emplace(text_of(p[0]), text_of(p[8])).second;
      if (statement.name == kRunUpdate) script_.runs_[text_of(p[3])] = text_of(p[2]);
      if (statement.name == kRunDelete) script_.runs_.erase(text_of(p[0]));
      if (statement.name == kLedgerInsert) script_.ledger_.push_back(p);
      const auto run = script_.runs_.find(text_of(p[0]));
      if (statement.name == kRunRead && run != script_.runs_.end() &&
          read_outcome(run->second)->owner == text_of(p[1]))
        done.rows.back().push_back({run->second});
      if (statement.name == kRunOlder || statement.name == kRunNewer) {
        done.rows.back() = list_runs(statement);
      }
    }
    note("query(" + names + ")");
    give(who, std::move(done));
  }

  // As the statements' texts say: filters by the empty text or an equal one, a range of ids.
  std::vector<std::vector<SqlValue>> list_runs(const Statement& statement) {
    const auto& p = statement.params;
    const bool newer = statement.name == kRunNewer;
    std::vector<std::vector<SqlValue>> rows;
    const auto is_wanted = [&](const std::string& id, const Outcome& run) {
      const std::string cursor = text_of(p[1]);
      const auto fits = [&](std::size_t at, std::string_view value) {
        CHECK_EQ(text_of(p[at]), text_of(p[at + 1]));
        return text_of(p[at]).empty() || text_of(p[at]) == value;
      };
      return run.owner == text_of(p[0]) && (newer ? id > cursor : id < cursor) &&
             fits(2, state_name(run.state)) && fits(4, run.model) && fits(6, run.client_ref);
    };
    for (const auto& [id, text] : script_.runs_) {
      if (is_wanted(id, *read_outcome(text))) rows.push_back({text});
    }
    if (!newer) std::reverse(rows.begin(), rows.end());
    const auto limit = static_cast<std::size_t>(std::get<std::int64_t>(p[8]));
    if (rows.size() > limit) rows.resize(limit);
    return rows;
  }

  void blob_done(Who who, const Blob& blob) {
    check_op(who, blob.op);
    BlobDone done{blob.op, {}, {}};
    if (blob.what == Blob::Do::Keep) {
      note("keep");
      if (script_.keeps_) {
        script_.kept_[blob.key] = scratch_[blob.handle];
        done.blob = BlobRef{blob.handle, scratch_[blob.handle].size(), BlobRef::As::Raw};
      }
    } else if (blob.what == Blob::Do::Get) {
      note("get");
      if (script_.kept_.count(blob.key) == 1) {
        done.blob = store(script_.kept_[blob.key]);
        done.content_type = "image/jpeg";
      }
    }
    give(who, std::move(done));
  }

  Script& script_;
  const Gateway& gateway_;
  Machine exchange_;
  std::optional<Machine> run_;
  std::deque<std::pair<Who, Input>> queue_;
  bool busy_ = false;
  bool watched_ = false;
  bool ended_ = false;
  std::size_t used_ = 0;
  int made_ = 0;  // pictures
  Now now_ = kNow;
  std::set<std::pair<bool, std::uint32_t>> ops_;
  std::map<std::string, std::string> scratch_;
  Played played_;
};

Script::Script(std::string settings, HostProfile host)
    : settings_(std::move(settings)), host_(host) {}

Played Script::request(RequestHead head, std::string body) {
  const auto gateway = Gateway::load(settings_, {}, host_);
  REQUIRE(gateway.has_value());
  Entropy entropy{};
  entropy[0] = static_cast<std::uint8_t>(++entropy_);
  const auto runs = runs_;
  const auto kept = kept_;
  const auto ledger = ledger_;
  Played bytewise = Play(*this, *gateway, entropy).run(head, body, 1);
  runs_ = runs;
  kept_ = kept;
  ledger_ = ledger;
  Played played = Play(*this, *gateway, entropy).run(head, body, 1 << 20);
  CHECK_EQ(played.transcript, bytewise.transcript);
  CHECK_EQ(played.status, bytewise.status);
  CHECK_EQ(played.body, bytewise.body);
  return played;
}

Played Script::post(const std::string& path, std::string body, Headers headers) {
  return request(make_head("POST", path, std::move(headers)), std::move(body));
}

Played Script::get(const std::string& target, Headers headers) {
  return request(make_head("GET", target, std::move(headers)), "");
}

}  // namespace fluxweir
