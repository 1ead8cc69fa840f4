// `fluxweir score` as people and scripts run it.
#include <doctest/doctest.h>

#include <fstream>
#include <iterator>

#include "e2e/gateway_process.h"
#include "native/temporary_folder.h"
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

// A folder with a painted picture in it, "fox.png".
struct Painted : TemporaryFolder {
  Painted() {
    REQUIRE_EQ(run(binary() + " generate 'a fox in the forest' --model flux-1-schnell --seed 7 " +
                   "--image-size square_hd -o " + path + "/fox.png"),
               0);
  }
};

}  // namespace

TEST_CASE("e2e score: a table for people, 0 for a picture that does not fail") {
  const Painted folder;
  std::string out;
  CHECK_EQ(run(binary() + " score " + folder.path + "/fox.png", &out), 0);
  CHECK_NE(out.find("VERDICT"), std::string::npos);
  CHECK_NE(out.find("1024x1024"), std::string::npos);
}

TEST_CASE("e2e score: JSON with measures, parts and what is not evaluated") {
  const Painted folder;
  std::string out;
  REQUIRE_EQ(run(binary() + " score --json --vertical product " + folder.path + "/fox.png", &out),
             0);
  const auto answer = json::parse_tree(out);
  REQUIRE(answer);
  const json::Tree& picture = (*answer)["pictures"][0];
  CHECK_EQ(picture["width"], 1024);
  CHECK_EQ(picture["vertical"], "product");
  CHECK_GT(picture["score"].get<double>(), 50);
  CHECK_GT(picture["measures"].size(), 25);
  CHECK_GT(picture["parts"].size(), 8);
  CHECK_EQ(picture["phash"].get<std::string>().size(), 16);
  CHECK_EQ(picture["not_evaluated"][0], "faces");
}

TEST_CASE("e2e score: 2 when a picture fails, with the reason") {
  const TemporaryFolder folder;
  const Raster white = {{64, 64}, std::vector<std::uint8_t>(64 * 64 * 3, 255)};
  PaintRequest as_png;
  as_png.format = Format::Png;
  write_file(folder.path + "/blank.png", encode(white, as_png));
  std::string out;
  CHECK_EQ(run(binary() + " score " + folder.path + "/blank.png", &out), 2);
  CHECK_NE(out.find("blank: "), std::string::npos);
}

TEST_CASE("e2e score: 1 when a picture is cut short, is none, too large or missing") {
  const Painted folder;
  const std::string bytes = read_file(folder.path + "/fox.png");
  write_file(folder.path + "/cut.png", std::string_view(bytes).substr(0, bytes.size() / 2));
  write_file(folder.path + "/text.png", "no picture");
  write_file(folder.path + "/large.png", std::string(50'000'001, 'x'));
  for (const std::string name : {"/cut.png", "/text.png", "/large.png", "/missing.png", ""}) {
    std::string out;
    CAPTURE(name);
    CHECK_EQ(
        run(binary() + " score --json " + folder.path + "/fox.png " + folder.path + name, &out), 1);
    CAPTURE(out);
    const auto answer = json::parse_tree(out);
    REQUIRE(answer);
    CHECK((*answer)["pictures"][0].contains("score"));
    CHECK_EQ((*answer)["pictures"][1]["error"]["code"], "invalid_parameter");
  }
}

TEST_CASE("e2e score: tells near-duplicates") {
  const Painted folder;
  write_file(folder.path + "/again.png", read_file(folder.path + "/fox.png"));
  std::string out;
  CHECK_EQ(run(binary() + " score " + folder.path + "/fox.png " + folder.path + "/again.png", &out),
           0);
  CHECK_NE(out.find("near-duplicates: " + folder.path + "/fox.png and"), std::string::npos);
}

TEST_CASE("e2e score: a page that loads nothing from elsewhere and escapes names") {
  const Painted folder;
  const std::string odd = folder.path + "/a<b>&\"c.png";
  write_file(odd, read_file(folder.path + "/fox.png"));
  const std::string page = folder.path + "/report.html";
  CHECK_EQ(run(binary() + " score '" + odd + "' --html " + page), 0);
  const std::string html = read_file(page);
  CHECK_NE(html.find("a&lt;b&gt;&amp;&quot;c.png"), std::string::npos);
  CHECK_NE(html.find("data:image/webp;base64,"), std::string::npos);
  CHECK_EQ(html.find("http"), std::string::npos);
  CHECK_EQ(html.find("<script"), std::string::npos);
}

TEST_CASE("e2e score: an unknown vertical is refused with those there are") {
  std::string out;
  CHECK_NE(run(binary() + " score x.png --vertical sport", &out), 0);
  CHECK_NE(out.find("portrait"), std::string::npos);
}

TEST_CASE("e2e bench: refuses a file that is no picture, and wants to know what to bench") {
  const TemporaryFolder folder;
  write_file(folder.path + "/text.png", "no picture");
  std::string out;
  CHECK_EQ(run(binary() + " bench quality " + folder.path + "/text.png", &out), 1);
  CHECK_NE(out.find("text.png: "), std::string::npos);
  CHECK_NE(run(binary() + " bench", &out), 0);
  CHECK_NE(out.find("subcommand"), std::string::npos);
}
