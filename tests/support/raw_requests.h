// Reads tests/data/http/requests.tsv; its first lines tell what the columns mean.
#pragma once

#include <cstdlib>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

namespace fluxweir {

struct RawRequest {
  std::string name;
  std::string verdict;
  int answers = 0;
  std::string section;
  std::string bytes;

  bool is_served() const { return verdict[0] == 'o' || verdict[0] == 'c'; }
  bool is_cut_off() const { return verdict == "-"; }
  bool closes() const { return verdict[0] != 'o'; }
  int refusal() const { return std::atoi(verdict.c_str()); }  // 0: none
  // Of the last answer; 0: there is none.
  int last_status() const {
    if (is_cut_off()) return answers > 0 ? 200 : 0;
    const std::size_t colon = verdict.find(':');
    if (colon != std::string::npos) return std::atoi(verdict.c_str() + colon + 1);
    return is_served() ? 200 : refusal();
  }
};

// The bytes that the escapes of the file stand for.
inline std::string unescape_raw(std::string_view text) {
  constexpr std::string_view kEscapes = "rnt\\";
  constexpr std::string_view kBytes = "\r\n\t\\";
  std::string out;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const std::string_view rest = text.substr(at);
    char* after = nullptr;
    if (rest[0] == '\\' && rest.size() > 3 && rest[1] == 'x') {
      out += static_cast<char>(std::stoi(std::string(rest.substr(2, 2)), nullptr, 16));
      at += 3;
    } else if (const std::size_t escape = rest[0] == '\\' ? kEscapes.find(rest[1]) : rest.npos;
               escape != rest.npos) {
      out += kBytes[escape];
      at += 1;
    } else if (const long times = rest[0] == '{' ? std::strtol(rest.data() + 1, &after, 10) : 0;
               times > 0 && *after == '*') {
      const auto start = static_cast<std::size_t>(after + 1 - rest.data());
      const std::size_t end = rest.find('}', start);
      const std::string once = unescape_raw(rest.substr(start, end - start));
      for (long i = 0; i < times; ++i) out += once;
      at += end;
    } else {
      out += rest[0];
    }
  }
  return out;
}

inline std::vector<RawRequest> read_raw_requests() {
  std::vector<RawRequest> rows;
  std::ifstream file(FLUXWEIR_SOURCE_DIR "/tests/data/http/requests.tsv");
  std::string line;
  while (std::getline(file, line)) {
    if (line.empty() || line[0] == '#') continue;
    std::vector<std::string> cells;
    for (std::size_t start = 0, end = 0; end != std::string::npos; start = end + 1) {
      end = line.find('\t', start);
      cells.push_back(line.substr(start, end - start));
    }
    cells.resize(5);
    rows.push_back(
        {cells[0], cells[1], std::atoi(cells[2].c_str()), cells[3], unescape_raw(cells[4])});
  }
  return rows;
}

}  // namespace fluxweir
