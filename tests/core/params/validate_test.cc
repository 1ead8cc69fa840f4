#include "params/validate.h"

#include <doctest/doctest.h>

#include "support/judged.h"
#include "support/script.h"

using namespace fluxweir;

namespace {

constexpr std::string_view kUltra = "flux-pro-v1-1-ultra";
constexpr std::string_view kPro = "flux-pro-v1-1";
constexpr std::string_view kDev = "flux-1-dev";
constexpr std::string_view kSchnell = "flux-1-schnell";

std::string body_with(std::string_view members) {
  return R"({"prompt":"a fox")" + std::string(members) + "}";
}

}  // namespace

TEST_CASE("validate: fills every default of Ultra") {
  const auto judged_case = judged(kUltra, R"({"prompt":"a fox"})");
  REQUIRE_EQ(judged_case.faults(), "");
  const GenerateRequest& request = judged_case.request();
  CHECK_EQ(request.prompt, "a fox");
  CHECK_EQ(request.aspect_ratio, "16:9");
  CHECK(request.size == Size{2752, 1536});
  CHECK_EQ(request.num_images, 1);
  CHECK_FALSE(request.raw);
  CHECK(request.format == Format::Jpeg);
  CHECK_EQ(request.safety_tolerance, 2);
  CHECK_FALSE(request.reference.has_value());
  CHECK_EQ(request.strength_thousandths, 100);
  CHECK_EQ(request.strength_token, "0.1");
  CHECK_FALSE(request.enhance_prompt);
  CHECK_FALSE(request.seed.has_value());
  CHECK_FALSE(request.sync_mode);
  CHECK_EQ(judged_case.adjustments(), "");
}

TEST_CASE("validate: names every fault at once") {
  const auto judged_case = judged(
      kUltra, R"({"prompt":7,"aspect_ratio":"30:9","num_images":9,"raw":"yes","output_format":"gif",
    "safety_tolerance":"0","image_prompt_strength":1.2,"enhance_prompt":1,"seed":-1,"sync_mode":null,"image_url":5})");
  CHECK_EQ(judged_case.faults(),
           "type /prompt; maximum /aspect_ratio \"21:9\"; type /raw; type /enhance_prompt; one_of "
           "/output_format \"jpeg\"; "
           "maximum /num_images 4; minimum /safety_tolerance 1; minimum /seed 0; maximum "
           "/image_prompt_strength 1; type "
           "/image_url");
  REQUIRE_FALSE(judged_case.result.has_value());
  CHECK(judged_case.result.error().message.find("/num_images must be 1..4") != std::string::npos);
}

