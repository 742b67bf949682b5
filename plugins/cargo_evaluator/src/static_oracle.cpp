#include "static_oracle.hpp"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>
#include <utility>

#include "assemble.hpp"

namespace cargo_evaluator {
namespace {

using namespace std::chrono_literals;
using rust_tasks::File;

// Asks for a stop after a while, or when another asks.
class Limit {
 public:
  Limit(std::chrono::milliseconds wall, const std::stop_token& outer)
      : forward_(outer, [this] { source_.request_stop(); }),
        timer_([this, wall](const std::stop_token& done) {
          std::unique_lock lock(mutex_);
          ended_.wait_for(lock, done, wall, [] { return false; });
          if (!done.stop_requested()) source_.request_stop();
        }) {}

  std::stop_token token() const { return source_.get_token(); }

 private:
  std::stop_source source_;
  std::stop_callback<std::function<void()>> forward_;
  std::mutex mutex_;
  std::condition_variable_any ended_;
  std::jthread timer_;
};

class Oracle {
 public:
  Oracle(const cargo::Workbench& bench, const criteria::Sources& sources, std::stop_token stop)
      : bench_(bench), sources_(sources), stop_(std::move(stop)) {}

  std::expected<std::vector<criteria::Fault>, cargo::Error> ask() {
    const auto mutants = criteria::static_mutants(sources_);
    std::vector<criteria::Fault> faults;
    if (mutants.empty()) return faults;
    const auto clean = bench_.check(stop_);
    if (!clean) return std::unexpected(clean.error());
    if (!clean->succeeded()) return faults;
    limit_ = std::max<std::chrono::milliseconds>(10 * clean->outcome.wall, 2s);

    std::vector<criteria::StaticMutant> unneeded;
    for (const criteria::StaticMutant& mutant : mutants) {
      const auto compiles = compiles_with({{mutant.path, mutant.text}});
      if (!compiles) return std::unexpected(compiles.error());
      if (*compiles) unneeded.push_back(mutant);
    }
    if (unneeded.size() > 1) {
      const auto together = compiles_with(criteria::without_all(sources_, unneeded));
      if (!together) return std::unexpected(together.error());
      if (!*together) unneeded.resize(1);
    }
    for (const criteria::StaticMutant& mutant : unneeded) faults.push_back(mutant.fault);
    return faults;
  }

 private:
  std::expected<bool, cargo::Error> compiles_with(const std::vector<File>& files) {
    std::vector<File> originals;
    for (const File& file : files)
      originals.push_back({file.path, std::string(sources_.find(file.path)->file.tree().source())});
    if (auto written = write_files(bench_.source(), files); !written) return std::unexpected(written.error());
    const Limit limit(limit_, stop_);
    const auto step = bench_.check(limit.token());
    if (auto written = write_files(bench_.source(), originals); !written)
      return std::unexpected(written.error());
    if (!step) return std::unexpected(step.error());
    return step->succeeded();
  }

  const cargo::Workbench& bench_;
  const criteria::Sources& sources_;
  std::stop_token stop_;
  std::chrono::milliseconds limit_{0};
};

}  // namespace

std::expected<std::vector<criteria::Fault>, cargo::Error> unneeded_statics(const cargo::Workbench& bench,
                                                                           const criteria::Sources& sources,
                                                                           std::stop_token stop) {
  return Oracle(bench, sources, std::move(stop)).ask();
}

}  // namespace cargo_evaluator
