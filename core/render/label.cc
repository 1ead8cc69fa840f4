#include "render/label.h"

#include <array>
#include <cstdint>

namespace fluxweir::render {
namespace {

constexpr std::string_view kPacket =
    "<?xpacket begin=\"\xEF\xBB\xBF\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n"
    "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">\n"
    " <rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n"
    "  <rdf:Description rdf:about=\"\"\n"
    "    xmlns:dc=\"http://purl.org/dc/elements/1.1/\"\n"
    "    xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\"\n"
    "    xmlns:Iptc4xmpExt=\"http://iptc.org/std/Iptc4xmpExt/2008-02-29/\"\n"
    "    xmp:CreatorTool=\"fluxweir renderer\"\n"
    "    Iptc4xmpExt:DigitalSourceType="
    "\"http://cv.iptc.org/newscodes/digitalsourcetype/algorithmicMedia\">\n"
    "   <dc:description><rdf:Alt><rdf:li xml:lang=\"x-default\">"
    "Painted by fluxweir's built-in renderer, not by a FLUX model"
    "</rdf:li></rdf:Alt></dc:description>\n"
    "  </rdf:Description>\n"
    " </rdf:RDF>\n"
    "</x:xmpmeta>\n"
    "<?xpacket end=\"r\"?>";

void put_big_endian(std::string& out, std::uint32_t value) {
  for (int shift = 24; shift >= 0; shift -= 8) out += static_cast<char>((value >> shift) & 0xFFu);
}

// CRC-32 of ISO 3309, as PNG uses it.
std::uint32_t crc32(std::string_view bytes) {
  std::uint32_t crc = 0xFFFFFFFFu;
  for (const char c : bytes) {
    crc ^= static_cast<unsigned char>(c);
    for (int k = 0; k < 8; ++k) crc = (crc >> 1) ^ ((crc & 1u) != 0 ? 0xEDB88320u : 0u);
  }
  return ~crc;
}

}  // namespace

std::string_view xmp_packet() { return kPacket; }

std::string label_jpeg(std::string bytes) {
  constexpr std::string_view kName{"http://ns.adobe.com/xap/1.0/\0", 29};
  constexpr std::size_t kAfterJfif = 20;  // SOI, then APP0 of 18 bytes
  if (bytes.size() < kAfterJfif || bytes.compare(0, 4, "\xFF\xD8\xFF\xE0") != 0) return bytes;
  const std::size_t length = 2 + kName.size() + kPacket.size();
  std::string segment = "\xFF\xE1";
  segment += static_cast<char>((length >> 8) & 0xFFu);
  segment += static_cast<char>(length & 0xFFu);
  segment += kName;
  segment += kPacket;
  bytes.insert(kAfterJfif, segment);
  return bytes;
}

std::string label_png(std::string bytes) {
  constexpr std::size_t kAfterIhdr = 33;  // signature, then IHDR of 25 bytes
  if (bytes.size() < kAfterIhdr || bytes.compare(1, 3, "PNG") != 0) return bytes;
  // Keyword, null, uncompressed, method 0, no language, no translated keyword.
  std::string body = "iTXt";
  body += std::string_view{"XML:com.adobe.xmp\0\0\0\0\0", 22};
  body += kPacket;
  std::string chunk;
  put_big_endian(chunk, static_cast<std::uint32_t>(body.size() - 4));
  chunk += body;
  put_big_endian(chunk, crc32(body));
  bytes.insert(kAfterIhdr, chunk);
  return bytes;
}

}  // namespace fluxweir::render
