#include "support/bfl_play.h"

#include "support/script.h"

namespace fluxweir {
namespace {

bool take(std::deque<Said>& scripted, Said& out) {
  if (scripted.empty()) return false;
  out = std::move(scripted.front());
  scripted.pop_front();
  return true;
}

}  // namespace

Said BflPlay::operator()(const Seen& call) {
  Said said;
  const std::string origin = call.url.substr(0, call.url.find('/', 8));
  if (call.method == "POST") {
    if (take(submits, said)) return said;
    accepted[origin] = call.at;
    said.body = R"({"id":"b7","polling_url":")" + origin +
                R"(/v1/get_result?id=b7","cost":6.0,"input_mp":0.0,"output_mp":4.23})";
    return said;
  }
  if (call.url.find("get_result") != std::string::npos) {
    if (take(looks, said)) return said;
    const bool pending = never_ready || call.at.count < accepted[origin].count + ready_after.count;
    said.body = R"({"id":"b7","status":"Pending","progress":null,"result":null})";
    if (!pending)
      said.body = R"({"id":"b7","status":"Ready","result":{"sample":")" + sample + "\"}}";
    if (!pending && !ready.empty()) said.body = ready;
    return said;
  }
  if (take(downloads, said)) return said;
  const int shade = 0x55 + (same_pictures ? 0 : made++);
  said.picture = tiny_picture(Format::Jpeg, {2752, 1536}, static_cast<unsigned char>(shade));
  said.headers = {{"content-type", "image/jpeg"}};
  return said;
}

}  // namespace fluxweir
