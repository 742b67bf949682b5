#include "output_lists.hpp"

#include <utility>

namespace flowrun::graph {
ListInMemory::ListInMemory(std::shared_ptr<Batch> batch, const Message& common, MessagePtr inputs,
                           Memory& memory, std::size_t bytes)
    : inputs_(std::move(inputs)), common_(common), memory_(memory) {
  if (bytes > 0) (void)memory_.take(bytes);
  sort_by_port(batch->own);
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
  auto some = reader_.next_few();
  if (!some) stage_.fail(some.error());
  if (!some || (*some)->own.empty()) return nullptr;
  read_ = std::make_unique<ListInMemory>(*std::move(some), common_, inputs_, stage_.services.lists, 0);
  return read_->next(records, bytes);
}

}  // namespace flowrun::graph
