// What waited in an intake for its level, as a gate lets it in.
#pragma once

#include <memory>
#include <optional>

#include "gate.hpp"
#include "intake.hpp"
#include "stage_run.hpp"

namespace flowrun::graph {

// A failed reading fails the stage.
class LevelInput final : public RecordList {
 public:
  LevelInput(StageRun& stage, Intake& intake) : stage_(stage), reader_(intake.read()), next_(read()) {}

  // Records that lie together and came along one path.
  std::shared_ptr<Message> next(std::size_t records, std::size_t bytes) override {
    if (!next_) return nullptr;
    auto batch = std::make_shared<Batch>();
    batch->keep = next_->batch;
    auto message = std::make_shared<Message>();
    message->path = next_->path;
    std::size_t sum = 0;
    while (next_ && next_->batch == batch->keep && next_->path == message->path &&
           batch->own.size() < records) {
      sum += next_->record->bytes;
      if (!batch->own.empty() && sum > bytes) break;
      batch->own.push_back(*next_->record);
      next_ = read();
    }
    message->records = batch->own;
    message->batch = std::move(batch);
    return message;
  }

 private:
  std::optional<Taken> read() {
    auto taken = reader_->next();
    if (taken) return std::move(*taken);
    stage_.fail(taken.error());
    return std::nullopt;
  }

  StageRun& stage_;
  std::unique_ptr<IntakeReader> reader_;
  std::optional<Taken> next_;
};

}  // namespace flowrun::graph
