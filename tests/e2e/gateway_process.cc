#include "e2e/gateway_process.h"

#include <curl/curl.h>
#include <doctest/doctest.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cstdio>
#include <fstream>
#include <memory>
#include <sstream>

namespace fluxweir::e2e {
namespace {

struct CurlDeleter {
  void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};

std::size_t take_body(char* bytes, std::size_t, std::size_t count, void* out) {
  static_cast<std::string*>(out)->append(bytes, count);
  return count;
}

std::size_t take_header(char* bytes, std::size_t, std::size_t count, void* out) {
  std::string_view line(bytes, count);
  while (!line.empty() && (line.back() == '\r' || line.back() == '\n')) line.remove_suffix(1);
  const std::size_t colon = line.find(": ");
  if (colon != std::string_view::npos) {
    static_cast<Headers*>(out)->push_back(
        {std::string(line.substr(0, colon)), std::string(line.substr(colon + 2))});
  }
  return count;
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> out;
  out.reserve(texts.size() + 1);
  for (std::string& text : texts) out.push_back(text.data());
  out.push_back(nullptr);
  return out;
}

std::vector<std::string> merged_environment(const Environment& more) {
  std::vector<std::string> out;
  for (const auto& [name, value] : more) out.emplace_back(name).append("=").append(value);
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view text = *entry;
    bool replaced = false;
    for (const auto& pair : more)
      replaced = replaced || text.substr(0, text.find('=')) == pair.first;
    if (!replaced) out.emplace_back(text);
  }
  return out;
}

// The child's first line of output.
std::string first_line(int fd) {
  std::string line;
  char c = 0;
  while (::read(fd, &c, 1) == 1 && c != '\n') line.push_back(c);
  return line;
}

}  // namespace

std::string catalogue_with(int typical_ms) {
  std::ifstream file(std::string(FLUXWEIR_SOURCE_DIR) + "/edge-config/models.json");
  json::Tree tree =
      json::Tree::parse(std::string((std::istreambuf_iterator<char>(file)), {}), nullptr, false);
  for (json::Tree& model : tree["models"]) model["typical_ms"] = typical_ms;
  return tree.dump();
}

std::string binary() { return std::string(FLUXWEIR_BINARY_DIR) + "/fluxweir"; }

std::string HttpAnswer::header(std::string_view name) const {
  return std::string(find_header(headers, name).value_or(""));
}

GatewayProcess::GatewayProcess(std::vector<std::string> args)
    : GatewayProcess("serve", std::move(args)) {}

GatewayProcess::GatewayProcess(std::string command, std::vector<std::string> args,
                               const Environment& environment) {
  static std::atomic<int> count = 0;
  log_path_ = std::string(FLUXWEIR_BINARY_DIR) + "/e2e-" + std::to_string(::getpid()) + "-" +
              std::to_string(++count) + ".log";
  int out[2];
  REQUIRE_EQ(::pipe2(out, O_CLOEXEC), 0);
  // All of it before the fork: a child of a process with threads may hardly do anything.
  std::vector<std::string> all = {binary(), std::move(command)};
  bool listens = false;
  for (const std::string& arg : args) listens = listens || arg == "--listen";
  if (!listens) all.insert(all.end(), {"--listen", "127.0.0.1:0"});
  all.insert(all.end(), args.begin(), args.end());
  std::vector<std::string> variables = merged_environment(environment);
  const std::vector<char*> argv = pointers(all);
  const std::vector<char*> envp = pointers(variables);
  pid_ = ::fork();
  REQUIRE(pid_ >= 0);
  if (pid_ == 0) {
    ::dup2(out[1], 1);
    const int log = ::open(log_path_.c_str(), O_CREAT | O_TRUNC | O_WRONLY, 0600);
    ::dup2(log, 2);
    // Sockets of servers that play in this process: a copy would keep them open when they end.
    if (::close_range(3, ~0U, 0) != 0) {
      for (int fd = 3; fd < 1024; ++fd) ::close(fd);
    }
    ::execve(argv[0], argv.data(), envp.data());
    ::_exit(127);
  }
  ::close(out[1]);
  const std::string line = first_line(out[0]);
  ::close(out[0]);
  const std::size_t colon = line.rfind(':');
  REQUIRE_MESSAGE(line.substr(0, 20) == "listening on http://",
                  "the gateway did not start: " << line << log());
  port_ = std::stoi(line.substr(colon + 1));
}

GatewayProcess::~GatewayProcess() {
  if (pid_ > 0) stop();
  ::unlink(log_path_.c_str());
}

int GatewayProcess::stop() {
  signal(SIGTERM);
  return wait();
}

void GatewayProcess::signal(int number) const { ::kill(pid_, number); }

