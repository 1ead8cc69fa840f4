#include <doctest/doctest.h>

#include "dialects/receipt.h"
#include "image/walk.h"
#include "json/tree.h"
#include "support/bfl_play.h"
#include "support/tiny_picture.h"

using namespace fluxweir;

namespace {

const std::string kLabels = R"("media":{"label":"iptc"},)";

// A JPEG of the size asked for with one more segment in front.
std::string jpeg_with(const std::string& segment) {
  std::string bytes = tiny_picture(Format::Jpeg, {2752, 1536});
  return bytes.insert(2, segment);
}

std::string manifest() {
  std::string box("JP\0\1\0\0\0\1", 8);
  box += big_endian(5'000, 4) + "jumb" + big_endian(33, 4) + "jumd" + std::string(16, 'u');
  box += std::string("\3c2pa\0", 6);
  return jpeg_segment(0xeb, box);
}

RunPlay played(const std::string& members, std::string picture = {}) {
  std::string settings = kTwoOffers;
  settings.insert(settings.find('{') + 1, members);
  BflPlay provider;
  if (!picture.empty()) {
    Said said;
    said.picture = std::move(picture);
    said.headers = {{"content-type", "image/jpeg"}};
    provider.downloads = {said};
  }
  RunPlay play(settings, R"({"prompt":"a red fox","seed":7})", provider);
  play.run();
  REQUIRE_EQ(play.outcome().pictures.size(), 1u);
  REQUIRE_EQ(play.sealed().size(), 1u);
  return play;
}

const Provenance& known(const RunPlay& play) { return play.outcome().pictures[0].provenance; }

}  // namespace

TEST_CASE("provenance: the provider's bytes are delivered as they came, and digested") {
  const RunPlay play = played("");
  CHECK_EQ(play.sealed()[0].insert, "");
  CHECK_EQ(known(play).sha256, std::string(64, 'a'));
  CHECK_EQ(known(play).label, "");
  CHECK_EQ(known(play).c2pa, 0);
}

TEST_CASE("provenance: labels are the operator's setting, and change the file where it says so") {
  const RunPlay play = played(kLabels);
  CHECK_EQ(play.sealed()[0].at, 2u);
  CHECK_NE(play.sealed()[0].insert.find("trainedAlgorithmicMedia"), std::string::npos);
  CHECK_EQ(known(play).label, "iptc");
  CHECK_EQ(known(play).sha256, std::string(64, 'b'));
}

TEST_CASE("provenance: a label that the host had no memory for is not said to be there") {
  std::string settings = kTwoOffers;
  settings.insert(settings.find('{') + 1, kLabels);
  RunPlay play(settings, R"({"prompt":"a red fox","seed":7})", BflPlay());
  play.no_memory();
  play.run();
  REQUIRE_EQ(play.outcome().pictures.size(), 1u);
  CHECK_EQ(known(play).label, "no_memory");
  CHECK_EQ(known(play).sha256, std::string(64, 'a'));
}

TEST_CASE("provenance: a file with a C2PA manifest is never altered, and the receipt says why") {
  for (const std::string& members : {std::string(), kLabels}) {
    const RunPlay play = played(members, jpeg_with(manifest()));
    CHECK_EQ(play.sealed()[0].insert, "");
    CHECK_EQ(known(play).label, members.empty() ? "" : "has_c2pa");
    CHECK_EQ(known(play).c2pa, 5'000);
  }
}

TEST_CASE("provenance: a file gets no second XMP packet") {
  const std::string xmp = jpeg_segment(0xe1, {"http://ns.adobe.com/xap/1.0/\0<x/>", 33});
  const RunPlay play = played(kLabels, jpeg_with(xmp));
  CHECK_EQ(play.sealed()[0].insert, "");
  CHECK_EQ(known(play).label, "has_xmp");
}

TEST_CASE("provenance: the receipt tells digest, manifest, label and the size in print") {
  Outcome outcome;
  outcome.pictures.resize(2);
  outcome.pictures[0].size = {2752, 1536};
  outcome.pictures[0].provenance = {std::string(64, 'a'), "has_c2pa", 5'000};
  outcome.pictures[1].index = 1;
  outcome.pictures[1].size = {1792, 2368};
  outcome.pictures[1].provenance = {std::string(64, 'b'), "", 0};
  json::Writer out;
  out.begin_object();
  write_receipt(out, outcome);
  out.end_object();
  const json::Tree lines = json::parse_tree(out.text())->at("fluxweir").at("provenance");
  CHECK_EQ(lines[0].dump(), R"({"index":0,"sha256":")" + std::string(64, 'a') +
                                R"(","c2pa":"present","c2pa_bytes":5000,"label":"has_c2pa",)"
                                R"("print_300dpi_mm":[233,130]})");
  // image-quality.md 2: 1792 x 2368 is 152 x 200 mm.
  CHECK_EQ(lines[1]["print_300dpi_mm"].dump(), "[151.7,200.5]");
  CHECK_EQ(lines[1]["c2pa"], "absent");
  CHECK_FALSE(lines[1].contains("label"));
}
