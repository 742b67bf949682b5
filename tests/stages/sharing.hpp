// A stage whose units share one resource while any of them is open, and take another for a part of their work.
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <optional>

#include <flow/stage.hpp>

#include "number.hpp"

namespace numbers {

// Fails where the runtime grants what it must not.
class Sharing : public flow::Transform<Number, Number> {
 public:
  static constexpr flow::StageInfo info{.name = "sharing",
                                        .summary = "Shares one resource and takes another at times",
                                        .traits = flow::deterministic | flow::blocking,
                                        .concurrency = 4,
                                        .may_hold = {flow::Need{"room", 1}, flow::Need{"tool", 1}}};

  flow::Result process(const Number& number, Emit& out, flow::Context& context) const {
    const auto room = enter(context);
    if (!room) return std::unexpected(room.error());
    if (context.hold("shed")) return flow::failed("a unit held what its stage does not name");
    {
      const auto tool = context.hold("tool");
      if (!tool) return std::unexpected(tool.error());
      if (tools_at_work_.fetch_add(1) != 0) return flow::failed("two units held what there is once");
      if (context.hold("tool")) return flow::failed("a unit held twice what there is once");
      if (context.hold("room")) return flow::failed("a unit held what stands before what it held");
      if (context.hold()) return flow::failed("a unit held all and one of it");
      --tools_at_work_;
    }
    if (auto again = context.hold("tool"); !again) return std::unexpected(again.error());
    out(number);
    return flow::ok();
  }

 private:
  // For this unit and those that begin before it ends.
  base::Result<std::shared_ptr<const flow::Held>> enter(flow::Context& context) const {
    const std::scoped_lock lock(mutex_);
    if (auto room = room_.lock()) return room;
    auto held = context.hold("room");
    if (!held) return std::unexpected(held.error());
    auto room = std::make_shared<const flow::Held>(*std::move(held));
    room_ = room;
    return room;
  }

  mutable std::mutex mutex_;
  mutable std::weak_ptr<const flow::Held> room_;
  static inline std::atomic<int> tools_at_work_ = 0;  // of all nodes
};

}  // namespace numbers
