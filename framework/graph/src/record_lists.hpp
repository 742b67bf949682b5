// Lists of records that a gate lets in. What a source listed is in source_items.hpp.
#pragma once

#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "content.hpp"
#include "gate.hpp"
#include "intake.hpp"
#include "stage_run.hpp"

namespace flowrun::graph {

// What one unit emitted.
class UnitOutputs final : public RecordList {
 public:
  UnitOutputs(Record input, std::vector<Record> records)
      : input_(std::move(input)), records_(std::move(records)) {}
  std::optional<Record> next() override {
    if (at_ == records_.size()) return std::nullopt;
    Record record = std::move(records_[at_++]);
    record.open_item = input_.open_item;
    return record;
  }

 private:
  Record input_;  // lives, with its credit, until the list is empty
  std::vector<Record> records_;
  std::size_t at_ = 0;
};

// What waited in an intake, read back from the store as it is asked for.
class IntakeRecords final : public RecordList {
 public:
  IntakeRecords(StageRun& stage, Intake& intake) : stage_(stage), reader_(intake.read()) {}
  std::optional<Record> next() override {
    auto entry = reader_->next();
    if (!entry) {
      stage_.fail(entry.error());
      return std::nullopt;
    }
    if (!*entry) return std::nullopt;
    return Record{.key = std::move((*entry)->key),
                  .order = std::move((*entry)->order),
                  .content = stored_content(stage_.services.store, (*entry)->digest, (*entry)->bytes)};
  }

 private:
  StageRun& stage_;
  std::unique_ptr<IntakeReader> reader_;
};

}  // namespace flowrun::graph
