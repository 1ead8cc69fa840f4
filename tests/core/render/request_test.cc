// The call body and the refusals.
#include <doctest/doctest.h>

#include "render/paint.h"

using namespace fluxweir;

TEST_CASE("read paint request: takes every field") {
  const Result<PaintRequest> read = read_paint_request(
      R"({"prompt":"a fox","seed":9007199254740991,"width":2752,"height":1536,"raw":true,)"
      R"("output_format":"png","safety_tolerance":5,"strength_thousandths":250,"mark":false,)"
      R"("other":{"deep":[1]}})");
  REQUIRE(read);
  CHECK_EQ(read->prompt, "a fox");
  CHECK_EQ(read->seed, 9007199254740991u);
  CHECK(read->size == Size{2752, 1536});
  CHECK(read->raw);
  CHECK(read->format == Format::Png);
  CHECK_EQ(read->safety_tolerance, 5);
  CHECK_EQ(read->strength_thousandths, 250);
  CHECK_FALSE(read->mark);
}

TEST_CASE("read paint request: has defaults") {
  const Result<PaintRequest> read = read_paint_request(R"({"width":64,"height":64})");
  REQUIRE(read);
  CHECK_EQ(read->prompt, "");
  CHECK_FALSE(read->raw);
  CHECK(read->format == Format::Jpeg);
  CHECK_EQ(read->safety_tolerance, 2);
  CHECK_EQ(read->strength_thousandths, 0);
  CHECK(read->mark);
}

TEST_CASE("read paint request: names every fault at once") {
  const Result<PaintRequest> read = read_paint_request(
      R"({"prompt":1,"width":10,"raw":"yes","output_format":"gif","strength_thousandths":1.5})");
  REQUIRE_FALSE(read);
  CHECK(read.error().code == ErrorCode::InvalidParameter);
  std::string paths;
  for (const Fault& fault : read.error().faults) paths += fault.path + ":" + fault.rule + " ";
  CHECK_EQ(paths,
           "/prompt:type /width:range /raw:type /output_format:one_of /strength_thousandths:type "
           "/height:missing ");
}

TEST_CASE("read paint request: refuses broken bodies") {
  CHECK_FALSE(read_paint_request("{"));
  CHECK_FALSE(read_paint_request("[1]"));
}

TEST_CASE("refusal: depends on the tolerance") {
  CHECK_EQ(refusal("a NUDE figure", 3).value_or(""), "Request Moderated");
  CHECK_FALSE(refusal("a nude figure", 4));
  CHECK(refusal("Gore, everywhere", 0));
  CHECK_FALSE(refusal("a bloodybelly comb jelly", 0));
  CHECK_FALSE(refusal("mountains at sunset", 0));
}

TEST_CASE("refusal: some words are never painted") { CHECK(refusal("please moderateme now", 6)); }
