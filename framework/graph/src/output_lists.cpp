#include "output_lists.hpp"

#include <algorithm>
#include <utility>

namespace flowrun::graph {
namespace {

// Read from disk at once, as long as they are small.
constexpr std::size_t records_at_once = 64;
constexpr std::size_t bytes_at_once = 1 << 18;

}  // namespace

ListInMemory::ListInMemory(std::shared_ptr<Batch> batch, const Message& common, MessagePtr inputs,
                           Memory& memory, std::size_t bytes)
    : inputs_(std::move(inputs)), common_(common), memory_(memory) {
  if (bytes > 0) (void)memory_.take(bytes);
  if (!std::ranges::is_sorted(batch->own, {}, &Record::port))
    std::ranges::stable_sort(batch->own, {}, &Record::port);
  rest_ = batch->own;
  if (inputs_) common_.credit = Credit::root_of(inputs_->credit);
  common_.batch = std::move(batch);
}

std::shared_ptr<Message> ListInMemory::next(std::size_t records, std::size_t bytes) {
  if (rest_.empty()) return nullptr;
  auto message = std::make_shared<Message>(common_);
  message->records = rest_.first(fitting(rest_, records, bytes));
  message->port = rest_.front().port;
  rest_ = rest_.subspan(message->records.size());
  return message;
}

ListOnDisk::ListOnDisk(StageRun& stage, std::unique_ptr<SpillFile> file, SpilledRun run, Message common,
                       MessagePtr inputs)
    : stage_(stage),
      file_(std::move(file)),
      reader_(*file_, run, stage.services.store),
      common_(std::move(common)),
      inputs_(std::move(inputs)) {}

std::shared_ptr<Message> ListOnDisk::next(std::size_t records, std::size_t bytes) {
  if (read_) {
    if (auto message = read_->next(records, bytes)) return message;
  }
  auto some = read_some();
  if (!some) return nullptr;
  read_ = std::make_unique<ListInMemory>(std::move(some), common_, inputs_, stage_.services.lists, 0);
  return read_->next(records, bytes);
}

std::shared_ptr<Batch> ListOnDisk::read_some() {
  auto batch = std::make_shared<Batch>();
  std::size_t bytes = 0;
  while (batch->own.size() < records_at_once && bytes < bytes_at_once) {
    const auto read = reader_.next(*batch);
    if (!read) stage_.fail(read.error());
    if (!read || !*read) break;
    bytes += batch->own.back().bytes;
  }
  return batch->own.empty() ? nullptr : batch;
}

}  // namespace flowrun::graph
