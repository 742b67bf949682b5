// What the units of one message emit.
//
//   begin(input) ── the stage emits ──► keep()      the attempt succeeded: its records may move on
//                                  └──► discard()   it did not: they are gone, and what other units emitted stays
//
// Small lists stay in memory. A list that grows too large goes to disk record by record, so that memory stays bounded:
// that of a cached stage into the store, where it goes in any case, others into an unnamed file.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <flow/emit.hpp>
#include <store/unit.hpp>

#include "batch.hpp"
#include "gate.hpp"
#include "left_out_parts.hpp"
#include "memory.hpp"
#include "port_counts.hpp"
#include "rejects.hpp"
#include "spill.hpp"
#include "stage_run.hpp"

namespace flowrun::graph {

// Used by one thread at a time.
class Outputs final : public flow::OutputList {
 public:
  explicit Outputs(StageRun& stage);
  ~Outputs();

  // `inputs`, null for a collector, are kept as long as what was emitted for them waits; the pointer must live until
  // end_message. `path` is theirs, as the stage counts.
  void begin_message(const MessagePtr& inputs, const Path& path);
  void begin_message(MessagePtr&& inputs, const Path& path) = delete;
  // Before, take what was emitted.
  void end_message();
  // Forgets everything of the message, in whatever state it is.
  void give_up() noexcept;

  // Begins a unit. With `keep_digests`, every record is encoded and digested, as storing it needs.
  void begin(const Record& input, bool keep_digests);
  // Adds a record that the store has.
  void restore(const store::Output& output);
  // Lets what the unit emitted move on. Throws Failure if the disk fails.
  void keep() {
    if (has_numbered_key_ || file_) keep_list();
  }
  void discard();

  // Of the unit at hand.
  [[nodiscard]] const Record& input() const { return *input_; }
  [[nodiscard]] std::size_t emitted() const { return emitted_; }
  void count_into(PortCounts& counts) {
    if (!has_ports_)
      counts[0] += emitted_;
    else
      count_ports_into(counts);
  }
  [[nodiscard]] const ReasonCounts& left_out() const { return left_out_.counts(); }
  // Of a unit with digests; the first of them.
  [[nodiscard]] const std::vector<store::LeftOut>& left_out_parts() const { return left_out_.kept(); }
  [[nodiscard]] const Rejects& rejects() const { return rejects_; }
  // How the store keeps it, after keep(): of a unit with digests.
  [[nodiscard]] std::vector<store::Output> stored_outputs() const;
  [[nodiscard]] std::vector<store::Payload> take_payloads() { return std::move(payloads_); }

  // Whether what may move on is enough for a list of its own.
  [[nodiscard]] bool is_large() const;
  // What was kept since the last call, as a message (of several ports one after the other, if the stage has several) or as
  // lists for a gate.
  // Null or empty if there is nothing.
  std::shared_ptr<Message> take_message();
  // Takes back a message that may not be in use any more, to be filled again.
  void recycle(std::shared_ptr<Message> message);
  std::vector<std::unique_ptr<RecordList>> take_lists();

  // For the stage.
  void* room(const flow::RecordType& type) override;
  void add(std::size_t port, const flow::RecordType& type, void* value, std::size_t bytes,
           std::string_view key) override;
  void add_json(std::size_t port, const flow::RecordType& type, std::string_view json,
                std::string_view key) override;
  void pass(std::size_t port, std::string_view key) override;
  void leave_out(std::string reason, std::string_view part, std::string evidence) override {
    left_out_.add(std::move(reason), part, std::move(evidence), keep_digests_);
    has_losses_ = true;
  }
  void reject(std::string_view part, flow::Error error) override {
    rejects_.add(part, error);
    has_losses_ = true;
  }
  base::Result<void> take_in(flow::Object& object) override;

 private:
  // Memory is asked for in steps, since asking costs more than a record.
  static constexpr std::size_t memory_step = 1 << 16;

  struct Note {           // what the store must know of a record, beside what the record says
    Content* content;     // null of the input, which others may be reading
    std::uint64_t bytes;  // of the JSON
    std::vector<store::Digest> objects;
  };
  [[gnu::always_inline]] void put(std::size_t port, Content& content, std::size_t bytes,
                                  std::string_view key);
  [[gnu::always_inline]] void push(std::size_t port, const Content& content, std::size_t bytes,
                                   std::string_view key, std::uint32_t child);
  void note(Content& content);
  void note_input();
  [[nodiscard]] store::Result<store::Digest> take_aside(const std::filesystem::path& path) const;
  std::string_view numbered_key(std::uint32_t child);
  void keep_list();
  void count_ports_into(PortCounts& counts);
  // Keeps what the unit holds in memory small.
  void relieve() {
    if (keep_digests_ || file_ || (!at_most_one_ && bytes_ >= memory_.bytes() + memory_step)) [[unlikely]]
      relieve_memory();
  }
  void relieve_memory();
  void leave_payloads_to_store();
  void begin_to_spill();
  void spill_unit();
  void new_batch();
  void describe(Message& message) const;
  [[nodiscard]] Message described() const;
  void close_list();

  StageRun& stage_;
  [[nodiscard]] bool json_is_enough(std::size_t port) const {
    return has_ports_ ? stage_.json_is_enough(port) : json_is_enough_;
  }

  const MessagePtr* inputs_ = nullptr;
  const Path* path_ = nullptr;
  const bool at_most_one_;
  const bool has_ports_;  // more than one
  std::shared_ptr<Batch> batch_;
  std::shared_ptr<Message> spare_message_;  // with a batch that only it knows; empty
  bool json_is_enough_ = false;             // of a stage with one port
  bool is_restored_ = true;                 // all of the batch
  MemoryShare memory_;
  std::size_t bytes_ = 0;  // of the batch
  std::vector<std::unique_ptr<RecordList>> lists_;

  // Of the unit at hand:
  const Record* input_ = nullptr;
  bool keep_digests_ = false;
  std::size_t first_ = 0, first_text_ = 0;  // its first record and text in the batch
  const void* mark_ = nullptr;
  std::size_t bytes_before_ = 0;
  std::size_t emitted_ = 0;
  bool has_numbered_key_ = false;
  PortCounts emitted_by_port_;
  LeftOutParts left_out_;
  Rejects rejects_;
  bool has_losses_ = false;  // either of them
  std::vector<Note> notes_;
  std::vector<store::Payload> payloads_;
  std::vector<store::Digest> objects_;  // taken in for the record that comes next
  std::size_t payload_bytes_ = 0, handed_over_ = 0;
  std::unique_ptr<SpillFile> file_;  // once the unit's records go to disk
};

}  // namespace flowrun::graph
