// The output list of one attempt. It is discarded with the attempt unless the attempt succeeds.
#pragma once

#include <string>
#include <vector>

#include <flow/emit.hpp>

#include "reason_counts.hpp"
#include "record.hpp"
#include "stage_run.hpp"

namespace flowrun::graph {

class AttemptOutputs final : public flow::OutputList {
 public:
  // With `keep_digests`, every record is encoded and digested, as storing it needs.
  AttemptOutputs(StageRun& stage, bool keep_digests) : stage_(stage), keep_digests_(keep_digests) {}

  void add(std::size_t port, const flow::RecordType& type, std::shared_ptr<const flow::Payload> payload,
           std::string key) override;
  void leave_out(std::string reason) override { left_out_.add(std::move(reason)); }
  base::Result<void> take_in(flow::Object& object) override;

  struct Emitted {
    std::size_t port;
    std::string type;
    std::string key;  // "" = derived
    std::shared_ptr<const Content> content;
    std::uint64_t bytes;                 // of the JSON; 0 unless digests are kept
    bool is_stored;                      // its payload went to the store already
    std::vector<store::Digest> objects;  // that the record names
  };
  [[nodiscard]] std::vector<Emitted>& emitted() { return emitted_; }

  [[nodiscard]] const ReasonCounts& left_out() const { return left_out_; }

  // Fills in the keys that were left out: the input's own for a single record, else the input's with "/n".
  void name_records(const std::string& input_key);

 private:
  StageRun& stage_;
  const bool keep_digests_;
  std::vector<Emitted> emitted_;
  ReasonCounts left_out_;
  std::vector<store::Digest> objects_;  // taken in for the record that comes next
  std::size_t in_memory_ = 0;
  std::size_t handed_over_ = 0;  // bytes on their way to the store since the last flush
};

}  // namespace flowrun::graph
