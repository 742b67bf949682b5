// Lists of emitted records, as a gate takes them.
#pragma once

#include <memory>

#include "batch.hpp"
#include "gate.hpp"
#include "memory.hpp"
#include "spill.hpp"
#include "stage_run.hpp"

namespace flowrun::graph {

// Records that wait in memory, with the input that they were made of.
class ListInMemory final : public RecordList {
 public:
  // `bytes` of `memory` are taken until the list is gone.
  ListInMemory(std::shared_ptr<Batch> batch, const Message& common, MessagePtr inputs, Memory& memory,
               std::size_t bytes);
  std::shared_ptr<Message> next(std::size_t records, std::size_t bytes) override;

 private:
  MessagePtr inputs_;  // live, with their credit, until the list is empty
  Message common_;     // what all messages have in common
  std::span<const Record> rest_;
  MemoryShare memory_;
};

// Records that wait in a file of their own. A failed reading fails the stage.
class ListOnDisk final : public RecordList {
 public:
  ListOnDisk(StageRun& stage, std::unique_ptr<SpillFile> file, SpilledRun run, Message common,
             MessagePtr inputs);
  std::shared_ptr<Message> next(std::size_t records, std::size_t bytes) override;

 private:
  StageRun& stage_;
  std::unique_ptr<SpillFile> file_;
  SpillReader reader_;
  const Message common_;
  MessagePtr inputs_;
  std::unique_ptr<ListInMemory> read_;  // what was read last
};

}  // namespace flowrun::graph
