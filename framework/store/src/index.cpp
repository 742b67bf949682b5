#include "index.hpp"

#include <algorithm>
#include <functional>
#include <utility>

namespace flowrun::store {
namespace {

constexpr std::size_t most_recent = 8192;  // 128 KB: sorting them anew with each commit takes some 20 µs

}  // namespace

std::shared_ptr<const IndexView> Index::view() const {
  const std::lock_guard lock(mutex_);
  return view_;
}

std::shared_ptr<const IndexView> Index::make_view() const {
  auto view = std::make_shared<IndexView>();
  view->runs.push_back(recent_);
  for (const auto& run : runs_) view->runs.push_back(run.entries);
  return view;
}

void Index::publish() {
  auto view = make_view();
  const std::lock_guard lock(mutex_);
  view_.swap(view);
}

Result<std::vector<IndexPart>> Index::load(Connection& connection) {
  const auto ids = index_runs(connection);
  if (!ids) return std::unexpected(ids.error());
  std::vector<IndexPart> damaged;
  std::vector<StoredRun> runs;
  for (const auto id : *ids) {
    const auto known = std::ranges::find(runs_, id, &StoredRun::id);
    if (known != runs_.end()) {
      runs.push_back(*known);
      continue;
    }
    auto parts = read_index_run(connection, id);
    if (!parts) return std::unexpected(std::move(parts.error()));
    damaged.insert(damaged.end(), parts->damaged.begin(), parts->damaged.end());
    if (id == recent_run) {
      recent_part_ = std::max(recent_part_, parts->last_part);
      recent_ = std::make_shared<IndexRun>(sorted_run(std::move(parts->entries)));
    } else {
      last_id_ = std::max(last_id_, id);
      runs.push_back({.id = id, .entries = std::make_shared<IndexRun>(std::move(parts->entries))});
    }
  }
  if (std::ranges::find(*ids, recent_run) == ids->end()) recent_ = std::make_shared<IndexRun>();
  std::ranges::sort(runs, std::greater(), &StoredRun::id);
  runs_ = std::move(runs);
  publish();
  return damaged;
}

Result<void> Index::add(Connection& connection, std::vector<IndexEntry> arrivals) {
  if (recent_->size() + arrivals.size() > most_recent)
    return fold(connection, merged(sorted_run(std::move(arrivals)), *recent_));
  if (auto done = write_index_part(connection, recent_run, ++recent_part_, arrivals); !done) return done;
  recent_ = std::make_shared<IndexRun>(merged(sorted_run(std::move(arrivals)), *recent_));
  return {};
}

Result<void> Index::fold(Connection& connection, IndexRun run) {
  if (auto done = remove_index_run(connection, recent_run); !done) return done;
  while (!runs_.empty() && runs_.front().entries->size() <= run.size()) {
    run = merged(run, *runs_.front().entries);
    if (auto done = remove_index_run(connection, runs_.front().id); !done) return done;
    runs_.erase(runs_.begin());
  }
  if (auto done = write_index_run(connection, ++last_id_, run); !done) return done;
  runs_.insert(runs_.begin(), {.id = last_id_, .entries = std::make_shared<IndexRun>(std::move(run))});
  recent_ = std::make_shared<IndexRun>();
  return {};
}

}  // namespace flowrun::store
