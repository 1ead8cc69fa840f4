// Writes one folder of seeds per fuzzer, out of the tables and fixtures of the other tests and a
// few lines of its own: write_seeds FOLDER.
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>

#include <png.h>

#include "json/tree.h"
#include "native/real_picture.h"
#include "support/raw_requests.h"
#include "support/tiny_picture.h"

using namespace fluxweir;
namespace fs = std::filesystem;

namespace {

constexpr const char* kTests = FLUXWEIR_SOURCE_DIR "/tests/";

class Seeds {
 public:
  explicit Seeds(fs::path folder) : folder_(std::move(folder)) {}
  void add(const std::string& fuzzer, const std::string& bytes) {
    const fs::path folder = folder_ / fuzzer;
    fs::create_directories(folder);
    std::ofstream file(folder / std::to_string(count_[fuzzer]++), std::ios::binary);
    file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  }
  const std::map<std::string, int>& count() const { return count_; }

 private:
  fs::path folder_;
  std::map<std::string, int> count_;
};

// A literal with its NULs.
template <std::size_t kSize>
std::string raw(const char (&text)[kSize]) {
  return {text, kSize - 1};
}

std::string slurp(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

// The cell in column `column` of every line of a table.
std::vector<std::string> column(const std::string& name, std::size_t column) {
  std::vector<std::string> cells;
  std::ifstream file(kTests + name);
  std::string line;
  while (std::getline(file, line)) {
    if (line.empty() || line[0] == '#') continue;
    std::size_t start = 0;
    for (std::size_t i = 0; i < column && start != std::string::npos; ++i) {
      start = line.find('\t', start);
      if (start != std::string::npos) ++start;
    }
    if (start != std::string::npos)
      cells.push_back(line.substr(start, line.find('\t', start) - start));
  }
  return cells;
}

void add_requests(Seeds& seeds) {
  for (const RawRequest& row : read_raw_requests()) {
    if (row.bytes.size() > 4000) continue;  // the few long ones have tests of their own
    seeds.add("reader", std::string(2, '\0') + row.bytes);
    seeds.add("reader", "\x03\x07" + row.bytes);
  }
}

void add_texts(Seeds& seeds) {
  for (const std::string& text : column("data/json/cases.tsv", 1)) {
    if (text.find("\\*") == std::string::npos) seeds.add("json", unescape_raw(text));
  }
  for (const std::string& url : column("data/urls.tsv", 0)) seeds.add("url", url);
  for (const char* text : {"127.0.0.1", "::ffff:1.2.3.4", "2001:db8::1", "1::", "/a/../b?c",
                           "//b.example/x", "?q", "http://b.example:8080/", "fe80::1", "::"}) {
    seeds.add("url", text);
  }
  const std::string nul(2, '\0');
  for (const char* text :
       {"data: a\n\n", "event: e\ndata: a\ndata: b\nid: 7\n\n", "\xEF\xBB\xBF:a\r\n\r\n",
        "\xEF\xBB\xBFid: 8\ndata\n\n", ": comment\nretry: 10\ndata\n\n", "data: a\rdata: b\r\r",
        "id: 1\n\ndata: x\n\n"}) {
    seeds.add("sse", nul + text);
    seeds.add("sse", std::string("\x05\x01") + text);
  }
}

void add_bodies(Seeds& seeds) {
  const std::string zero(1, '\0');
  for (const char* text :
       {R"({"image_url":"data:image/png;base64,iVBORw0KGgo="})",
        R"({"a":{"image_prompt":["data:image/jpeg;base64,\/9j\u002f","x"]}})",
        R"({"image_url":"/9j/4AAQSkZJRgABAQ=="})", R"({"image_url":"fluxweir-media:0;image/png"})",
        R"({"image_url":"literal:x","image_url2":"data:,"})", R"({"image_url":"UklGRiQAAABXRUJQ"})",
        R"({"image_\u0075rl":"DATA:image/png;BASE64,AA=="})",
        R"([["image_url"],{"image_url":7}])"}) {
    seeds.add("media", zero + text);
    seeds.add("media", "\x09" + std::string(text));
  }
  constexpr const char* kBodies[] = {
      R"({"prompt":"a fox"})",
      R"({"prompt":"x","num_images":9,"raw":"x","seed":-1,"aspect_ratio":"16:9"})",
      R"({"input":{"prompt":"x","image_size":{"width":512,"height":1e3}},"webhook":"https://a.b/"})",
      R"({"model":"flux-pro-1.1-ultra","prompt":"x","n":2,"size":"1024x1024","response_format":"b64_json"})",
      R"({"prompt":"x","image_url":"https://example.com/a.png","image_prompt_strength":0.35})",
      R"({"prompt":"x","image_url":"fluxweir-media:0;image/png","safety_tolerance":"6","x~/y":1})",
      R"({"prompt":"x","stream":1,"response_format":"x","webhook_url":"https://a.b/","metadata":{"a":1}})",
      R"({"input":{"prompt":"x","n":2},"client_ref":"r","metadata":7,"callback_url":"x","width":5,"height":"y"})",
      R"({"prompt":"x","output_format":"png","sync_mode":true,"guidance_scale":3.50,"num_inference_steps":4})"};
  for (char route = 0; route < 20; ++route) {
    for (const char* body : kBodies) {
      for (const char how : {'\0', '\4', '\x10'}) {
        seeds.add("dialect", std::string{how, route} +
                                 "flux-pro/v1.1-ultra\nlimit=3&dry_run=1\nwait=5\n" + body);
      }
    }
    seeds.add("dialect",
              std::string{2, route} + "01890a5d-ac96-774b-bcce-b302099a8057\nid=x&wait=9\n\n");
  }
}

void add_pictures(Seeds& seeds) {
  const std::string png = raw("\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\x01\0\0\0\x02\0\x08\2\0\0\0");
  const std::string jpeg =
      raw("\xFF\xD8\xFF\xE0\0\x10JFIF\0\1\1\0\0\1\0\1\0\0\xFF\xC0\0\x11\x08\x01\0\x02\0\3");
  std::string webp = raw("RIFF\x24\0\0\0WEBPVP8 \x18\0\0\0\x30\1\0\x9D\1\x2A\x01\0\x02\0");
  for (const std::string& picture : {png, jpeg, webp})
    seeds.add("sniff", std::string(1, '\0') + picture);
  webp.replace(12, webp.npos, raw("VP8L\x0d\0\0\0\x2F\x01\0\x02\0\0\0\0\0\0"));
  seeds.add("sniff", "\x01" + webp);
  webp.replace(12, webp.npos, raw("VP8X\x0a\0\0\0\0\0\0\0\x01\0\0\x02\0\0"));
  seeds.add("sniff", "\x02" + webp);
  constexpr Size kSize{37, 91};
  for (const std::string& whole :
       {tiny_picture(Format::Jpeg, kSize), tiny_picture(Format::Png, kSize), tiny_webp(kSize)})
    seeds.add("walk", std::string(1, '\0') + whole);
}

// Whole pictures of every kind, small enough for a fuzzer's 4096 bytes.
void add_decodable(Seeds& seeds) {
  constexpr Size kSize{24, 16};
  std::vector<std::string> all;
  for (int bits = 0; bits < 16; ++bits) {
    const JpegStyle style{60, (bits & 1) != 0, (bits & 2) != 0, (bits & 4) != 0,
                          (bits & 8) != 0 ? 2 : 0};
    all.push_back(make_jpeg(kSize, style, 7));
  }
  constexpr std::uint32_t kFormats[] = {PNG_FORMAT_GRAY,     PNG_FORMAT_GA,
                                        PNG_FORMAT_RGB,      PNG_FORMAT_RGBA,
                                        PNG_FORMAT_LINEAR_Y, PNG_FORMAT_LINEAR_RGB_ALPHA};
  for (const std::uint32_t format : kFormats) all.push_back(make_png(kSize, format, 7));
  for (int bits = 0; bits < 4; ++bits)
    all.push_back(make_webp(kSize, (bits & 1) != 0, (bits & 2) != 0, 7));
  for (const char* fuzzer : {"decode", "stb"}) {
    for (const std::string& picture : all) seeds.add(fuzzer, picture);
  }
}

// Each reply of the fixtures, with one of its texts marked.
void add_replies(Seeds& seeds) {
  for (const auto& entry : fs::recursive_directory_iterator(std::string(kTests) + "fixtures")) {
    if (entry.path().filename() != "reply.json") continue;
    const Result<json::Tree> tree = json::parse_tree(slurp(entry.path()));
    if (!tree) continue;
    const json::Tree* found = json::find(*tree, "body");
    if (found == nullptr) continue;
    const std::string body =
        found->is_string() ? *found->get_ptr<const std::string*>() : found->dump();
    const auto status =
        static_cast<char>(json::find_integer(*tree, "status").value_or(200) == 200 ? 0 : 9);
    for (const char asked : {'\0', '\1'}) {
      seeds.add("codec", std::string{0, asked, status, 0} + "3\n" + body);
      // The word that it turns on must stay.
      std::string marked = body;
      for (std::size_t at = marked.find(":\""); at != std::string::npos;
           at = marked.find(":\"", at + 3)) {
        if (at < 8 || marked.compare(at - 8, 8, "\"status\"") != 0) marked.insert(at + 2, "@");
      }
      seeds.add("codec", std::string{0, asked, status, 0} + "@\n" + marked);
      seeds.add("codec", std::string{1, asked, status, 0} + "\n" + marked);
    }
  }
}

void add_plays(Seeds& seeds) {
  // Answers in order: everything goes well; then a few that do not.
  const std::string good = raw("\0\5\0\1\0\0\5\0\1\0\0\5\0\1\0\2\5\0\1\0\3\5\0\1\0\3\5\0\0\0\0");
  seeds.add("run", good);
  for (std::size_t i = 0; i < good.size(); i += 3) {
    std::string other = good;
    other[i] = static_cast<char>(other[i] + 8);
    seeds.add("run", other + good);
  }
  for (char request = 0; request < 20; ++request) {
    for (const char body : {'\0', '\1', '\2', '\3', '\5'}) {
      const std::string start{0, request, 0, 4, 0, body, 4, body == 3 ? '\5' : '\1'};
      seeds.add("exchange", start + raw("\x9\0\0\0\x9\0\0\0\2\2\2\0\0\0\x9\0\0\0\x9\0\0\0"));
      seeds.add("exchange", "\1" + start.substr(1) + raw("\x9\0\0\1\0\3\0\0\2\2\4\0\0\0\x9\0\0\0"));
    }
  }
  seeds.add("exchange", raw("\7\1\0\0\0\2\0\0\0\0\0\0\0"));
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  Seeds seeds(argv[1]);
  add_requests(seeds);
  add_texts(seeds);
  add_bodies(seeds);
  add_pictures(seeds);
  add_decodable(seeds);
  add_replies(seeds);
  add_plays(seeds);
  return seeds.count().size() == 13 ? 0 : 1;
}
