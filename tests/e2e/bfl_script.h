// What a test tells the scripted BFL server (bfl_server.h) to do with one task. Plain values; the
// defaults are a task that goes well and is ready at once.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace fluxweir::e2e {

using HeaderLines = std::vector<std::pair<std::string, std::string>>;

// How an answer is broken on the wire.
enum class Break {
  None,
  ResetBeforeBody,  // TCP reset once the request's head is here, its body unread
  Reset,            // TCP reset after the whole request was read
  Close,            // the connection ends in order, without an answer
  Stall,            // no answer, the connection stays open
  HalfHead,         // ends within the answer's head
  HalfBody,         // the right Content-Length, ends midway
  ShortBody,        // a whole answer whose text is cut in half
  NoLength,         // no Content-Length, Connection: close, ends midway
  Html,             // a page of text/html
  Empty,            // no body
  WrongType,        // the right bytes as application/octet-stream
  Drip,             // the right bytes in 16 pieces with pauses
  NotAPicture,      // the right type and length, noise as bytes
};

struct Fault {
  Break how = Break::None;
  int status = 200;          // any other comes with its documented body
  HeaderLines headers = {};  // beside the usual ones
  int delay_ms = 0;          // before the first byte
  int pause_ms = 10;         // between the pieces of a Drip
  int nth = 1;               // polls and downloads: the first that meets it
  int count = 1;             // polls and downloads: how many in a row do
};

enum class PollingUrl { Own, Absent, Relative, OtherHost };
enum class Ending { Ready, Error, RequestModerated, ContentModerated, NotFound, Never };
enum class Webhook { Once, Never, Twice, Early };

struct TaskScript {
  Fault submit = {};
  bool accepts = true;  // a task is made (and billed) although the answer to the submit is broken;
                        // never with another status than 200, nor with ResetBeforeBody
  PollingUrl polling_url = PollingUrl::Own;
  std::string polling_host = {};    // for OtherHost: "http://localhost:1234"
  std::optional<double> cost = {};  // nothing: the documented price in credits
  int ready_after_ms = 0;           // real time, from the submit's arrival
  std::string before = "Pending";   // the status until then
  Ending ending = Ending::Ready;
  std::vector<Fault> polls = {};
  std::vector<Fault> samples = {};
  std::string sample_host = {};  // empty: the server's own origin
  int picture_width = 0;         // 0: what the request promises
  int picture_height = 0;
  std::string picture_format = {};  // empty: what was asked for
  Webhook webhook = Webhook::Once;  // for submits with a webhook_url
};

}  // namespace fluxweir::e2e
