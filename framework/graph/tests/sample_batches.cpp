#include "sample_batches.hpp"

namespace sample {

using namespace flowrun::graph;

std::shared_ptr<Message> message_of(const std::vector<Entry>& entries, const Path* path) {
  auto batch = std::make_shared<Batch>();
  for (const Entry& entry : entries) {
    const auto number = big_endian(entry.number);
    batch->own.push_back({.key = batch->arena.copy(entry.key),
                          .number = batch->arena.copy({number.data(), number.size()}),
                          .content = &batch->arena.content(batch->arena.copy(entry.json)),
                          .bytes = entry.json.size()});
  }
  auto message = std::make_shared<Message>();
  message->path = path;
  message->records = batch->own;
  message->batch = std::move(batch);
  return message;
}

}  // namespace sample
