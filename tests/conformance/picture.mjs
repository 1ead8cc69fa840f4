// What a picture is, by its own bytes.

function jpegSize(bytes) {
  for (let at = 2; at + 9 < bytes.length; ) {
    if (bytes[at] !== 0xff) return null;
    const marker = bytes[at + 1];
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame) return {height: bytes.readUInt16BE(at + 5), width: bytes.readUInt16BE(at + 7)};
    at += 2 + bytes.readUInt16BE(at + 2);
  }
  return null;
}

// {format, width, height, source}; null when it is neither JPEG nor PNG, or cut off. `source`: its IPTC
// digital source type, if it has a label.
export function sniff(bytes) {
  const seen = sizeOf(bytes);
  const label = /digitalsourcetype\/(\w+)"/.exec(bytes.subarray(0, 2000).toString("latin1"));
  return seen && {...seen, source: label ? label[1] : null};
}

function sizeOf(bytes) {
  if (bytes.length > 24 && bytes.subarray(1, 4).toString("latin1") === "PNG") {
    const whole = bytes.subarray(-8, -4).toString("latin1") === "IEND";
    return whole ? {format: "png", width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20)} : null;
  }
  if (bytes.length < 4 || bytes.readUInt16BE(0) !== 0xffd8 || bytes.readUInt16BE(bytes.length - 2) !== 0xffd9)
    return null;
  const size = jpegSize(bytes);
  return size && {format: "jpeg", ...size};
}

// The bytes of a data URI or of bare base64; null for an address.
export function inlined(text) {
  if (/^https?:/.test(text)) return null;
  return Buffer.from(text.replace(/^data:[^,]*,/, ""), "base64");
}
