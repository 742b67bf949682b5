#include "outputs.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <charconv>
#include <utility>

#include "output_lists.hpp"

namespace flowrun::graph {
namespace {

// Records or bytes that make a list worth handing on before the message is through.
constexpr std::size_t large_list = 256;
constexpr std::size_t large_bytes = 1 << 18;

// The payloads of a cached unit beyond this go to the store as they come, so that one unit does not fill the memory.
constexpr std::size_t payloads_in_memory = 1 << 20;
// No list needs more memory than this, however much there is.
constexpr std::size_t most_in_memory = 64 << 20;

}  // namespace

Outputs::Outputs(StageRun& stage)
    : stage_(stage),
      at_most_one_(stage.plan.about().at_most_one),
      has_ports_(stage.plan.about().outputs.size() > 1),
      memory_(stage.services.lists),
      emitted_by_port_(stage.plan.about().outputs.size()) {}

Outputs::~Outputs() = default;

void Outputs::begin_message(const MessagePtr& inputs, const Path& path) {
  inputs_ = &inputs;
  path_ = &path;
  json_is_enough_ = emitted_by_port_.all().size() == 1 && stage_.json_is_enough(0);
}

void Outputs::end_message() {
  batch_.reset();
  inputs_ = nullptr;
}

void Outputs::give_up() noexcept {
  lists_.clear();
  payloads_.clear();
  file_.reset();
  end_message();
}

void Outputs::new_batch() {
  const bool has_spare = spare_message_ && spare_message_->batch;
  batch_ = has_spare ? std::const_pointer_cast<Batch>(std::move(spare_message_->batch))  // it was made here
                     : std::make_shared<Batch>();
  if (at_most_one_ && *inputs_) batch_->own.reserve((*inputs_)->records.size());
  is_restored_ = true;
  bytes_ = bytes_before_ = first_ = first_text_ = 0;
  mark_ = nullptr;
  memory_.clear();
}

void Outputs::begin(const Record& input, bool keep_digests) {
  if (!batch_) new_batch();
  input_ = &input;
  keep_digests_ = keep_digests;
  first_ = batch_->own.size();
  mark_ = batch_->arena.mark();
  bytes_before_ = bytes_;
  emitted_ = 0;
  has_numbered_key_ = false;
  if (has_ports_) emitted_by_port_.clear();
  if (std::exchange(has_losses_, false)) left_out_ = {}, rejects_ = {};
  if (!keep_digests) return;
  first_text_ = batch_->texts.size();
  payload_bytes_ = 0;
  notes_.clear();
  payloads_.clear();
  objects_.clear();
}

inline void Outputs::push(std::size_t port, const Content& content, std::size_t bytes, std::string_view key,
                          std::uint32_t child) {
  Arena& arena = batch_->arena;
  Record& record = batch_->own.add();
  record.content = &content;
  record.port = static_cast<std::uint16_t>(port);
  if (at_most_one_) {
    const std::string_view number = input_->number;
    const std::string_view text = arena.join(number, key.empty() ? input_->key : key);
    record.number = text.substr(0, number.size());
    record.key = text.substr(number.size());
  } else {
    const auto last = big_endian(child);
    record.number = arena.join(input_->number, {last.data(), last.size()});
    record.key = key.empty() ? numbered_key(child) : arena.copy(key);
  }
  record.bytes = sizeof(Record) + sizeof(Content) + record.number.size() + record.key.size() + bytes;
  bytes_ += record.bytes;
  ++emitted_;
  if (has_ports_) ++emitted_by_port_[port];
}

inline void Outputs::put(std::size_t port, Content& content, std::size_t bytes, std::string_view key) {
  is_restored_ = false;
  push(port, content, bytes, key, static_cast<std::uint32_t>(emitted_));
  relieve();
}

void* Outputs::room(const flow::RecordType& type) { return batch_->arena.room(type.size, type.alignment); }

void Outputs::add(std::size_t port, const flow::RecordType& type, void* value, std::size_t bytes,
                  std::string_view key) {
  if (keep_digests_ || !json_is_enough(port)) {
    Content& content = batch_->arena.content(type, value);
    if (keep_digests_) note(content);
    return put(port, content, bytes, key);
  }
  // Made here, where there are as many threads as the stage has, and while the value is at hand.
  thread_local std::string json;
  json.clear();
  type.encode(value, json);
  if (type.destroy) type.destroy(value);
  put(port, batch_->arena.content(batch_->arena.copy(json)), json.size(), key);
}

void Outputs::add_json(std::size_t port, const flow::RecordType&, std::string_view json,
                       std::string_view key) {
  Content& content = batch_->arena.content(batch_->arena.copy(json));
  if (keep_digests_) note(content);
  put(port, content, json.size(), key);
}

void Outputs::pass(std::size_t port, std::string_view key) {
  const auto& about = stage_.plan.about();
  if (!input_->content || about.inputs.empty() || about.inputs[0].type != about.outputs[port].type) {
    throw flow::Failure({.problem = "the stage passed its input on through an output of another type",
                         .why = about.outputs[port].type.name,
                         .what_to_do = "emit a record of the output's type"});
  }
  if (keep_digests_) note_input();
  batch_->keep = (*inputs_)->batch;
  is_restored_ = is_restored_ && !keep_digests_ && (*inputs_)->is_restored;
  push(port, *input_->content, input_->bytes, key, static_cast<std::uint32_t>(emitted_));
  relieve();
}

void Outputs::restore(const store::Output& output) {
  const StoredAt& place =
      batch_->arena.keep(StoredAt{&stage_.services.store, output.digest, output.size, output.place});
  push(output.port, batch_->arena.content(place), output.size, output.key, output.child);
}

void Outputs::relieve_memory() {
  if (keep_digests_) {
    if (payload_bytes_ > payloads_in_memory) leave_payloads_to_store();
    return;
  }
  const std::size_t of_unit = bytes_ - bytes_before_;
  if (file_) {
    if (of_unit > large_bytes) spill_unit();
    return;
  }
  const bool is_within = memory_.take(bytes_ - memory_.bytes());
  if ((!is_within || of_unit > most_in_memory) && emitted_ > 1) begin_to_spill();
}

// What units before this one emitted becomes a list of its own; this one's records go to a file from now on.
void Outputs::begin_to_spill() {
  file_ = std::make_unique<SpillFile>(stage_.services.tmp);
  file_->begin_run();
  auto all = batch_;
  const std::size_t first = first_;
  for (std::size_t i = first; i < all->own.size(); ++i) {
    if (auto added = file_->add(all->own[i]); !added) throw flow::Failure(added.error());
  }
  all->own.shrink_to(first);
  all->arena.take_back_to(mark_);
  bytes_ = bytes_before_;
  close_list();
  new_batch();
}

void Outputs::spill_unit() {
  for (const Record& record : batch_->own) {
    if (auto added = file_->add(record); !added) throw flow::Failure(added.error());
  }
  new_batch();
}

std::string_view Outputs::numbered_key(std::uint32_t child) {
  has_numbered_key_ = true;
  std::array<char, 64> ending{'/'};  // more room than digits, which GCC cannot count
  const auto end = std::to_chars(ending.data() + 1, ending.data() + ending.size(), child).ptr;
  return batch_->arena.join(input_->key, {ending.data(), static_cast<std::size_t>(end - ending.data())});
}

void Outputs::count_ports_into(PortCounts& counts) {
  for (std::size_t port = 0; port < emitted_by_port_.all().size(); ++port)
    counts[port] += emitted_by_port_[port];
}

void Outputs::keep_list() {
  if (emitted_ == 1 && has_numbered_key_) batch_->own[first_].key = batch_->arena.copy(input_->key);
  if (!file_) return;
  spill_unit();
  auto run = file_->end_run();
  if (!run) throw flow::Failure(run.error());
  Message common = described();
  common.is_restored = false;  // the batch at hand is new, and knows nothing of what was spilled
  lists_.push_back(std::make_unique<ListOnDisk>(stage_, std::move(file_), *run, std::move(common), *inputs_));
}

void Outputs::discard() {
  file_.reset();
  batch_->own.shrink_to(first_);
  if (keep_digests_) batch_->texts.resize(first_text_);
  batch_->arena.take_back_to(mark_);
  bytes_ = bytes_before_;
  emitted_ = 0;
  emitted_by_port_.clear();
}

bool Outputs::is_large() const {
  return batch_ && (batch_->own.size() >= large_list || bytes_ >= large_bytes);
}

void Outputs::describe(Message& message) const {
  message.producer = stage_.index;
  message.path = path_;
  message.is_restored = is_restored_;
}

Message Outputs::described() const {
  Message message;
  describe(message);
  return message;
}

std::shared_ptr<Message> Outputs::take_message() {
  if (!batch_ || batch_->own.empty()) return nullptr;
  auto message = spare_message_ ? std::move(spare_message_) : std::make_shared<Message>();
  describe(*message);
  if (has_ports_) sort_by_port(batch_->own);
  message->records = batch_->own;
  message->port = batch_->own[0].port;
  message->batch = std::move(batch_);
  if (*inputs_) message->credit = (*inputs_)->credit;
  return message;
}

void Outputs::recycle(std::shared_ptr<Message> message) {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  (void)message;  // so that a use after its end is found, and because the fence below is not understood
#else
  if (spare_message_ || message.use_count() != 1 || message->batch.use_count() != 1) return;
  std::atomic_thread_fence(std::memory_order_acquire);  // whoever had it before is done with it
  const auto batch = std::const_pointer_cast<Batch>(message->batch);
  batch->clear();
  message->credit.reset();
  spare_message_ = std::move(message);
#endif
}

void Outputs::close_list() {
  if (batch_ && !batch_->own.empty()) {
    lists_.push_back(std::make_unique<ListInMemory>(std::move(batch_), described(), *inputs_,
                                                    stage_.services.lists, memory_.bytes()));
  }
  memory_.clear();  // the list has it now
  batch_.reset();
}

std::vector<std::unique_ptr<RecordList>> Outputs::take_lists() {
  close_list();
  return std::exchange(lists_, {});
}

}  // namespace flowrun::graph
