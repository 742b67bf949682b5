#include "intake.hpp"

#include <algorithm>
#include <utility>

namespace flowrun::graph {
namespace {

// However much memory there is: beyond this, a sorted file is as quick.
constexpr std::size_t most_in_memory = 32 << 20;
// However little there is: less would make a file of crumbs.
constexpr std::size_t always_in_memory = 1 << 20;

}  // namespace

IntakeReader::IntakeReader(Intake& intake) : intake_(intake), shelf_(intake.shelves_.begin()) {
  if (shelf_ != intake_.shelves_.end()) bucket_ = shelf_->second.buckets.begin();
}

base::Result<std::optional<Taken>> IntakeReader::next() {
  if (intake_.trouble_) return std::unexpected(*intake_.trouble_);
  while (shelf_ != intake_.shelves_.end()) {
    if (bucket_ == shelf_->second.buckets.end()) {
      if (++shelf_ != intake_.shelves_.end()) bucket_ = shelf_->second.buckets.begin();
      continue;
    }
    if (!cursor_) cursor_.emplace(intake_.cursor_of(bucket_->second));
    auto taken = cursor_->next();
    if (!taken) return taken;
    if (*taken) {
      (*taken)->path = shelf_->second.path;
      return taken;
    }
    cursor_.reset();
    ++bucket_;
  }
  return std::nullopt;
}

Intake::Intake(std::filesystem::path folder, const store::Store& store, Memory& memory)
    : store_(store), memory_(memory), file_(std::move(folder)) {}

Shelf& Intake::shelf_of(const Path& path) {
  const auto found = shelves_.find(path.bytes());
  return found != shelves_.end() ? found->second
                                 : shelves_.emplace(path.bytes(), Shelf{&path, {}}).first->second;
}

void Intake::add(const Message& message, const Path& path) {
  count_.fetch_add(message.records.size(), std::memory_order_relaxed);
  const std::scoped_lock lock(mutex_);
  Bucket& bucket = shelf_of(path).buckets[message.sequence()];
  const std::size_t before = bucket.bytes;
  bucket.add(message);
  const bool is_within = memory_.take(bucket.bytes - before);
  const bool is_much = memory_.bytes() > most_in_memory || (!is_within && memory_.bytes() > always_in_memory);
  if (is_much && !trouble_) spill();
}

// What is needed last goes first, until half of the memory is free again.
void Intake::spill() {
  const std::size_t enough = std::min(memory_.bytes(), most_in_memory) / 2;
  for (auto shelf = shelves_.rbegin(); shelf != shelves_.rend(); ++shelf) {
    auto& buckets = shelf->second.buckets;
    for (auto bucket = buckets.rbegin(); bucket != buckets.rend(); ++bucket) {
      if (memory_.bytes() <= enough || !spill(bucket->second)) return;
    }
  }
}

bool Intake::spill(Bucket& bucket) {
  if (bucket.entries.empty()) return true;
  bucket.sort();
  file_.begin_run();
  for (const Bucket::Entry& entry : bucket.entries) {
    if (auto added = file_.add(*entry.record); !added) return trouble_ = added.error(), false;
  }
  const auto run = file_.end_run();
  if (!run) return trouble_ = run.error(), false;
  bucket.runs.push_back(*run);
  memory_.give_back(bucket.bytes);
  bucket.clear();
  return true;
}

std::optional<Bucket> Intake::take_bucket(const Path& path, std::uint64_t below) {
  const std::scoped_lock lock(mutex_);
  auto& buckets = shelf_of(path).buckets;
  if (buckets.empty() || buckets.begin()->first >= below) return std::nullopt;
  Bucket bucket = std::move(buckets.extract(buckets.begin()).mapped());
  memory_.give_back(bucket.bytes);
  return bucket;
}

std::vector<const Path*> Intake::paths() const {
  const std::scoped_lock lock(mutex_);
  std::vector<const Path*> paths;
  for (const auto& [bytes, shelf] : shelves_) paths.push_back(shelf.path);
  return paths;
}

std::optional<base::Error> Intake::trouble() const {
  const std::scoped_lock lock(mutex_);
  return trouble_;
}

}  // namespace flowrun::graph