TEST_CASE("validate: judges each parameter at its edges") {
  struct Row {
    std::string_view model;
    const char* members;
    const char* faults;
  };
  const Row rows[] = {
      {kUltra, R"(,"num_images":1)", ""},
      {kUltra, R"(,"num_images":4)", ""},
      {kUltra, R"(,"num_images":4.0)", ""},
      {kUltra, R"(,"num_images":0)", "minimum /num_images 1"},
      {kUltra, R"(,"num_images":5)", "maximum /num_images 4"},
      {kUltra, R"(,"num_images":1.5)", "type /num_images"},
      {kUltra, R"(,"num_images":"2")", "type /num_images"},
      {kUltra, R"(,"num_images":null)", ""},
      {kUltra, R"(,"num_images":99999999999999999999)", "maximum /num_images 4"},
      {kUltra, R"(,"num_images":-99999999999999999999)", "minimum /num_images 1"},
      {kUltra, R"(,"safety_tolerance":1)", ""},
      {kUltra, R"(,"safety_tolerance":"6")", ""},
      {kUltra, R"(,"safety_tolerance":6)", ""},
      {kUltra, R"(,"safety_tolerance":"06")", "type /safety_tolerance"},
      {kUltra, R"(,"safety_tolerance":0)", "minimum /safety_tolerance 1"},
      {kUltra, R"(,"safety_tolerance":7)", "maximum /safety_tolerance 6"},
      {kUltra, R"(,"safety_tolerance":"high")", "type /safety_tolerance"},
      {kUltra, R"(,"safety_tolerance":2.5)", "type /safety_tolerance"},
      {kUltra, R"(,"seed":0)", ""},
      {kUltra, R"(,"seed":9007199254740991)", ""},
      {kUltra, R"(,"seed":9007199254740992)", "maximum /seed 9007199254740991"},
      {kUltra, R"(,"seed":9007199254740993)", "maximum /seed 9007199254740991"},
      {kUltra, R"(,"seed":18446744073709551616)", "maximum /seed 9007199254740991"},
      {kUltra, R"(,"seed":1e400)", "type /seed"},
      {kUltra, R"(,"seed":"7")", "type /seed"},
      {kUltra, R"(,"image_prompt_strength":0)", ""},
      {kUltra, R"(,"image_prompt_strength":1)", ""},
      {kUltra, R"(,"image_prompt_strength":1.0001)", "maximum /image_prompt_strength 1"},
      {kUltra, R"(,"image_prompt_strength":-0.0001)", "minimum /image_prompt_strength 0"},
      {kUltra, R"(,"image_prompt_strength":1e400)", "maximum /image_prompt_strength 1"},
      {kUltra, R"(,"image_prompt_strength":"0.5")", "type /image_prompt_strength"},
      {kUltra, R"(,"aspect_ratio":"21:9")", ""},
      {kUltra, R"(,"aspect_ratio":"9:21")", ""},
      {kUltra, R"(,"aspect_ratio":"2.39:1")", "maximum /aspect_ratio \"21:9\""},
      {kUltra, R"(,"aspect_ratio":"2.33:1")", ""},
      {kUltra, R"(,"aspect_ratio":"1:3")", "minimum /aspect_ratio \"9:21\""},
      {kUltra, R"(,"aspect_ratio":"wide")", "format /aspect_ratio \"16:9\""},
      {kUltra, R"(,"aspect_ratio":1.5)", "type /aspect_ratio"},
      {kUltra, R"(,"output_format":"png")", ""},
      {kUltra, R"(,"output_format":"jpg")", ""},
      {kUltra, R"(,"output_format":"webp")", "one_of /output_format \"jpeg\""},
      {kUltra, R"(,"raw":0)", "type /raw"},
      {kUltra, R"(,"image_url":"ftp://example.com/a.jpg")", "format /image_url"},
      {kUltra, R"(,"image_url":"http://127.0.0.1/a.jpg")", "format /image_url"},
      {kUltra, R"(,"image_url":"https://pictures.example/a.jpg")", "format /image_url"},
      {kUltra, R"(,"image_url":"https://www.wikipedia.org/a.jpg")", "unreachable /image_url"},
      {kPro, R"(,"image_size":"square")", ""},
      {kPro, R"(,"image_size":{"width":256,"height":1440})", ""},
      {kPro, R"(,"image_size":{"width":255,"height":1441})",
       "minimum /image_size/width 256; maximum /image_size/height 1440"},
      {kPro, R"(,"image_size":{"width":512})", "format /image_size"},
      {kPro, R"(,"image_size":{"width":"512","height":512})", "format /image_size"},
      {kPro, R"(,"image_size":"huge")", "one_of /image_size \"landscape_4_3\""},
      {kPro, R"(,"image_size":"1024x768")", ""},
      {kPro, R"(,"image_size":[1024,768])", "type /image_size"},
      {kSchnell, R"(,"num_inference_steps":4)", ""},
      {kSchnell, R"(,"num_inference_steps":5)", "maximum /num_inference_steps 4"},
      {kSchnell, R"(,"num_inference_steps":0)", "minimum /num_inference_steps 1"},
      {kDev, R"(,"num_inference_steps":50)", ""},
      {kDev, R"(,"num_inference_steps":51)", "maximum /num_inference_steps 50"},
      {kDev, R"(,"guidance_scale":20)", ""},
      {kDev, R"(,"guidance_scale":20.5)", "maximum /guidance_scale 20"},
      {kDev, R"(,"acceleration":"warp")", "one_of /acceleration \"none\""},
      {kDev, R"(,"enable_safety_checker":"no")", "type /enable_safety_checker"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.model);
    CAPTURE(row.members);
    CHECK_EQ(judged(row.model, body_with(row.members)).faults(), row.faults);
  }
}

TEST_CASE("validate: bounds the prompt in characters after trimming") {
  const auto prompt = [](const std::string& text) {
    return judged(kUltra, "{\"prompt\":\"" + text + "\"}");
  };
  CHECK_EQ(judged(kUltra, "{}").faults(), "missing /prompt");
  CHECK_EQ(prompt("").faults(), "too_short /prompt");
  CHECK_EQ(prompt("   ").faults(), "too_short /prompt");
  std::string longest;
  for (int i = 0; i < 10'000; ++i) longest += "\xc3\xa9";  // two bytes, one character
  CHECK_EQ(prompt(longest).faults(), "");
  CHECK_EQ(prompt(longest + "e").faults(), "too_long /prompt");
  CHECK_EQ(prompt("  a fox \\n").request().prompt, "a fox");
  CHECK_EQ(prompt("  a fox \\n").adjustments(), "mapped /prompt trimmed");
}

TEST_CASE("validate: maps image_size on Ultra to a ratio") {
  const auto mapped = [](const char* members) { return judged(kUltra, body_with(members)); };
  const auto preset = mapped(R"(,"image_size":"portrait_4_3")");
  CHECK_EQ(preset.adjustments(),
           R"(mapped /image_size "portrait_4_3" -> "3:4" not_a_parameter_of_model)");
  CHECK(preset.request().size == Size{1792, 2368});
  const auto pixels = mapped(R"(,"image_size":{"width":1920,"height":1080})");
  CHECK_EQ(pixels.adjustments(),
           R"(mapped /image_size {"width":1920,"height":1080} -> "16:9" not_a_parameter_of_model)");
  CHECK_EQ(mapped(R"(,"image_size":{"width":3000,"height":1000})").faults(),
           R"(format /image_size "landscape_16_9")");
  CHECK_EQ(mapped(R"(,"image_size":"square","aspect_ratio":"3:2")").adjustments(),
           R"(dropped /image_size "square" aspect_ratio_given)");
}

TEST_CASE("validate: takes preset names as ratios of Ultra") {
  CHECK(judged(kUltra, body_with(R"(,"aspect_ratio":"portrait_16_9")")).request().size ==
        Size{1536, 2752});
  CHECK_EQ(judged(kUltra, body_with(R"(,"aspect_ratio":"square_hd")")).adjustments(), "");
}

TEST_CASE("validate: maps a ratio on the other models to a size") {
  const auto named = judged(kPro, body_with(R"(,"aspect_ratio":"16:9")"));
  CHECK_EQ(named.adjustments(),
           R"(mapped /aspect_ratio "16:9" -> "landscape_16_9" not_a_parameter_of_model)");
  CHECK(named.request().size == Size{1024, 576});
  const auto wide = judged(kPro, body_with(R"(,"aspect_ratio":"21:9")"));
  CHECK_EQ(wide.adjustments(),
           R"(mapped /aspect_ratio "21:9" -> "1440x608" not_a_parameter_of_model)");
}

TEST_CASE("validate: rounds sides to multiples of 32 and says so") {
  const auto rounded = judged(kPro, body_with(R"(,"image_size":{"width":1000,"height":700})"));
  CHECK(rounded.request().size == Size{992, 704});
  CHECK_EQ(rounded.adjustments(),
           R"(mapped /image_size {"width":1000,"height":700} -> "992x704" multiple_of_32)");
}

TEST_CASE("validate: drops what the model does not take and lists it") {
  const auto judged_case =
      judged(kSchnell, body_with(R"(,"raw":true,"image_prompt_strength":0.10,"colour":"red")"));
  REQUIRE_EQ(judged_case.faults(), "");
  CHECK_EQ(
      judged_case.adjustments(),
      R"(dropped /raw true not_a_parameter_of_model; dropped /image_prompt_strength 0.10 not_a_parameter_of_model; )"
      R"(dropped /colour "red" unknown_field)");
}

TEST_CASE("validate: accepts one body on all four models") {
  const std::string body = body_with(
      R"(,"aspect_ratio":"4:3","num_images":2,"raw":true,"seed":7,"output_format":"png")");
  for (const std::string_view model : {kUltra, kPro, kDev, kSchnell}) {
    CAPTURE(model);
    CHECK_EQ(judged(model, body).faults(), "");
  }
}

TEST_CASE("validate: refuses any adjustment in strict mode") {
  JudgeOptions strict;
  strict.strict = true;
  CHECK_EQ(judged(kUltra, body_with(""), strict).faults(), "");
  CHECK_EQ(judged(kUltra, body_with(R"(,"image_size":"square","x":1)"), strict).faults(),
           "adjusted /image_size \"1:1\"; adjusted /x");
}

TEST_CASE("validate: lists unchanged fields on a full receipt only") {
  JudgeOptions full;
  full.detail = ReceiptDetail::Full;
  CHECK_EQ(judged(kUltra, body_with(R"(,"seed":7)"), full).adjustments(),
           R"(unchanged /prompt "a fox" as_given; unchanged /seed 7 as_given)");
  CHECK_EQ(judged(kUltra, body_with(R"(,"seed":7)")).adjustments(), "");
}

TEST_CASE("validate: echoes the caller's own number token") {
  const auto judged_case = judged(kUltra, body_with(R"(,"image_prompt_strength":0.250)"));
  CHECK_EQ(judged_case.request().strength_token, "0.250");
  CHECK_EQ(judged_case.request().strength_thousandths, 250);
}

TEST_CASE("validate: takes a picture from inside the request") {
  const std::string png = tiny_picture(Format::Png, {8, 8});
  std::vector<Media> media = {{{"s0", png.size(), BlobRef::As::Raw}, sniff(png), true}};
  const std::string body = R"({"prompt":"","image_url":"fluxweir-media:0;image/png"})";
  const auto judged_case = judged(kUltra, body, {}, media);
  REQUIRE_EQ(judged_case.faults(), "");
  REQUIRE(judged_case.request().reference.has_value());
  CHECK_EQ(judged_case.request().reference->blob->handle, "s0");
  media[0].whole = false;
  CHECK_EQ(judged(kUltra, body, {}, media).faults(), "format /image_url");
  media[0] = {{"s0", 5, BlobRef::As::Raw}, sniff("GIF89a"), true};
  CHECK_EQ(judged(kUltra, body, {}, media).faults(), "format /image_url");
  const std::string huge = tiny_picture(Format::Png, {10'000, 10'000});
  media[0] = {{"s0", huge.size(), BlobRef::As::Raw}, sniff(huge), true};
  CHECK_EQ(judged(kUltra, body, {}, media).faults(), "format /image_url");
  CHECK_EQ(judged(kUltra, body, {}, {}).faults(), "format /image_url");
}

TEST_CASE("validate: lists other members of a size and lost decimals") {
  const auto size =
      judged(kPro, body_with(R"(,"image_size":{"width":512,"height":512,"depth":3})"));
  CHECK_EQ(size.adjustments(), "dropped /image_size/depth 3 unknown_field");
  const auto strength = judged(kUltra, body_with(R"(,"image_prompt_strength":0.12345)"));
  CHECK_EQ(strength.adjustments(),
           "reduced /image_prompt_strength 0.12345 -> 0.123 three_decimals");
}

TEST_CASE("validate: says one thing about each field") {
  JudgeOptions full;
  full.detail = ReceiptDetail::Full;
  CHECK_EQ(judged(kPro, body_with(R"(,"image_size":"1000x700")"), full).adjustments(),
           R"(unchanged /prompt "a fox" as_given; mapped /image_size "1000x700" -> "992x704" )"
           R"(multiple_of_32)");
  JudgeOptions strict;
  strict.strict = true;
  CHECK_EQ(judged(kPro, body_with(R"(,"image_size":"7x7")"), strict).faults(),
           "minimum /image_size 256");
}

TEST_CASE("validate: takes width and height as one size") {
  struct Row {
    std::string_view model;
    const char* members;
    const char* size;
    const char* faults;
    const char* adjustments;
  };
  for (const Row& row :
       {Row{kPro, R"("width":512,"height":768)", "512x768", "", ""},
        Row{kPro, R"("height":512)", "1024x512", "", ""},
        Row{kPro, R"("width":1440,"height":null)", "1440x768", "", ""},
        Row{kPro, R"("width":500,"height":768)", "512x768", "",
            "mapped /width 500 -> 512 multiple_of_32"},
        Row{kPro, R"("width":"a","height":1.5)", "", "type /width 1024; type /height 768", ""},
        Row{kPro, R"("width":128,"height":4096)", "", "minimum /width 256; maximum /height 1440",
            ""},
        Row{kPro, R"("image_size":"square","width":640)", "512x512", "",
            "dropped /width 640 given_twice"},
        Row{kUltra, R"("width":1024,"height":1024)", "2048x2048", "",
            "mapped /width 1024 -> \"1:1\" not_a_parameter_of_model; mapped /height 1024 -> "
            "\"1:1\" not_a_parameter_of_model"},
        Row{kUltra, R"("aspect_ratio":"1:1","width":1024)", "2048x2048", "",
            "dropped /width 1024 aspect_ratio_given"}}) {
    CAPTURE(row.members);
    const auto document =
        json::Document::read("{\"prompt\":\"a fox\"," + std::string(row.members) + "}");
    RawParams params;
    constexpr std::string_view kSkip[] = {"width", "height"};
    read_fields(document->root(), "", {}, kSkip, params);
    read_sides(document->root(), "", params);
    JudgedCase judged_case;
    judged_case.result = judge(params, *default_catalog().find(row.model), {}, {});
    CHECK_EQ(judged_case.faults(), row.faults);
    if (!judged_case.result) continue;
    const Size size = judged_case.request().size;
    CHECK_EQ(std::to_string(size.width) + "x" + std::to_string(size.height), row.size);
    CHECK_EQ(judged_case.adjustments(), row.adjustments);
  }
}
