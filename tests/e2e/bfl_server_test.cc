// The scripted BFL server itself: its answers are the documented ones, and each fault really
// happens on the wire.
#include <curl/curl.h>
#include <doctest/doctest.h>

#include <chrono>
#include <thread>

#include "e2e/bfl_pictures.h"
#include "e2e/bfl_server.h"
#include "image/sniff.h"

using namespace fluxweir::e2e;
using nlohmann::json;

namespace {

constexpr const char* kUltra = "/v1/flux-pro-1.1-ultra";

std::size_t append(char* bytes, std::size_t, std::size_t count, void* out) {
  static_cast<std::string*>(out)->append(bytes, count);
  return count;
}

struct Answer {
  CURLcode code = CURLE_OK;
  long status = 0;
  std::string head;
  std::string body;
  json document;
  std::string text(const char* key) const { return text_of(document, key); }
};

struct Question {
  std::string url;
  std::string body = {};  // empty: GET
  std::string key = "bfl-test-key";
  long timeout_ms = 2000;
};

Answer ask(const Question& question) {
  Answer answer;
  CURL* easy = curl_easy_init();
  curl_slist* list = curl_slist_append(nullptr, "Content-Type: application/json");
  if (!question.key.empty()) list = curl_slist_append(list, ("x-key: " + question.key).c_str());
  curl_easy_setopt(easy, CURLOPT_URL, question.url.c_str());
  curl_easy_setopt(easy, CURLOPT_PROXY, "");
  curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, question.timeout_ms);
  curl_easy_setopt(easy, CURLOPT_HTTPHEADER, list);
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, append);
  curl_easy_setopt(easy, CURLOPT_WRITEDATA, &answer.body);
  curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, append);
  curl_easy_setopt(easy, CURLOPT_HEADERDATA, &answer.head);
  if (!question.body.empty()) curl_easy_setopt(easy, CURLOPT_POSTFIELDS, question.body.c_str());
  answer.code = curl_easy_perform(easy);
  curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &answer.status);
  curl_slist_free_all(list);
  curl_easy_cleanup(easy);
  answer.document = json::parse(answer.body, nullptr, false);
  return answer;
}

Answer submit(const BflServer& bfl, const std::string& body = R"({"prompt":"a fox"})") {
  return ask({bfl.origin() + kUltra, body});
}

Answer poll(const Answer& submitted) { return ask({submitted.text("polling_url")}); }

// How many whole pictures have left. The client has the last byte a moment before the server hears
// that it was sent, hence the wait.
int delivered(const BflServer& bfl, int expected) {
  int count = -1;
  for (int i = 0; i < 200 && count != expected; ++i) {
    if (i > 0) std::this_thread::sleep_for(std::chrono::milliseconds(5));
    count = 0;
    for (const TaskRecord& task : bfl.tasks()) count += task.delivered;
  }
  return count;
}

// The sample of a task that is ready.
Answer download(const Answer& submitted) {
  return ask({text_of(poll(submitted).document["result"], "sample"), "", ""});
}

}  // namespace

TEST_CASE("e2e bfl server: answers submit, poll and sample as documented") {
  BflServer bfl;
  const Answer taken = submit(bfl, R"({"prompt":"a fox","seed":42,"aspect_ratio":"3:4"})");
  CHECK_EQ(taken.status, 200);
  CHECK_EQ(taken.document["cost"], 6.0);
  CHECK_EQ(taken.document["output_mp"], 4.24);
  const Answer ready = poll(taken);
  CHECK_EQ(ready.text("status"), "Ready");
  for (const char* key : {"sample", "prompt", "seed", "start_time", "end_time", "duration"})
    CHECK(ready.document["result"].contains(key));
  CHECK_EQ(ready.document["result"]["seed"], 42);
  const Answer sample = download(taken);
  CHECK(sample.head.find("Content-Type: image/jpeg\r\n") != std::string::npos);
  CHECK(fluxweir::sniff(sample.body).size == fluxweir::Size{1792, 2368});
  REQUIRE_EQ(bfl.tasks().size(), 1);
  const TaskRecord record = bfl.tasks("fox")[0];
  CHECK_EQ(record.key, "bfl-test-key");
  CHECK_EQ(record.body["seed"], 42);
  CHECK_EQ(record.polls_ms.size(), 2);
  CHECK_EQ(delivered(bfl, 1), 1);
  CHECK(bfl.keys_astray().empty());
}

