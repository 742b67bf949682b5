#include "attempt_outputs.hpp"

#include <utility>

namespace flowrun::graph {
namespace {

// Lists beyond this go to the store as they grow, so that one unit's outputs do not fill the memory.
constexpr std::size_t max_in_memory = 1 << 20;

// The store's queue holds what it was handed; one attempt waits for it before it hands over more than this.
constexpr std::size_t max_handed_over = 64 << 20;

}  // namespace

void AttemptOutputs::add(std::size_t port, const flow::RecordType& type,
                         std::shared_ptr<const flow::Payload> payload, std::string key) {
  in_memory_ += payload->footprint();
  Emitted one{.port = port,
              .type = std::string(type.name) + "/" + std::to_string(type.version),
              .key = std::move(key),
              .content = std::make_shared<const Content>(payload),
              .bytes = 0,
              .is_stored = false,
              .objects = std::exchange(objects_, {})};
  const bool is_large = in_memory_ > max_in_memory;
  if (keep_digests_ || is_large) {
    const auto json = payload->json();
    const auto digest = one.content->digest();
    if (!json || !digest) throw flow::Failure(json ? digest.error() : json.error());
    one.bytes = json->size();
    if (is_large) {
      stage_.services.store.submit(
          {.key = {}, .record = {}, .payloads = {{*digest, std::make_shared<const std::string>(*json)}}});
      one.content = stored_content(stage_.services.store, *digest, one.bytes);
      one.is_stored = true;
      handed_over_ += one.bytes;
      if (handed_over_ > max_handed_over) {
        (void)stage_.services.store.flush();  // a failed write is final, and told when the level has ended
        handed_over_ = 0;
      }
    }
  }
  emitted_.push_back(std::move(one));
}

base::Result<void> AttemptOutputs::take_in(flow::Object& object) {
  if (object.local_path.empty()) {
    if (const auto digest = store::Digest::from_hex(object.digest)) objects_.push_back(*digest);
    return {};
  }
  // Copied, not moved: the author may go on with the files, for example emit a folder and a part of it.
  const auto digest = stage_.services.store.objects().ingest(object.local_path);
  if (!digest) return std::unexpected(digest.error().as_error());
  object = {.digest = digest->hex(), .local_path = {}};
  objects_.push_back(*digest);
  return {};
}

void AttemptOutputs::name_records(const std::string& input_key) {
  for (std::size_t i = 0; i < emitted_.size(); ++i) {
    if (!emitted_[i].key.empty()) continue;
    emitted_[i].key = emitted_.size() == 1 ? input_key : input_key + "/" + std::to_string(i);
  }
}

}  // namespace flowrun::graph
