// Parse + validate + receipt of a 600-byte Ultra request, beside nlohmann/json reading the same
// bytes.
#include <cstdio>
#include <string>

#include "catalog/catalog.h"
#include "dialects/read_fields.h"
#include "dialects/receipt.h"
#include "json/tree.h"
#include "params/validate.h"
#include "stopwatch.h"

namespace fluxweir::embedded {
extern const std::string_view models;
}

namespace {

using namespace fluxweir;

std::string request_body() {
  std::string body =
      R"({"model":"flux-pro-v1-1-ultra","prompt":"a lighthouse on a cliff above a stormy sea, waves breaking on black rocks, )"
      R"(gulls in the wind, the lamp just lit, clouds moving fast over the horizon, seen from a boat","aspect_ratio":"16:9",)"
      R"("num_images":2,"raw":false,"output_format":"jpeg","safety_tolerance":"2","image_prompt_strength":0.1,)"
      R"("enhance_prompt":false,"seed":123456789,"sync_mode":false,"user":"someone-)";
  body += std::string(597 - body.size(), 'x');
  return body + "\"}";
}

// What the gateway does with a create before it decides anything. Returns the receipt's length.
std::size_t read_judge_and_show(const std::string& body, const Catalog& catalog) {
  const Result<json::Document> document = json::Document::read(body);
  RawParams params;
  constexpr std::string_view kSkip[] = {"model"};
  read_fields(document->root(), "", {}, kSkip, params);
  const Model* model = catalog.find(*document->root().find("model")->string());
  const Result<Judged> judged = judge(params, *model, {}, {});
  Outcome outcome;
  outcome.adjustments = judged->adjustments;
  outcome.prompt.text = judged->request.prompt;
  outcome.list = price_of(model->price, judged->request.size, judged->request.num_images);
  json::Writer out;
  out.begin_object();
  write_receipt(out, outcome);
  out.end_object();
  return out.text().size();
}

}  // namespace

int main() {
  const std::string body = request_body();
  const auto catalog = Catalog::load(embedded::models);
  std::size_t sink = 0;
  const auto ours = bench::measure(2000, 100, [&] { sink += read_judge_and_show(body, *catalog); });
  const auto reader =
      bench::measure(2000, 100, [&] { sink += json::Document::read(body)->root().size(); });
  const auto peer = bench::measure(2000, 20, [&] { sink += json::parse_tree(body)->size(); });
  std::printf("request of %zu bytes, medians (checksum %zu)\n", body.size(), sink % 10);
  std::printf("  parse + validate + receipt   %7.2f us  p99 %7.2f us\n", ours.p50_us, ours.p99_us);
  std::printf("  parse alone                  %7.2f us\n", reader.p50_us);
  std::printf("  peer: nlohmann parse alone   %7.2f us  (%.2fx ours)\n", peer.p50_us,
              peer.p50_us / ours.p50_us);
  return 0;
}