TEST_CASE("e2e bfl server: makes pictures of all sizes and formats") {
  CHECK(fluxweir::sniff(*picture(2752, 1536, "jpeg", 1)).size == fluxweir::Size{2752, 1536});
  CHECK(fluxweir::sniff(*picture(512, 256, "png", 1)).kind == fluxweir::PictureKind::Png);
  CHECK_EQ(picture(512, 256, "png", 1), picture(512, 256, "png", 9));
  CHECK_NE(*picture(512, 256, "png", 1), *picture(512, 256, "png", 2));
  CHECK_LT(picture(2752, 1536, "jpeg", 1)->size(), 100'000);
}

TEST_CASE("e2e bfl server: judges key and input") {
  BflServer bfl;
  CHECK_EQ(ask({bfl.origin() + kUltra, "{}", ""}).status, 403);
  CHECK_EQ(ask({bfl.origin() + kUltra, "{}", "wrong"}).status, 403);
  CHECK_EQ(bfl.keys_missing().size(), 2);
  for (const char* body :
       {"{", R"({"prompt":1})", R"({"aspect_ratio":"4:1"})", R"({"safety_tolerance":"2"})",
        R"({"output_format":"jpg"})", R"({"image_prompt":"data:image/png;base64,AAAA"})"}) {
    CAPTURE(body);
    const Answer refused = submit(bfl, body);
    CHECK_EQ(refused.status, 422);
    CHECK(refused.document["detail"].is_array());
  }
  CHECK_EQ(ask({bfl.origin() + "/v1/flux-dev", R"({"width":1000})"}).status, 422);
  CHECK_EQ(ask({bfl.origin() + "/v1/flux-dev", R"({"width":1024})"}).status, 200);
  CHECK_EQ(bfl.accepted(), 1);
  CHECK_EQ(ask({bfl.origin() + "/v1/get_result?id=none"}).document["status"], "Task not found");
}

TEST_CASE("e2e bfl server: breaks a submit in every way") {
  struct Row {
    Break how;
    CURLcode code;
    bool accepted;
  };
  for (const Row& row :
       {Row{Break::ResetBeforeBody, CURLE_RECV_ERROR, false},
        Row{Break::Reset, CURLE_RECV_ERROR, true}, Row{Break::Close, CURLE_GOT_NOTHING, true},
        Row{Break::Stall, CURLE_OPERATION_TIMEDOUT, true},
        Row{Break::HalfBody, CURLE_PARTIAL_FILE, true}}) {
    BflServer bfl;
    bfl.always({.submit = {.how = row.how}});
    const Answer answer =
        ask({bfl.origin() + kUltra, R"({"prompt":"a fox"})", "bfl-test-key", 200});
    CAPTURE(static_cast<int>(row.how));
    CHECK_EQ(answer.code, row.code);
    CHECK_EQ(bfl.submits(), 1);
    CHECK_EQ(bfl.accepted() == 1, row.accepted);
  }
  BflServer bfl;
  bfl.next({.submit = {.how = Break::HalfHead}});
  bfl.next({.submit = {.how = Break::ShortBody}});
  bfl.next({.submit = {.how = Break::Html}});
  bfl.next({.submit = {.how = Break::Html, .status = 502}});
  bfl.next({.submit = {.how = Break::Empty}});
  bfl.next({.submit = {.how = Break::WrongType}});
  CHECK(submit(bfl).document.is_discarded());
  const Answer cut = submit(bfl);
  CHECK_EQ(cut.code, CURLE_OK);
  CHECK(cut.document.is_discarded());
  CHECK_EQ(cut.body.substr(0, 6), R"({"cost)");
  const Answer page = submit(bfl);
  CHECK_EQ(page.status, 200);
  CHECK(page.head.find("text/html") != std::string::npos);
  CHECK_EQ(submit(bfl).status, 502);
  CHECK_EQ(submit(bfl).head.find("Content-Length: 0") == std::string::npos, false);
  CHECK(submit(bfl).head.find("application/octet-stream") != std::string::npos);
  CHECK_EQ(bfl.accepted(), 5);
}

TEST_CASE("e2e bfl server: refuses with status, headers and delay") {
  BflServer bfl;
  bfl.next({.submit = {.status = 429, .headers = {{"Retry-After", "7"}}, .delay_ms = 50}});
  const auto begin = std::chrono::steady_clock::now();
  const Answer refused = submit(bfl);
  CHECK(std::chrono::steady_clock::now() - begin >= std::chrono::milliseconds(50));
  CHECK_EQ(refused.status, 429);
  CHECK(refused.head.find("Retry-After: 7\r\n") != std::string::npos);
  CHECK(refused.document["detail"].is_string());
  for (const int status : {400, 401, 402, 403, 404, 422, 500, 502, 503, 504}) {
    bfl.next({.submit = {.status = status}});
    const Answer answer = submit(bfl);
    CHECK_EQ(answer.status, status);
    CHECK(answer.document.contains("detail"));
  }
  CHECK_EQ(bfl.accepted(), 0);
  CHECK_EQ(bfl.submits(), 11);
}

TEST_CASE("e2e bfl server: ends tasks as scripted") {
  BflServer bfl;
  bfl.when("slow", {.ready_after_ms = 100, .before = "Reasoning"});
  bfl.when("rude", {.ending = Ending::RequestModerated});
  bfl.when("never", {.ending = Ending::Never});
  bfl.when("polls", {.polls = {{.status = 500, .count = 2}, {.how = Break::Html, .nth = 4}}});
  const Answer slow = submit(bfl, R"({"prompt":"slow"})");
  CHECK_EQ(poll(slow).text("status"), "Reasoning");
  std::this_thread::sleep_for(std::chrono::milliseconds(120));
  CHECK_EQ(poll(slow).text("status"), "Ready");
  CHECK_EQ(poll(submit(bfl, R"({"prompt":"rude"})")).text("status"), "Request Moderated");
  CHECK_EQ(poll(submit(bfl, R"({"prompt":"never"})")).text("status"), "Pending");
  const Answer polled = submit(bfl, R"({"prompt":"polls"})");
  for (const long status : {500L, 500L, 200L}) CHECK_EQ(poll(polled).status, status);
  CHECK(poll(polled).document.is_discarded());
  bfl.next({.polling_url = PollingUrl::Absent});
  bfl.next({.polling_url = PollingUrl::OtherHost, .polling_host = bfl.other_origin()});
  CHECK_FALSE(submit(bfl).document.contains("polling_url"));
  CHECK_EQ(poll(submit(bfl)).status, 200);
  CHECK_EQ(bfl.keys_astray().size(), 1);
}

TEST_CASE("e2e bfl server: breaks downloads in every way") {
  BflServer bfl;
  const auto sample = [&bfl](const Fault& fault) {
    bfl.next({.samples = {fault}});
    return download(submit(bfl));
  };
  for (const int status : {403, 404, 410, 500, 503})
    CHECK_EQ(sample({.status = status}).status, status);
  CHECK_EQ(sample({.how = Break::HalfBody}).code, CURLE_PARTIAL_FILE);
  const Answer endless = sample({.how = Break::NoLength});
  CHECK_EQ(endless.code, CURLE_OK);
  CHECK(endless.head.find("Content-Length") == std::string::npos);
  CHECK_LT(endless.body.size(), 0.6 * static_cast<double>(picture(2752, 1536, "jpeg", 7)->size()));
  CHECK_EQ(sample({.how = Break::Reset}).code, CURLE_RECV_ERROR);
  CHECK(sample({.how = Break::Empty}).body.empty());
  CHECK(fluxweir::sniff(sample({.how = Break::NotAPicture}).body).size == std::nullopt);
  CHECK_EQ(delivered(bfl, 0), 0);
  CHECK_EQ(sample({.how = Break::Drip, .pause_ms = 1}).code, CURLE_OK);
  CHECK_EQ(delivered(bfl, 1), 1);
  bfl.next({.picture_width = 256, .picture_height = 128, .picture_format = "png"});
  const Answer other = download(submit(bfl));
  CHECK(fluxweir::sniff(other.body).size == fluxweir::Size{256, 128});
  CHECK(other.head.find("image/png") != std::string::npos);
}

TEST_CASE("e2e bfl server: writes down keys that went astray") {
  BflServer bfl;
  const Answer taken = submit(bfl);
  ask({text_of(poll(taken).document["result"], "sample")});
  CHECK_EQ(bfl.keys_astray().size(), 1);
  ask({bfl.other_origin() + kUltra, R"({"prompt":"a fox"})"});
  CHECK_EQ(bfl.keys_astray().size(), 2);
  CHECK(bfl.keys_missing().empty());
}

TEST_CASE("e2e bfl server: posts webhooks as scripted") {
  // Another of its kind plays the receiver: it answers 404 to what it does not know.
  BflServer receiver;
  BflServer bfl;
  const std::string body =
      R"({"prompt":"a fox","webhook_url":")" + receiver.origin() + R"(/hooks/1"})";
  bfl.next({.webhook = Webhook::Never});
  bfl.next({.webhook = Webhook::Once});
  bfl.next({.webhook = Webhook::Twice});
  bfl.next({.webhook = Webhook::Early});
  for (const std::size_t hooks : {0U, 1U, 2U, 1U}) {
    const Answer taken = submit(bfl, body);
    CHECK_FALSE(taken.document.contains("polling_url"));
    CHECK_EQ(taken.text("status"), "Pending");
    CHECK_EQ(taken.text("webhook_url"), receiver.origin() + "/hooks/1");
    for (int i = 0; i < 200 && bfl.tasks().back().hook_answers.size() < hooks; ++i)
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    CHECK_EQ(bfl.tasks().back().hook_answers.size(), hooks);
  }
  CHECK_EQ(bfl.tasks()[1].hook_answers[0], 404);
}
