// Units whose time is limited. Each has a thread of the stage to itself, so that one that does not end can be given up: the
// run goes on with another thread.
#include <optional>
#include <thread>

#include "stage_node.hpp"

namespace flowrun::graph {

// What the thread of one unit uses. It lives on with that thread if the unit is given up.
struct StageNode::LimitedUnit {
  LimitedUnit(StageRun& stage, std::shared_ptr<Message> message_in, Gateway& gateway_in)
      : message(std::move(message_in)), input(message), gateway(gateway_in), work(stage) {}

  std::shared_ptr<Message> message;  // with one record
  MessagePtr input;                  // the same
  Gateway& gateway;
  std::optional<Resources::Hold> hold;
  MessageWork work;
  const std::thread::id thread = std::this_thread::get_id();
};

void StageNode::submit_limited(const MessagePtr& message, Gateway& gateway) {
  for (const Record& record : message->records) {
    auto part = std::make_shared<Message>(*message);
    part->records = {&record, 1};
    submit(gateway,
           [this, part = std::move(part), &gateway]() mutable { run_limited(std::move(part), gateway); });
  }
}

void StageNode::run_limited(std::shared_ptr<Message> message, Gateway& gateway) noexcept {
  try {
    const auto unit = std::make_unique<LimitedUnit>(stage_, std::move(message), gateway);
    note_queue(*unit->message);
    const auto begin = stage_.span_begin();
    unit->hold.emplace(stage_.services.resources, stage_.plan.name, stage_.plan.about().needs);
    stage_.note_wait(begin, stage_.plan.about().needs);
    unit->work.on_give_up([this, unit = unit.get()] { give_up(*unit); });
    receive(unit->input, came_along(*unit->message), unit->work);
  } catch (...) {
    stage_.services.fault.note_exception("a stage worked on a record");
  }
  message.reset();
  gateway.release_wait();
}

// By another thread than the unit's, which is in the code of the stage and does not look at the message's credit there. Should
// it come back, it touches nothing any more.
void StageNode::give_up(LimitedUnit& unit) noexcept {
  Gateway& gateway = unit.gateway;
  auto credit = std::move(unit.message->credit);
  unit.hold.reset();  // what waits for it may be worked off below
  RunFault& fault = stage_.services.fault;
  try {
    if (!stage_.plan.is_source() && unit.message->attempts == 0) ++stage_.counters.received;
    ++stage_.counters.failed;
    stage_.services.tell(&Observer::unit_failed, stage_.plan.name,
                         std::string(unit.message->records.front().key), given_up_error(stage_));
    executor_->give_up(unit.thread);
  } catch (...) {
    fault.note_exception("a unit was given up");
    executor_->work_off();  // the run is being stopped: nothing takes long
  }
  credit.reset();
  gateway.release_wait();  // the level may end, and this node with it
}

}  // namespace flowrun::graph
