// `fluxweir calibrate` as people and scripts run it, and what takes its document.
#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "e2e/gateway_process.h"
#include "native/temporary_folder.h"
#include "quality/damage.h"
#include "quality/rules.h"
#include "render/paint.h"

using namespace fluxweir;
using namespace fluxweir::e2e;

namespace {

std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {(std::istreambuf_iterator<char>(file)), {}};
}

void write_file(const std::string& path, std::string_view bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
}

// "good" with fifty painted pictures and "bad" with five noisy ones.
struct Pictures : TemporaryFolder {
  Pictures() {
    std::filesystem::create_directories(path + "/good/deeper");
    std::filesystem::create_directories(path + "/bad");
    PaintRequest request;
    request.size = {256, 192};
    request.mark = false;
    for (int i = 0; i < 50; ++i) {
      request.prompt = i % 2 == 0 ? "autumn forest" : "mountains with a lake at dawn";
      request.seed = static_cast<std::uint64_t>(i);
      const Raster picture = *paint(request, nullptr);
      const std::string name = std::to_string(i) + ".jpg";
      write_file(path + (i < 25 ? "/good/" : "/good/deeper/") + name, encode(picture, request));
      if (i >= 5) continue;
      write_file(path + "/bad/" + name,
                 encode(quality::damaged(picture, quality::Damage::Noise, 5, 1), request));
    }
  }
  std::string command(const std::string& rest) const {
    return binary() + " calibrate " + path + "/good " + rest + "";
  }
  std::string out() const { return path + "/calibration.json"; }
};

const Pictures& pictures() {
  static const Pictures kPictures;
  return kPictures;
}

}  // namespace

TEST_CASE("e2e calibrate: a table, the bad ones that are found, and a document for the settings") {
  const Pictures& folder = pictures();
  std::string out;
  const int code = run(folder.command("--bad " + folder.path + "/bad --out " + folder.out()), &out);
  CAPTURE(out);
  CHECK_EQ(code, out.find("left out:") == std::string::npos ? 0 : 2);
  CHECK_NE(out.find("50 good pictures: 25 to fit, 25 held out"), std::string::npos);
  CHECK_NE(out.find("known-bad pictures rejected: 5 of 5 (100.0 %)"), std::string::npos);
  const auto document = json::parse_tree(read_file(folder.out()));
  REQUIRE(document);
  CHECK_EQ((*document)["rules"], kRulesVersion);
  CHECK_EQ((*document)["pictures"], 50);

  const std::string settings = folder.path + "/settings.json";
  write_file(settings, R"({"quality":{"calibration":)" + read_file(folder.out()) + "}}");
  CHECK_EQ(run(binary() + " check-config " + settings, &out), 0);

  const std::string score = binary() + " score --calibration " + folder.out() + " ";
  CHECK_EQ(run(score + folder.path + "/good/1.jpg", &out), 0);
  CHECK_EQ(run(score + folder.path + "/bad/1.jpg", &out), 2);
  CHECK_NE(out.find("rejected: "), std::string::npos);
  CHECK_EQ(run(score + "--json " + folder.path + "/bad/1.jpg", &out), 2);
  CHECK_NE(out.find("\"rejected\":\""), std::string::npos);
}

TEST_CASE("e2e calibrate: what can't be decoded is named and skipped") {
  const TemporaryFolder other;
  write_file(other.path + "/notes.txt", "no picture");
  std::string out;
  CHECK_EQ(run(pictures().command(other.path + " --json"), &out), 1);
  CHECK_NE(out.find(other.path + "/notes.txt is skipped: "), std::string::npos);
  const auto answer = json::parse_tree(out.substr(out.find('{')));
  REQUIRE(answer);
  CHECK_EQ((*answer)["fitted"], 25);
  CHECK_EQ((*answer)["held_out"], 25);
  CHECK_EQ((*answer)["skipped"].size(), 1);
  CHECK_GT((*answer)["checks"].size(), 8);
}

TEST_CASE("e2e calibrate: too few pictures are refused") {
  std::string out;
  CHECK_EQ(run(binary() + " calibrate " + pictures().path + "/bad", &out), 1);
  CHECK_NE(out.find("needs at least 40 different good pictures, and there are 5"),
           std::string::npos);
}

TEST_CASE("e2e calibrate: check-config names the faults of a calibration by their pointers") {
  const TemporaryFolder folder;
  const std::string settings = folder.path + "/settings.json";
  write_file(settings, R"({"quality":{"calibration":{"rules":")" + std::string(kRulesVersion) +
                           R"(","pictures":0,"limits":1}}})");
  std::string out;
  CHECK_EQ(run(binary() + " check-config " + settings + "", &out), 1);
  CHECK_NE(out.find("/quality/calibration/pictures: range"), std::string::npos);
  CHECK_NE(out.find("/quality/calibration/limits: type"), std::string::npos);
  write_file(settings, R"({"quality":{"calibration":{"rules":"2020-1-1"}}})");
  CHECK_EQ(run(binary() + " check-config " + settings + "", &out), 1);
  CHECK_NE(out.find("run `fluxweir calibrate` again"), std::string::npos);
}
