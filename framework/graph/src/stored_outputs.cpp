// What Outputs does for the store: records of cached units are encoded, digested and handed over.
#include <atomic>
#include <filesystem>
#include <system_error>
#include <utility>

#include <store/store.hpp>

#include "outputs.hpp"

namespace flowrun::graph {
namespace {

// The store's queue holds what it was handed; one attempt waits for it before it hands over more than this.
constexpr std::size_t most_handed_over = 64 << 20;

}  // namespace

// Encodes the record, as storing it needs.
void Outputs::note(Content& content) {
  auto text = std::make_shared<std::string>();
  if (const auto encoded = content.append_json(*text); !encoded) throw flow::Failure(encoded.error());
  content.know_json(*text);
  const store::Digest& digest = batch_->arena.keep(store::digest_of(*text));
  content.know_digest(digest);
  notes_.push_back({&content, text->size(), std::exchange(objects_, {})});
  payload_bytes_ += text->size();
  payloads_.push_back({digest, text});
  batch_->texts.push_back(std::move(text));
}

// The input is passed on as it is: whoever reads it next finds its value as well.
void Outputs::note_input() {
  const auto json = input_->content->json();
  if (!json) throw flow::Failure(json.error());
  const auto digest = input_->content->digest();  // known, since the unit has a key
  if (!digest) throw flow::Failure(digest.error());
  notes_.push_back({nullptr, json->size(), std::exchange(objects_, {})});
  payload_bytes_ += json->size();
  payloads_.push_back({*digest, std::make_shared<const std::string>(*json)});
}

base::Result<void> Outputs::take_in(flow::Object& object) {
  if (object.local_path.empty()) {
    if (const auto digest = store::Digest::from_hex(object.digest)) objects_.push_back(*digest);
    return {};
  }
  // Copied, not moved: the author may go on with the files, for example emit a folder and a part of it.
  const auto digest = stage_.services.options.dry ? take_aside(object.local_path)
                                                  : stage_.services.store.objects().ingest(object.local_path);
  if (!digest) return std::unexpected(digest.error().as_error());
  object = {.digest = digest->hex(), .local_path = {}};
  objects_.push_back(*digest);
  return {};
}

// Into the folder of a dry run, which leaves the store as it is. Equal ones of two threads are one.
store::Result<store::Digest> Outputs::take_aside(const std::filesystem::path& path) const {
  static std::atomic<std::uint64_t> number = 0;
  const std::filesystem::path folder = stage_.services.tmp / "objects";
  const std::filesystem::path aside = folder / ("new-" + std::to_string(number++));
  std::error_code ignored;
  std::filesystem::create_directories(folder, ignored);
  auto digest = store::copy_with_digest(path, aside);
  if (digest) std::filesystem::rename(aside, folder / digest->hex(), ignored);
  return digest;
}

void Outputs::leave_payloads_to_store() {
  if (payloads_.empty()) return;
  handed_over_ += payload_bytes_;
  for (std::size_t i = notes_.size() - payloads_.size(); i < notes_.size(); ++i) {
    if (!notes_[i].content) continue;
    const StoredAt place{&stage_.services.store, *notes_[i].content->digest(), notes_[i].bytes};
    notes_[i].content->leave_to_store(batch_->arena.keep(place));
  }
  stage_.services.store.submit({.key = {}, .record = {}, .payloads = std::exchange(payloads_, {})});
  batch_->texts.resize(first_text_);
  payload_bytes_ = 0;
  if (handed_over_ > most_handed_over) {
    (void)stage_.services.store.flush();  // a failed write is final, and told when the level has ended
    handed_over_ = 0;
  }
}

std::vector<store::Output> Outputs::stored_outputs() const {
  std::vector<store::Output> outputs;
  outputs.reserve(notes_.size());
  for (std::size_t i = 0; i < notes_.size(); ++i) {
    const Record& record = batch_->own[first_ + i];
    const flow::RecordTypeName& type = stage_.plan.about().outputs[record.port].type;
    outputs.push_back({.port = record.port,
                       .child = static_cast<std::uint32_t>(i),
                       .key = std::string(record.key),
                       .digest = *record.content->digest(),  // kept since it was emitted
                       .size = notes_[i].bytes,
                       .type = type.name + "/" + std::to_string(type.version),
                       .objects = notes_[i].objects});
  }
  return outputs;
}

}  // namespace flowrun::graph
