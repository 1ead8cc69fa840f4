#include "outbox.h"

#include <doctest/doctest.h>

#include <array>
#include <string>

#include "base/text.h"

using namespace fluxweir;
using namespace fluxweir::native;

namespace {

// Takes everything out, `step` bytes of each gathered write at a time.
std::string drain(Outbox& outbox, std::size_t step) {
  std::string all;
  while (!outbox.is_empty()) {
    std::array<iovec, 4> buffers;
    const std::size_t used = outbox.gather(buffers);
    std::string bytes;
    for (std::size_t i = 0; i < used; ++i) {
      bytes.append(static_cast<const char*>(buffers[i].iov_base), buffers[i].iov_len);
    }
    bytes.resize(std::min(step, bytes.size()));
    outbox.consume(bytes.size());
    all += bytes;
  }
  return all;
}

BlobPtr picture(std::size_t bytes) {
  std::string text;
  for (std::size_t i = 0; i < bytes; ++i) text += static_cast<char>(i * 31 + i / 251);
  return Blobs::make(text, "image/png");
}

}  // namespace

TEST_CASE("outbox: keeps order through texts and blobs") {
  const BlobPtr raw = picture(10'000);
  const BlobPtr coded = picture(500'001);
  const std::string expected =
      "head{" + raw->bytes + "," + to_base64(coded->bytes) + "}" + std::string(5000, 'z') + "end";
  for (const std::size_t step : {std::size_t{997}, std::size_t{100'000}, std::size_t{1} << 30}) {
    Outbox outbox;
    outbox.append("head");
    outbox.append("{");
    outbox.append_part(BlobPart{raw, BlobRef::As::Raw});
    outbox.append(",");
    outbox.append_part(BlobPart{coded, BlobRef::As::Base64});
    outbox.append_part(std::string("}"));
    outbox.append(std::string(5000, 'z'));
    outbox.append("end");
    CHECK_EQ(drain(outbox, step) == expected, true);
  }
}

TEST_CASE("outbox: encodes a slice at a time") {
  Outbox outbox;
  outbox.append_part(BlobPart{picture(10'000'000), BlobRef::As::Base64});
  std::array<iovec, 8> buffers;
  REQUIRE_EQ(outbox.gather(buffers), 1);
  CHECK_EQ(buffers[0].iov_len, 262'144);
}

TEST_CASE("outbox: appending leaves gathered bytes in place") {
  Outbox outbox;
  outbox.append("first");
  std::array<iovec, 2> buffers;
  REQUIRE_EQ(outbox.gather(buffers), 1);
  for (int i = 0; i < 100; ++i) outbox.append("more");
  CHECK_EQ(std::string(static_cast<const char*>(buffers[0].iov_base), buffers[0].iov_len), "first");
}

TEST_CASE("outbox: tells the length on the wire") {
  CHECK_EQ(part_length(std::string("abc")), 3);
  CHECK_EQ(part_length(BlobPart{picture(10), BlobRef::As::Raw}), 10);
  CHECK_EQ(part_length(BlobPart{picture(10), BlobRef::As::Base64}), 16);
}
