// What stages that use cargo share. Only stage files include this.
#pragma once

#include <filesystem>
#include <mutex>
#include <optional>

#include <cargo/crate_set.hpp>
#include <flow/context.hpp>

namespace cargo {

// The machine, not the record, is at fault: the next run tries again.
inline base::Error transient(base::Error error) {
  error.is_transient = true;
  return error;
}

// The toolchain and its set of crates, found and prepared by the first unit that needs them: a run that
// restores everything never waits for them. Any number of threads.
class StageCrates {
 public:
  struct Ready {
    Toolchain toolchain;
    CrateSet crates;
  };

  // Throws flow::Failure.
  Ready get(const std::filesystem::path& definition, flow::Context& context) const {
    const std::scoped_lock lock(mutex_);
    if (!ready_) {
      auto toolchain = find_toolchain();
      if (!toolchain) throw flow::Failure(transient(toolchain.error()));
      context.progress(0, 0, "preparing crates");
      auto crates = CrateSet::open(*toolchain, definition, context.shared_folder("cargo"),
                                   context.stop_token(), [&context](std::size_t done, std::size_t total) {
                                     context.progress(done, total, "building crate set");
                                   });
      if (!crates) throw flow::Failure(transient(crates.error()));
      ready_ = Ready{*std::move(toolchain), *std::move(crates)};
    }
    return *ready_;
  }

 private:
  mutable std::mutex mutex_;
  mutable std::optional<Ready> ready_;
};

}  // namespace cargo
