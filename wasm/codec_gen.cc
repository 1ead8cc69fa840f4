// Writes the JavaScript codec to standard output: for every struct of fields.h a reader and a
// writer of its frame, and the names of all actions and inputs by their places.
#include <cstdio>
#include <map>
#include <set>

#include "abi.h"
#include "fields.h"

namespace {

using namespace fluxweir;
using namespace fluxweir::wasm;

// The JavaScript that reads a value from `r`, and that writes `x` to `w`.
struct Code {
  std::string read;
  std::string write;  // of the expression `x`
};

// `x` in `code` replaced by another expression.
std::string with(const std::string& code, const std::string& expression) {
  std::string out;
  for (const char c : code) out += c == '@' ? expression : std::string(1, c);
  return out;
}

// `line` on as many lines as it takes. Broken where a statement or an item ends, outside of texts.
std::string wrapped(const std::string& line) {
  constexpr std::size_t kMost = 100;
  std::string out;
  std::size_t begin = 0;
  std::size_t width = kMost;
  while (line.size() - begin > width) {
    bool quoted = false;
    std::size_t cut = std::string::npos;
    for (std::size_t i = begin; i + 1 < line.size(); ++i) {
      if (line[i] == '"') quoted = !quoted;
      if (i - begin > width && cut != std::string::npos) break;
      const bool ends = line[i] == ',' || line[i] == ';' || line[i] == '{';
      if (!quoted && ends && line[i + 1] == ' ') cut = i + 1;
    }
    if (cut == std::string::npos) break;
    out += line.substr(begin, cut - begin) + "\n    ";
    begin = cut + 1;
    width = kMost - 4;
  }
  return out + line.substr(begin) + "\n";
}

template <class T>
constexpr const char* kName = nullptr;
// clang-format off
#define FLUXWEIR_NAMES(X) \
  X(Header) X(BlobRef) X(RequestHead) X(Caller) X(Credential) X(Call) X(Size) X(Sniffed) \
  X(Media) X(Fault) X(Error) X(Adjustment) X(Addition) X(FinalPrompt) X(Inspection) X(Provenance) X(Judgement) \
  X(Picture) \
  X(JobFailure) X(Attempt) X(Outcome) X(Reference) X(GenerateRequest) X(RunSpec) X(Plan) \
  X(RequestBounds) X(HostProfile) X(Fetch) X(Cancel) X(RespondHead) \
  X(RespondChunk) X(RespondEnd) X(Statement) X(Query) X(Blob) X(Sign) X(Inspect) X(Seal) X(Start) \
  X(Watch) X(Nudge) X(LogLine) X(Sample) X(RunUpdate) X(Report) X(Wait) X(Finished) X(Load) \
  X(ClientHead) X(ClientChunk) X(ClientEnd) X(ClientGone) X(UpstreamHead) X(UpstreamChunk) \
  X(UpstreamEnd) X(UpstreamLost) X(QueryDone) X(BlobDone) X(SignDone) X(InspectDone) X(SealDone) \
  X(RunChanged) X(Nudged) X(Tick)
// clang-format on
#define FLUXWEIR_NAME(type) \
  template <>               \
  constexpr const char* kName<type> = #type;
FLUXWEIR_NAMES(FLUXWEIR_NAME)

class Generator {
 public:
  template <class T>
  void need() {
    static_assert(kName<T> != nullptr, "its functions want a name: FLUXWEIR_NAMES");
    if (!seen_.insert(kName<T>).second) return;
    T value{};
    Fields visitor{*this, {}, {}};
    fields(visitor, value);
    const std::string name = kName<T>;
    text_ += wrapped("const read" + name + " = (r) => ({" + visitor.read + "});");
    text_ += wrapped("const write" + name + " = (w, x) => { " + visitor.write + "};");
  }
  const std::string& text() const { return text_; }

 private:
  struct Fields {
    Generator& all;
    std::string read;
    std::string write;
    template <class T>
    void operator()(const char* name, T&) {
      add(name, all.code<T>());
    }
    void bytes(const char* name, std::string&) { add(name, {"r.bytes()", "w.bytes_(@)"}); }
    void add(const char* name, const Code& code) {
      read += (read.empty() ? "" : ", ") + std::string(name) + ": " + code.read;
      write += with(code.write, "x." + std::string(name)) + "; ";
    }
  };

