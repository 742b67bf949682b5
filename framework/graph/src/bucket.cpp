#include "bucket.hpp"

#include <algorithm>
#include <span>
#include <utility>

namespace flowrun::graph {
namespace {

bool in_order(const Bucket::Entry& a, const Bucket::Entry& b) { return a.record->number < b.record->number; }

// What a batch keeps in memory: its records, or all of a batch of which it passes only some on.
std::size_t bytes_kept_by(const Message& message) {
  const Batch* keep = message.batch->keep.get();
  return bytes_of(message.records) + (keep ? bytes_of(keep->own) : 0);
}

}  // namespace

void Bucket::add(const Message& message) {
  const auto batch = static_cast<std::uint32_t>(batches.size());
  batches.push_back(message.batch);
  if (!message.records.empty()) parts.push_back(entries.size());
  for (const Record& record : message.records) {
    const Entry entry{&record, batch};
    if (!entries.empty() && in_order(entry, entries.back())) {
      is_sorted = false;
      if (parts.back() < entries.size()) parts.push_back(entries.size());
    }
    entries.push_back(entry);
  }
  bytes += bytes_kept_by(message);
}

// Messages come in any order. What one of them holds is sorted and mostly has nothing of another's in between, so that whole
// parts are put in their places.
void Bucket::sort() {
  if (std::exchange(is_sorted, true)) return;
  parts.push_back(entries.size());
  std::vector<std::span<const Entry>> ordered;
  ordered.reserve(parts.size());
  for (std::size_t i = 0; i + 1 < parts.size(); ++i)
    ordered.push_back(std::span<const Entry>(entries).subspan(parts[i], parts[i + 1] - parts[i]));
  std::ranges::sort(ordered, in_order, &std::span<const Entry>::front);
  std::vector<Entry> sorted;
  sorted.reserve(entries.size());
  for (const auto part : ordered) sorted.insert(sorted.end(), part.begin(), part.end());
  if (!std::ranges::is_sorted(sorted, in_order)) std::ranges::sort(sorted, in_order);
  entries = std::move(sorted);
  parts = {0};
}

void Bucket::clear() {
  is_sorted = true;
  entries = std::vector<Entry>();
  parts = std::vector<std::size_t>();
  batches = std::vector<std::shared_ptr<const Batch>>();
  bytes = 0;
}

BucketCursor::BucketCursor(Bucket& bucket, const SpillFile& file, const store::Store& store)
    : bucket_(bucket) {
  bucket_.sort();
  for (const SpilledRun& run : bucket.runs) runs_.push_back({.reader = {file, run, store}, .chunk = nullptr});
}

std::optional<Taken> BucketCursor::from_memory() {
  if (at_ == bucket_.entries.size()) return std::nullopt;
  const Bucket::Entry& entry = bucket_.entries[at_++];
  return Taken{bucket_.batches[entry.batch], entry.record};
}

// The entries that stayed in memory count as the last run.
base::Result<void> BucketCursor::advance(std::size_t index) {
  if (index == runs_.size()) {
    if (auto taken = from_memory()) heads_.push({std::move(*taken), index});
    return {};
  }
  Run& run = runs_[index];
  if (!run.chunk || run.at == run.chunk->own.size()) {
    auto chunk = run.reader.next_few();
    if (!chunk) return std::unexpected(chunk.error());
    run.at = 0;
    run.chunk = *std::move(chunk);
  }
  if (run.at < run.chunk->own.size()) heads_.push({{run.chunk, &run.chunk->own[run.at++]}, index});
  return {};
}

base::Result<std::optional<Taken>> BucketCursor::next() {
  if (runs_.empty()) return from_memory();
  if (!std::exchange(has_begun_, true)) {
    for (std::size_t i = 0; i <= runs_.size(); ++i) {
      if (auto advanced = advance(i); !advanced) return std::unexpected(advanced.error());
    }
  }
  if (heads_.empty()) return std::nullopt;
  Head head = heads_.top();
  heads_.pop();
  if (auto advanced = advance(head.run); !advanced) return std::unexpected(advanced.error());
  return std::move(head.taken);
}

}  // namespace flowrun::graph
