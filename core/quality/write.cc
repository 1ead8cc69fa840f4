#include "quality/write.h"

#include <cstdint>
#include <string>

#include "base/text.h"

namespace fluxweir {
namespace {

std::string hash_text(std::uint64_t hash) {
  std::string bytes;
  for (int shift = 56; shift >= 0; shift -= 8) bytes.push_back(static_cast<char>(hash >> shift));
  return to_hex(bytes);
}

void write_part(json::Writer& writer, const Part& part) {
  writer.begin_object()
      .member("check", check_name(part.check))
      .member("measure", measure_rows()[static_cast<std::size_t>(part.measure)].name)
      .key("value")
      .raw(number_text(part.value))
      .key("ok")
      .raw(number_text(part.ok))
      .key("fail")
      .raw(number_text(part.fail))
      .key("goodness")
      .decimal(part.goodness_thousandths)
      .key("weight")
      .decimal(part.weight * 100)
      .member("verdict", verdict_name(part.verdict))
      .end_object();
}

}  // namespace

std::string number_text(std::int64_t millionths) {
  std::string text = dollars(millionths);  // six places
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') text.pop_back();
  return text;
}

void write_score(json::Writer& writer, const Measures& measures, const Score& score,
                 Vertical vertical) {
  writer.member("width", measures.size.width).member("height", measures.size.height);
  writer.key("score").decimal(score.thousandths);
  writer.member("verdict", verdict_name(score.verdict));
  writer.member("vertical", vertical_name(vertical)).member("rules", kRulesVersion);
  writer.strings("reasons", score.reasons).key("parts").begin_array();
  for (const Part& part : score.parts) write_part(writer, part);
  writer.end_array().key("measures").begin_object();
  for (const MeasureRow& row : measure_rows()) {
    if (const auto value = measures.find(row.measure))
      writer.key(row.name).raw(number_text(*value));
  }
  writer.end_object();
  writer.member("dhash", hash_text(measures.fingerprint.dhash));
  writer.member("phash", hash_text(measures.fingerprint.phash));
  writer.strings("not_evaluated", not_evaluated());
}

}  // namespace fluxweir
