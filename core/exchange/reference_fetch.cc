#include "exchange/reference_fetch.h"

#include <algorithm>
#include <utility>

#include "base/text.h"

namespace fluxweir {
namespace {

constexpr Millis kTime{15'000};  // in all

bool is_redirect(int status) {
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

// Of what is kept here, which is one of two.
PictureKind kind_of(std::string_view type) {
  return type == content_type(PictureKind::Png) ? PictureKind::Png : PictureKind::Jpeg;
}

}  // namespace

void ReferenceFetch::start(Outbox& out, Now now) {
  deadline_ = now.mono + kTime;
  if (!own_.empty() && reference_.url.compare(0, own_.size(), own_) == 0) return open_own(out, now);
  const Result<Url> url = read_public_url(reference_.url, policy_);
  if (!url) return fail_with("refused_by_guard");
  fetch(*url, out, now);
}

// As a GET of the same address would: signed by us, not expired, still there.
void ReferenceFetch::open_own(Outbox& out, Now now) {
  const std::string_view target =
      std::string_view(reference_.url).substr(own_.size() - kMediaPath.size());
  const std::size_t mark = std::min(target.find('?'), target.size());
  Result<MediaLink> link = read_media_link(
      target.substr(0, mark), target.substr(std::min(mark + 1, target.size())), now.wall);
  if (!link) return fail_with("own_link");
  link_ = std::move(*link);
  op_ = out.ask(Sign{{}, "media", link_->signed_text()});
}

// Nothing of the caller's request goes along: no trace, no credential.
void ReferenceFetch::fetch(const Url& url, Outbox& out, Now now) {
  at_ = url;
  Fetch fetch;
  fetch.call.url = url.text();
  fetch.call.headers = headers_of({{"accept", "image/*"}});
  fetch.call.timeout = deadline_ - now.mono;
  fetch.keep = Fetch::Keep::Everything;
  fetch.max_bytes = static_cast<std::uint64_t>(kMaxReferenceBytes);
  op_ = out.ask(std::move(fetch));
}

void ReferenceFetch::handle(const Input& input, Outbox& out, Now now) {
  if (state_ != State::Fetching) return;
  if (const auto* head = std::get_if<UpstreamHead>(&input)) {
    if (head->op == op_) on_head(*head, out, now);
  } else if (const auto* end = std::get_if<UpstreamEnd>(&input)) {
    if (end->op == op_) on_end(*end);
  } else if (const auto* lost = std::get_if<UpstreamLost>(&input)) {
    if (lost->op == op_) fail_with(lost->reason);
  } else if (const auto* signature = std::get_if<SignDone>(&input)) {
    if (signature->op != op_) return;
    if (!equal_constant_time(to_base64url(signature->mac), link_->sig))
      return fail_with("own_link");
    Blob open;
    open.key = link_->path.substr(kMediaPath.size());
    op_ = out.ask(std::move(open));
  } else if (const auto* opened = std::get_if<BlobDone>(&input)) {
    if (opened->op == op_) take(opened->blob, {kind_of(opened->content_type), {}});
  } else if (now.mono >= deadline_) {
    out.push(Cancel{op_});
    fail_with("timeout");
  }
}

void ReferenceFetch::on_head(const UpstreamHead& head, Outbox& out, Now now) {
  if (head.status == 200) return;
  out.push(Cancel{op_});
  if (!is_redirect(head.status)) return fail_with("http_" + whole_text(head.status));
  if (++redirects_ > kMostRedirects) return fail_with("too_many_redirects");
  const auto location = find_header(head.headers, "location");
  const Result<Url> to = read_redirect(at_, location.value_or(""), policy_);
  if (!to) return fail_with("redirect_refused");
  if (now.mono >= deadline_) return fail_with("timeout");
  fetch(*to, out, now);
}

void ReferenceFetch::on_end(const UpstreamEnd& end) {
  if (!end.blob) return fail_with("empty");
  if (!may_be_reference({end.picture.kind, end.picture.size}, end.blob->bytes))
    return fail_with("not_a_picture");
  take(end.blob, {end.picture.kind, end.picture.size});
}

void ReferenceFetch::take(const std::optional<BlobRef>& blob, const Sniffed& picture) {
  if (!blob) return fail_with("own_gone");
  reference_.blob = blob;
  reference_.picture = picture;
  reference_.url.clear();
  state_ = State::Done;
}

void ReferenceFetch::fail_with(std::string reason) {
  state_ = State::Failed;
  reason_ = std::move(reason);
}

Error ReferenceFetch::error() const {
  Error error = make_error(ErrorCode::InvalidParameter,
                           "The picture at " + reference_.path.substr(1) + " could not be fetched");
  error.faults.push_back({reference_.path,
                          "reachable",
                          "string",
                          "a public http(s) URL that answers with a whole JPEG, PNG or WebP "
                          "picture of at most 20 MiB and 64 megapixels within 15 s",
                          {}});
  return error;
}

}  // namespace fluxweir
