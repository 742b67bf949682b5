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
  for (const auto& stored : runs_) view->runs.push_back(stored.run);
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
      recent_ = std::make_shared<IndexRun>(in_index_order(std::move(parts->entries)));
    } else {
      last_id_ = std::max(last_id_, id);
      runs.push_back({.id = id, .run = std::make_shared<IndexRun>(std::move(parts->entries))});
    }
  }
  if (std::ranges::find(*ids, recent_run) == ids->end()) recent_ = std::make_shared<IndexRun>();
  std::ranges::sort(runs, std::greater(), &StoredRun::id);
  runs_ = std::move(runs);
  publish();
  return damaged;
}

Result<void> Index::add(Connection& connection, IndexEntries arrivals) {
  const bool is_full = recent_->entries().size() + arrivals.size() > most_recent;
  if (!is_full) {
    if (auto done = write_index_part(connection, recent_run, ++recent_part_, arrivals); !done) return done;
  }
  auto recent = merged(in_index_order(std::move(arrivals)), recent_->entries());
  if (is_full) return fold(connection, std::move(recent));
  recent_ = std::make_shared<IndexRun>(std::move(recent));
  return {};
}

Result<void> Index::fold(Connection& connection, IndexEntries entries) {
  if (auto done = remove_index_run(connection, recent_run); !done) return done;
  while (!runs_.empty() && runs_.front().run->entries().size() <= entries.size()) {
    entries = merged(entries, runs_.front().run->entries());
    if (auto done = remove_index_run(connection, runs_.front().id); !done) return done;
    runs_.erase(runs_.begin());
  }
  if (auto done = write_index_run(connection, ++last_id_, entries); !done) return done;
  runs_.insert(runs_.begin(), {.id = last_id_, .run = std::make_shared<IndexRun>(std::move(entries))});
  recent_ = std::make_shared<IndexRun>();
  return {};
}

Result<void> Index::replace(Connection& connection, IndexEntries arrivals) {
  if (auto done = remove_index(connection); !done) return done;
  recent_ = std::make_shared<IndexRun>();
  runs_.clear();
  auto entries = in_index_order(std::move(arrivals));
  // A row even where there is none, so that no id is used again: readers take a run that they know as it was.
  auto done = entries.empty() ? write_index_part(connection, ++last_id_, 1, entries)
                              : write_index_run(connection, ++last_id_, entries);
  if (!done) return done;
  runs_.push_back({.id = last_id_, .run = std::make_shared<IndexRun>(std::move(entries))});
  return {};
}

}  // namespace flowrun::store
