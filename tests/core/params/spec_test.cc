#include "params/spec.h"

#include <doctest/doctest.h>

#include "json/tree.h"
#include "support/judged.h"

using namespace fluxweir;

TEST_CASE("spec: lists the eleven parameters of Ultra in the card's order") {
  std::string names;
  for (const SpecLine& line : spec_lines(*default_catalog().find("flux-pro-v1-1-ultra"))) {
    names += std::string(line.row->name) + " ";
  }
  CHECK_EQ(names,
           "prompt aspect_ratio num_images raw output_format safety_tolerance image_url "
           "image_prompt_strength "
           "enhance_prompt seed sync_mode ");
}

TEST_CASE("spec: writes a JSON Schema with the bounds of the table") {
  json::Writer out;
  write_schema(out, *default_catalog().find("flux-pro-v1-1-ultra"));
  const json::Tree schema = *json::parse_tree(out.text());
  const json::Tree& properties = schema["properties"];
  CHECK_EQ(properties.size(), 11);
  CHECK_EQ(properties["num_images"]["maximum"], 4);
  CHECK_EQ(properties["seed"]["maximum"], 9007199254740991);
  CHECK_EQ(properties["image_prompt_strength"]["default"], 0.1);
  CHECK_EQ(properties["output_format"]["enum"], json::Tree::array({"jpeg", "png"}));
  CHECK_EQ(schema["required"], json::Tree::array({"prompt"}));
}

TEST_CASE("spec: writes one Markdown row a parameter") {
  const std::string table = markdown_table(*default_catalog().find("flux-1-schnell"));
  CHECK(table.find("| `num_inference_steps` | integer | 1..4 steps | `4` |") != std::string::npos);
  CHECK(table.find("`raw`") == std::string::npos);
}
