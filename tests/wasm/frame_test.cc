// What crosses the border of a module, as bytes.
#include "frame.h"

#include <doctest/doctest.h>

#include "abi.h"
#include "gateway.h"
#include "media.h"

using namespace fluxweir;
using namespace fluxweir::wasm;

namespace {

template <class T>
std::string payload(const T& value) {
  std::string out;
  Writer(out).frame(0, value);
  return out.substr(kFrameHead);
}

RunSpec full_spec() {
  RunSpec spec;
  Outcome& run = spec.outcome;
  run.run = "r1";
  run.state = RunState::PartialSucceeded;
  run.list = {60'000};
  run.prompt = {"a fox", {{"style", "film"}}, "portrait", "", {"w"}};
  run.seeds = {0, (std::uint64_t{1} << 53) - 1};
  run.adjustments = {{"/a", Adjustment::Action::Clamped, "1", "2", "limit_of_offer"}};
  run.pictures = {{1, 7, {64, 32}, Format::Png, {"s1", 9, BlobRef::As::Base64}, "k", "o", "u"}};
  run.failures = {{2, {ErrorCode::UpstreamFailed, "m", {{"/p", "r", "t", "a", "n"}}, Millis{5}}}};
  Attempt tried;
  tried.accepted = Millis{12};
  run.trace = {tried};
  run.created = {1'767'225'600'000};
  spec.request.reference = Reference{BlobRef{"m0", 3, BlobRef::As::Raw}, "", "/image_url"};
  spec.request.seed = 5;
  spec.offers = {"a", "b"};
  return spec;
}

}  // namespace

TEST_CASE("frame: a head tells length and kind") {
  std::string out;
  Writer(out).frame(0x0102, Tick{});
  CHECK_EQ(out, std::string("\0\0\0\0\x02\x01\0\0", 8));
  Writer(out).frame(3, RespondEnd{true});
  CHECK_EQ(out.substr(8), std::string("\4\0\0\0\3\0\0\0\1\0\0\0", 12));
}

TEST_CASE("frame: a run's whole spec comes back as it went") {
  const std::string bytes = payload(full_spec());
  RunSpec back;
  REQUIRE(Reader(bytes).read(back));
  CHECK_EQ(payload(back), bytes);
  CHECK_EQ(back.outcome.seeds[1], (std::uint64_t{1} << 53) - 1);
  CHECK_EQ(back.outcome.failures[0].error.retry_after->count, 5);
  CHECK_EQ(back.request.reference->blob->handle, "m0");
}

TEST_CASE("frame: what is cut, too long or no number is refused") {
  const std::string bytes = payload(full_spec());
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    RunSpec back;
    REQUIRE_FALSE(Reader(std::string_view(bytes).substr(0, size)).read(back));
  }
  RunSpec back;
  CHECK_FALSE(Reader(bytes + "x").read(back));
  // A list of four thousand million.
  CHECK_FALSE(Reader(payload(ClientChunk{}).replace(0, 4, "\xff\xff\xff\xff")).read(back));
  SignDone done;
  CHECK_FALSE(Reader("\1\0\0\0\xff\xff\xff\xff").read(done));
  HostProfile profile;
  std::string frame = payload(profile);
  HostProfile read;
  REQUIRE(Reader(frame).read(read));
  const double none = 0.0 / 0.0 * 1.0;
  std::memcpy(frame.data() + frame.size() - 8, &none, 8);
  CHECK_FALSE(Reader(frame).read(read));
}

TEST_CASE("frame: any bytes make an input or none") {
  Random random(3);
  int read = 0;
  for (int round = 0; round < 50'000; ++round) {
    std::string bytes;
    for (std::uint64_t left = random.below(60); left > 0; --left)
      bytes.push_back(static_cast<char>(random.below(4) == 0 ? random.below(256) : 0));
    Input input;
    read += read_input(static_cast<std::uint32_t>(random.below(20)), bytes, input) ? 1 : 0;
  }
  CHECK_GT(read, 100);
  Input input;
  CHECK_FALSE(read_input(99, "", input));
}

TEST_CASE("abi: a request goes in and its answer comes out") {
  const std::string profile = payload(HostProfile{});
  const auto size = static_cast<std::uint32_t>(profile.size());
  const std::uint32_t gateway = fluxweir_gateway_open("", 0, "", 0, profile.data(), size);
  REQUIRE_GT(gateway, 0);
  REQUIRE_LT(gateway, 0x8000'0000);
  CHECK_GE(fluxweir_gateway_open("{", 1, "", 0, profile.data(), size), 0x8000'0000);
  const std::string entropy(32, 'e');
  const std::uint32_t machine = fluxweir_open_exchange(gateway, entropy.data());
  REQUIRE_GT(machine, 0);
  CHECK_EQ(fluxweir_open_run(gateway, machine), 0);  // it has asked for none
  CHECK_EQ(fluxweir_open_exchange(gateway + 99, entropy.data()), 0);
  const auto feed = [&](const Input& input) {
    std::string frame;
    Writer writer(frame);
    std::visit(
        [&](const auto& one) { writer.frame(static_cast<std::uint16_t>(input.index()), one); },
        input);
    const auto length = static_cast<std::uint32_t>(frame.size());
    const std::uint32_t got =
        fluxweir_handle(machine, frame.data(), length, 5e6, 1'767'225'600'000);
    return std::string(fluxweir_last_ptr(), got);
  };
  ClientHead head;
  head.head.method = "GET";
  head.head.path = "/healthz";
  head.head.host = "127.0.0.1";
  CHECK_EQ(feed(head).size(), kFrameHead + 1);  // Wait, until nothing
  const std::string answer = feed(ClientEnd{});
  CHECK_NE(answer.find(R"({"status":"ok"})"), std::string::npos);
  CHECK_EQ(fluxweir_handle(machine, "\0\0\0\0\x63\0\0\0", 8, 0, 0), 0);
  fluxweir_close(machine);
  CHECK(feed(Tick{}).empty());
  fluxweir_gateway_close(gateway);
}

TEST_CASE("media: a picture in a body leaves in pieces and is told apart by its first bytes") {
  const std::string png =
      std::string("\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x40\0\0\0\x20\x08\2\0\0\0", 29) +
      std::string(100'000, 'x');
  const std::string body =
      R"({"prompt":"a","image_url":"data:image/png;base64,)" + to_base64(png) + "\"}";
  MediaOut out("application/json");
  std::string frames;
  std::string seen;
  for (std::size_t at = 0; at < body.size(); at += 1000)
    seen += out.take(body.substr(at, 1000), frames);
  seen += out.finish(frames);
  CHECK_EQ(seen, R"({"prompt":"a","image_url":"fluxweir-media:0;image/png"})");
  const std::vector<Media> taken = out.taken();
  REQUIRE_EQ(taken.size(), 1);
  CHECK_EQ(taken[0].blob.bytes, png.size());
  CHECK(taken[0].whole);
  CHECK(taken[0].picture.kind == PictureKind::Png);
  CHECK_EQ(taken[0].picture.size->width, 64);
  CHECK(frames.size() > png.size());
  CHECK(frames.size() < png.size() + 150 * 80);
}
