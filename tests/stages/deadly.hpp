// Stages that end the process, and one that does not end.
#pragma once

#include <cstdlib>
#include <exception>
#include <fstream>
#include <optional>
#include <thread>

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <flow/stage.hpp>

#include "number.hpp"

namespace numbers {

enum class Death {
  none,
  exits,
  quick_exits,
  aborts,
  terminates,
  segfaults,
  overflows,
  divides,
  cut_file,
  own_thread
};
constexpr auto enum_names(Death) {
  return base::names("none", "exits", "quick_exits", "aborts", "terminates", "segfaults", "overflows",
                     "divides", "cut_file", "own_thread");
}

// Passes numbers on, and ends the process at one of them.
class Die : public flow::Transform<Number, Number> {
 public:
  struct Params {
    Death how = Death::none;
    std::int64_t at = 0;
  };
  static constexpr flow::StageInfo info{
      .name = "die", .summary = "Ends the process", .traits = flow::deterministic};
  static constexpr auto params =
      flow::params<Params>(flow::param("how", &Params::how, "in which way").listed(),
                           flow::param("at", &Params::at, "at this number").listed());
  explicit Die(Params params) : params_(params) {}

  flow::Result process(const Number& number, Emit& out, flow::Context& context) const {
    if (number.value == params_.at) die(context);
    out(number);
    return flow::ok();
  }

 private:
  void die(flow::Context& context) const {
    switch (params_.how) {
      case Death::none:
        return;
      case Death::exits:
        std::exit(0);
      case Death::quick_exits:
        std::quick_exit(0);
      case Death::aborts:
        std::abort();
      case Death::terminates:
        return end_by_exception();
      case Death::segfaults:
        return write_to(nothing_);
      case Death::overflows:
        return void(overflow(number_of_calls_));
      case Death::divides:
        number_of_calls_ = static_cast<int>(params_.at) / zero_;
        return;
      case Death::cut_file:
        return read_cut_file(context.scratch() / "file");
      case Death::own_thread:
        return std::thread([this] { write_to(nothing_); }).join();
    }
  }
  static void throw_one() { throw std::runtime_error("nobody catches this"); }
  static void end_by_exception() noexcept { throw_one(); }
  static void write_to(volatile int* place) { *place = 1; }
  // NOLINTNEXTLINE(misc-no-recursion)
  static int overflow(volatile int& depth) {
    volatile char room[1 << 12];
    room[0] = static_cast<char>(depth);
    depth = depth + 1;
    if (depth < 0) return 0;  // it does not come to that
    return overflow(depth) + room[0];
  }
  static void read_cut_file(const std::filesystem::path& path) {
    std::ofstream(path) << std::string(4096, 'x');
    const int file = ::open(path.c_str(), O_RDWR);
    const auto* bytes =
        static_cast<const volatile char*>(::mmap(nullptr, 4096, PROT_READ, MAP_SHARED, file, 0));
    (void)!::ftruncate(file, 0);
    (void)bytes[0];
  }

  Params params_;
  int* volatile nothing_ = nullptr;
  volatile int zero_ = 0;
  mutable volatile int number_of_calls_ = 0;
};

struct HoldsAlways {
  static constexpr flow::StageInfo info{.name = "stubborn",
                                        .summary = "Does not stop",
                                        .traits = flow::deterministic | flow::blocking,
                                        .concurrency = 2,
                                        .needs = {flow::Need{"door", 1}}};
};
struct HoldsAtTimes {
  static constexpr flow::StageInfo info{.name = "stubborn_at_times",
                                        .summary = "Does not stop, and holds what it needs only there",
                                        .traits = flow::deterministic | flow::blocking,
                                        .concurrency = 2,
                                        .may_hold = {flow::Need{"door", 1}}};
};

// Waits at one number until somebody opens the other end of a named pipe, whatever it is asked.
template <class Info>
class Stubborn : public flow::Transform<Number, Number> {
 public:
  struct Params {
    flow::Path folder;
    std::int64_t at = 0;
  };
  static constexpr flow::StageInfo info = Info::info;
  static constexpr auto params = flow::params<Params>(
      flow::param("folder", &Params::folder, "where the named pipe \"door\" is").listed().required(),
      flow::param("at", &Params::at, "waits at this number; -1 = at each").listed());
  explicit Stubborn(Params params) : params_(std::move(params)) {}

  flow::Result process(const Number& number, Stubborn::Emit& out, flow::Context& context) const {
    if (params_.at == -1 || number.value == params_.at) {
      std::optional<flow::Held> held;
      if constexpr (!info.may_hold[0].resource.empty()) {
        auto all = context.hold();
        if (!all) return std::unexpected(all.error());
        if (context.hold()) return flow::failed("a unit held twice what there is once");
        held = *std::move(all);
      }
      context.progress(3, 8, "door, of oak");
      context.log(flow::LogLevel::info, "waits");
      ::close(::open((params_.folder.path() / "door").c_str(), O_RDONLY));
    }
    out(number);
    return flow::ok();
  }

 private:
  Params params_;
};

// As Stubborn, of the whole input.
class StubbornSum : public flow::Collector<Number, Total> {
 public:
  struct Params {
    flow::Path folder;
  };
  static constexpr flow::StageInfo info{.name = "stubborn_sum", .summary = "Does not stop", .traits = {}};
  static constexpr auto params = flow::params<Params>(
      flow::param("folder", &Params::folder, "where the named pipe \"door\" is").listed().required());
  explicit StubbornSum(Params params) : params_(std::move(params)) {}

  flow::Result collect(StubbornSum::Input&, StubbornSum::Emit& out, flow::Context&) const {
    ::close(::open((params_.folder.path() / "door").c_str(), O_RDONLY));
    out(Total{});
    return flow::ok();
  }

 private:
  Params params_;
};

}  // namespace numbers