  template <class T>
  struct Of {};
  template <class T>
  Code code() {
    return code(Of<T>{});
  }
  template <class T>
  Code code(Of<T>) {
    if constexpr (std::is_same_v<T, bool>) {
      return {"r.u32() !== 0", "w.u32(@ ? 1 : 0)"};
    } else if constexpr (std::is_enum_v<T> || std::is_same_v<T, std::uint32_t>) {
      return {"r.u32()", "w.u32(@)"};
    } else if constexpr (std::is_same_v<T, std::int32_t>) {
      return {"r.i32()", "w.u32(@)"};
    } else if constexpr (std::is_same_v<T, OpId>) {
      return {"r.u32()", "w.u32(@)"};
    } else if constexpr (std::is_same_v<T, std::int64_t> || std::is_same_v<T, std::uint64_t> ||
                         std::is_same_v<T, Millis> || std::is_same_v<T, UnixMillis> ||
                         std::is_same_v<T, Instant> || std::is_same_v<T, MicroUsd>) {
      return {"r.f64()", "w.f64(@)"};
    } else if constexpr (std::is_same_v<T, std::string> || std::is_same_v<T, std::string_view>) {
      return {"r.text()", "w.text(@)"};
    } else {
      need<T>();
      return {"read" + std::string(kName<T>) + "(r)", "write" + std::string(kName<T>) + "(w, @)"};
    }
  }
  template <class T>
  Code code(Of<std::vector<T>>) {
    const Code one = code<T>();
    return {"r.list(() => " + one.read + ")", "w.list(@, (one) => " + with(one.write, "one") + ")"};
  }
  template <class T>
  Code code(Of<std::optional<T>>) {
    const Code one = code<T>();
    return {"r.maybe(() => " + one.read + ")",
            "w.maybe(@, (one) => " + with(one.write, "one") + ")"};
  }
  // A part of a body: bytes, or a blob.
  Code code(Of<BodyPart>) {
    need<BlobRef>();
    return {"r.u32() === 0 ? r.bytes() : readBlobRef(r)",
            "(@ instanceof Uint8Array ? (w.u32(0), w.bytes_(@)) : (w.u32(1), writeBlobRef(w, @)))"};
  }
  Code code(Of<SqlValue>) { return {"r.sql()", "w.sql(@)"}; }
  Code code(Of<decltype(Report::what)>) {
    need<LogLine>();
    need<Sample>();
    need<RunUpdate>();
    return {
        "r.one([[\"line\", readLogLine], [\"sample\", readSample], [\"update\", readRunUpdate]])",
        "w.report(@)"};
  }

  std::set<std::string> seen_;
  std::string text_;
};

template <class Variant, std::size_t I = 0>
void list(Generator& all, std::string& table, const char* what) {
  if constexpr (I < std::variant_size_v<Variant>) {
    using T = std::variant_alternative_t<I, Variant>;
    all.need<T>();
    table += "  [\"" + std::string(kName<T>) + "\", " + what + kName<T> + "],\n";
    list<Variant, I + 1>(all, table, what);
  }
}

}  // namespace

int main() {
  Generator all;
  std::string actions;
  std::string inputs;
  list<Action>(all, actions, "read");
  list<Input>(all, inputs, "write");
  all.need<Plan>();
  all.need<HostProfile>();
  all.need<Error>();
  std::printf(
      "// Written by wasm/codec_gen.cc from wasm/fields.h: not to be edited.\n"
      "export const ABI_VERSION = %d;\n"
      "// Of a frame that is no input (abi.h).\n"
      "export const KEPT = %d;\n\n%s\n"
      "// By their places in a frame's head.\n"
      "export const actions = [\n%s];\nexport const inputs = [\n%s];\n"
      "export { readError, readInspection, readPlan, writeHostProfile, writeRequestHead "
      "};\n",
      FLUXWEIR_ABI_VERSION, FLUXWEIR_KEPT, all.text().c_str(), actions.c_str(), inputs.c_str());
  return 0;
}
