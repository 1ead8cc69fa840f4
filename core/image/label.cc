#include "image/label.h"

#include <cstdint>

#include "base/crc32.h"

namespace fluxweir {
namespace {

std::string packet(const Label& label) {
  std::string text =
      "<?xpacket begin=\"\xEF\xBB\xBF\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n"
      "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">\n"
      " <rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n"
      "  <rdf:Description rdf:about=\"\"\n"
      "    xmlns:dc=\"http://purl.org/dc/elements/1.1/\"\n"
      "    xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\"\n"
      "    xmlns:Iptc4xmpExt=\"http://iptc.org/std/Iptc4xmpExt/2008-02-29/\"\n"
      "    xmp:CreatorTool=\"";
  text += label.tool;
  text +=
      "\"\n    Iptc4xmpExt:DigitalSourceType="
      "\"http://cv.iptc.org/newscodes/digitalsourcetype/";
  text += label.source_type;
  text += "\">\n";
  if (!label.description.empty()) {
    text += "   <dc:description><rdf:Alt><rdf:li xml:lang=\"x-default\">";
    text += label.description;
    text += "</rdf:li></rdf:Alt></dc:description>\n";
  }
  return text +=
         "  </rdf:Description>\n"
         " </rdf:RDF>\n"
         "</x:xmpmeta>\n"
         "<?xpacket end=\"r\"?>";
}

void put_big_endian(std::string& out, std::size_t value, int bytes) {
  while (bytes-- > 0) out += static_cast<char>((value >> (8 * bytes)) & 0xffu);
}

}  // namespace

std::string label_part(Format format, const Label& label) {
  const bool png = format == Format::Png;
  // Of a PNG: keyword, null, uncompressed, method 0, no language, no translated keyword.
  std::string body = png ? std::string("iTXtXML:com.adobe.xmp\0\0\0\0\0", 26)
                         : std::string("http://ns.adobe.com/xap/1.0/\0", 29);
  body += packet(label);
  std::string part;
  if (!png) {
    part = "\xff\xe1";
    put_big_endian(part, 2 + body.size(), 2);
    return part += body;
  }
  put_big_endian(part, body.size() - 4, 4);
  part += body;
  Crc32 crc;
  crc.append(body);
  put_big_endian(part, crc.value(), 4);
  return part;
}

}  // namespace fluxweir
