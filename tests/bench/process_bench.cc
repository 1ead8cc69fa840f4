// The process: start to first answer beside starting and ending the same binary with --version; RSS
// at rest; size.
#include <arpa/inet.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <fstream>
#include <string>

#include "stopwatch.h"

namespace {

std::string g_binary;
long g_rss_kib = 0;

pid_t spawn(const char* argument, const char* listen, int* out) {
  int pipe_fds[2];
  if (::pipe2(pipe_fds, O_CLOEXEC) != 0) return -1;
  const pid_t pid = ::fork();
  if (pid == 0) {
    ::dup2(pipe_fds[1], 1);
    if (listen != nullptr)
      ::execl(g_binary.c_str(), g_binary.c_str(), argument, "--listen", listen, "--quiet", nullptr);
    ::execl(g_binary.c_str(), g_binary.c_str(), argument, nullptr);
    ::_exit(127);
  }
  ::close(pipe_fds[1]);
  *out = pipe_fds[0];
  return pid;
}

std::string read_line(int fd) {
  std::string line;
  char c = 0;
  while (::read(fd, &c, 1) == 1 && c != '\n') line.push_back(c);
  return line;
}

// One GET /healthz; true on 200.
bool ask(int port) {
  const int fd = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  bool good = ::connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
  const std::string request = "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n";
  good = good && ::write(fd, request.data(), request.size()) > 0;
  char head[16] = {};
  good = good && ::read(fd, head, 12) == 12 && std::string(head, 12) == "HTTP/1.1 200";
  ::close(fd);
  return good;
}

long rss_kib(pid_t pid) {
  std::ifstream status("/proc/" + std::to_string(pid) + "/status");
  std::string word;
  while (status >> word) {
    if (word == "VmRSS:") {
      long kib = 0;
      status >> kib;
      return kib;
    }
  }
  return 0;
}

void serve_once() {
  int out = -1;
  const pid_t pid = spawn("serve", "127.0.0.1:0", &out);
  const std::string line = read_line(out);
  const bool good = ask(std::stoi(line.substr(line.rfind(':') + 1)));
  g_rss_kib = good ? rss_kib(pid) : -1;
  ::kill(pid, SIGKILL);
  ::waitpid(pid, nullptr, 0);
  ::close(out);
}

void version_once() {
  int out = -1;
  const pid_t pid = spawn("--version", nullptr, &out);
  read_line(out);
  ::waitpid(pid, nullptr, 0);
  ::close(out);
}

}  // namespace

int main(int, char** argv) {
  const std::string self = argv[0];
  g_binary = self.substr(0, self.rfind('/') + 1) + "fluxweir";
  const auto start = fluxweir::bench::measure(31, 1, serve_once);
  const auto peer = fluxweir::bench::measure(31, 1, version_once);
  struct stat file {};
  ::stat(g_binary.c_str(), &file);
  std::printf("  start to first answer   %6.1f ms (p99 %.1f)\n", start.p50_us / 1000,
              start.p99_us / 1000);
  std::printf("  peer: --version alone   %6.1f ms (start is %.1fx)\n", peer.p50_us / 1000,
              start.p50_us / peer.p50_us);
  std::printf("  RSS at rest             %6.1f MB\n", static_cast<double>(g_rss_kib) / 1024);
  std::printf("  binary, not stripped    %6.1f MB\n", static_cast<double>(file.st_size) / 1e6);
  return g_rss_kib > 0 ? 0 : 1;
}
