// What a node does with a message. How nodes are wired is in stage_node.cpp.
#include <algorithm>

#include "stage_node.hpp"

namespace flowrun::graph {

// The path of the message as this stage counts.
const Path& StageNode::came_along(const Message& message) {
  if (message.producer != Message::from_outside) {
    for (EdgeRun* edge : incoming_) {
      if (edge->from != PortRef{message.producer, message.port}) continue;
      edge->received.add(message.records.size());
      return *message.path->through(edge->position);
    }
  }
  return *message.path;
}

// Null if this thread has none of its own, or is at work with it already: what a stage does may wait in a way that lets its
// thread take up another message.
MessageWork* StageNode::idle_work() {
  const std::size_t number = thread_number();
  if (number + 1 == thread_numbers) return nullptr;
  if (!works_[number]) works_[number] = std::make_unique<MessageWork>(stage_);
  return works_[number]->is_busy() ? nullptr : works_[number].get();
}

// What is thrown here did not come from the stage. The message is lost, with what was made of it.
void StageNode::receive(const MessagePtr& message) noexcept {
  try {
    const Path& path = came_along(*message);
    if (MessageWork* work = idle_work()) return receive(message, path, *work);
    MessageWork work(stage_);
    receive(message, path, work);
  } catch (...) {
    stage_.services.fault.note_exception("a stage worked on records");
  }
}

void StageNode::receive(const MessagePtr& message, const Path& path, MessageWork& work) {
  try {
    work_on(message, path, work);
  } catch (...) {
    work.give_up();  // what it holds keeps the level alive
    throw;
  }
}

void StageNode::work_on(const MessagePtr& message, const Path& path, MessageWork& work) {
  work.begin(message, path);
  if (stage_.services.stop.stop_requested()) {
    work.cancel_all();
    return work.end();
  }
  std::size_t emitted = 0;
  for (const Record& record : message->records) {
    if (work.run(record) == MessageWork::Ended::failed) {
      if (work.may_be_tried_again()) {
        try_later(*message, record, path);
        continue;
      }
      work.count_failed();
      stage_.services.tell(&Observer::unit_failed, stage_.plan.name, std::string(record.key), work.error());
    }
    emitted += work.outputs().emitted();
    if (output_gate_ && work.outputs().is_large()) {
      for (auto& list : work.outputs().take_lists()) output_gate_->add(std::move(list));
    }
  }
  std::shared_ptr<Message> forward;
  std::vector<std::unique_ptr<RecordList>> lists;
  if (output_gate_)
    lists = work.outputs().take_lists();
  else
    forward = work.outputs().take_message();
  work.end();
  if (emitted > 0) adapt_batch(message->records.size(), emitted);
  for (auto& list : lists) output_gate_->add(std::move(list));
  if (!forward) return;
  deliver_ports(forward);
  if (!work.is_busy()) work.outputs().recycle(std::move(forward));
}

// The record, with its credit, waits in the timer; then it comes in again as if from outside.
void StageNode::try_later(const Message& message, const Record& record, const Path& path) {
  auto again = std::make_shared<Message>(message);
  again->records = {&record, 1};
  again->producer = Message::from_outside;
  again->path = &path;
  ++again->attempts;
  const auto wait = stage_.backoff(again->attempts);
  stage_.services.timers.after(wait,
                               [this, again = MessagePtr(std::move(again))] { receiver_->try_put(again); });
}

// A message of a stage with several ports goes in parts.
void StageNode::deliver_ports(const std::shared_ptr<Message>& message) {
  message->sent = stage_.span_begin();
  if (message->records.back().port == message->port) return deliver(message);
  for (auto rest = message->records; !rest.empty();) {
    auto part = std::make_shared<Message>(*message);
    part->port = rest.front().port;
    part->records = std::ranges::equal_range(rest, rest.front().port, {}, &Record::port);
    rest = rest.subspan(part->records.size());
    deliver(part);
  }
}

void StageNode::deliver(const MessagePtr& message) {
  level_.run.deliver_to_intakes(stage_, *message);
  if (StreamingCollector* streaming = streaming_[message->port]) streaming->came(*message);
  const auto& edges = outgoing_[message->port];
  if (edges.empty()) return;
  for (EdgeRun* edge : edges) edge->sent.add(message->records.size());
  // Tasks first, so that others can take them up meanwhile.
  if (ports_[message->port]) ports_[message->port]->try_put(message);
  for (StageNode* consumer : called_[message->port]) consumer->receive(message);
}

}  // namespace flowrun::graph