int GatewayProcess::wait() {
  int status = 0;
  ::waitpid(pid_, &status, 0);
  pid_ = -1;
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

std::string GatewayProcess::log() const {
  std::ifstream file(log_path_);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

bool GatewayProcess::perform(const Outgoing& outgoing, HttpAnswer& answer,
                             std::string& fault) const {
  const std::unique_ptr<CURL, CurlDeleter> easy(curl_easy_init());
  std::unique_ptr<curl_slist, CurlDeleter> list;
  for (const Header& header : outgoing.headers) {
    list.reset(curl_slist_append(list.release(), (header.name + ": " + header.value).c_str()));
  }
  const std::string url = base() + std::string(outgoing.target);
  const std::string verb(outgoing.method);
  curl_easy_setopt(easy.get(), CURLOPT_URL, url.c_str());
  curl_easy_setopt(easy.get(), CURLOPT_PROXY, "");
  curl_easy_setopt(easy.get(), CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(easy.get(), CURLOPT_PATH_AS_IS, 1L);
  curl_easy_setopt(easy.get(), CURLOPT_TIMEOUT_MS, outgoing.timeout_ms);
  curl_easy_setopt(easy.get(), CURLOPT_HTTPHEADER, list.get());
  curl_easy_setopt(easy.get(), CURLOPT_WRITEFUNCTION, take_body);
  curl_easy_setopt(easy.get(), CURLOPT_WRITEDATA, &answer.body);
  curl_easy_setopt(easy.get(), CURLOPT_HEADERFUNCTION, take_header);
  curl_easy_setopt(easy.get(), CURLOPT_HEADERDATA, &answer.headers);
  if (verb == "HEAD") {
    curl_easy_setopt(easy.get(), CURLOPT_NOBODY, 1L);
  } else if (verb != "GET") {
    curl_easy_setopt(easy.get(), CURLOPT_POSTFIELDSIZE_LARGE,
                     static_cast<curl_off_t>(outgoing.body.size()));
    curl_easy_setopt(easy.get(), CURLOPT_POSTFIELDS, outgoing.body.c_str());
    curl_easy_setopt(easy.get(), CURLOPT_CUSTOMREQUEST, verb.c_str());
  }
  const CURLcode code = curl_easy_perform(easy.get());
  curl_off_t took_us = 0;
  curl_easy_getinfo(easy.get(), CURLINFO_TOTAL_TIME_T, &took_us);
  curl_easy_getinfo(easy.get(), CURLINFO_RESPONSE_CODE, &answer.status);
  answer.took_ms = static_cast<double>(took_us) / 1000;
  answer.json = json::Tree::parse(answer.body, nullptr, false);
  if (code != CURLE_OK) fault = verb + " " + url + ": " + curl_easy_strerror(code);
  return code == CURLE_OK;
}

HttpAnswer GatewayProcess::send(std::string_view method, std::string_view target, std::string body,
                                Headers headers) const {
  HttpAnswer answer;
  std::string fault;
  const bool whole = perform({method, target, std::move(body), std::move(headers)}, answer, fault);
  REQUIRE_MESSAGE(whole, fault);
  return answer;
}

HttpAnswer GatewayProcess::abandon(std::string_view target, std::string body, long leave_ms,
                                   Headers headers) const {
  headers.push_back({"content-type", "application/json"});
  HttpAnswer answer;
  std::string fault;
  perform({"POST", target, std::move(body), std::move(headers), leave_ms}, answer, fault);
  return answer;
}

HttpAnswer GatewayProcess::post(std::string_view target, std::string body, Headers headers) const {
  headers.push_back({"content-type", "application/json"});
  return send("POST", target, std::move(body), std::move(headers));
}

const GatewayProcess& shared_gateway() {
  static const GatewayProcess kGateway;
  return kGateway;
}

// Below the ports that the kernel gives to connections going out, so that none of these takes it
// before it is listened on; each process begins elsewhere.
int free_port() {
  constexpr int kLowest = 20'000;
  constexpr int kCount = 12'000;
  static std::atomic<int> next{static_cast<int>(::getpid()) * 101};
  for (int tries = 0; tries < kCount; ++tries) {
    const int port = kLowest + (next.fetch_add(1) & 0x7fff'ffff) % kCount;
    const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    const bool free = ::bind(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
    ::close(fd);
    if (free) return port;
  }
  FAIL("no port is free");
  return 0;
}

std::string target_of(const std::string& url) {
  const std::size_t slashes = url.find("://");
  return slashes == std::string::npos ? url : url.substr(url.find('/', slashes + 3));
}

int run(const std::string& command, std::string* out) {
  FILE* pipe = ::popen((command + " 2>&1").c_str(), "r");
  REQUIRE(pipe != nullptr);
  std::array<char, 4096> bytes{};
  std::string text;
  while (const std::size_t count = ::fread(bytes.data(), 1, bytes.size(), pipe))
    text.append(bytes.data(), count);
  const int status = ::pclose(pipe);
  // A program that is measured for coverage complains where one that was killed has left half a
  // profile: that is no output of its own.
  constexpr std::string_view kComplaint = "LLVM Profile ";
  for (std::size_t at = text.find(kComplaint); at != text.npos; at = text.find(kComplaint, at))
    text.erase(at, text.find('\n', at) + 1 - at);
  if (out != nullptr) *out = std::move(text);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}

}  // namespace fluxweir::e2e
