// Stages that do next to nothing, so that what is measured is the runtime.
#pragma once

#include <flow/stage.hpp>

#include "guise.hpp"
#include "records.hpp"

namespace bench {

// Items 0 .. items-1, each of `per_item` numbers: together 0 .. items * per_item - 1 in order.
template <Guise Kind>
class Count : public flow::Source<std::int64_t, Number> {
 public:
  struct Params {
    std::int64_t items = 10;
    std::int64_t per_item = 1;
    std::int64_t changed = -1;
  };
  static constexpr flow::StageInfo info{.name = Kind == Guise::cheap ? "bench_count" : "bench_count_cached",
                                        .summary = "Counts",
                                        .traits = traits_of(Kind)};
  static constexpr auto params = flow::params<Params>(
      flow::param("items", &Params::items, "how many items").at_least(0).listed(),
      flow::param("per_item", &Params::per_item, "numbers of each").at_least(0),
      flow::param("changed", &Params::changed, "the item whose numbers are negated; -1 = none").listed());
  explicit Count(Params params) : params_(params) {}

  flow::Result discover(flow::Discovery<std::int64_t>& out, flow::Context&) const {
    for (std::int64_t i = 0; i < params_.items; ++i)
      out.add("n" + std::to_string(i), std::to_string(i) + (i == params_.changed ? " negated" : ""), i);
    return flow::ok();
  }
  flow::Result process(const std::int64_t& item, Emit& out, flow::Context&) const {
    const std::int64_t sign = item == params_.changed ? -1 : 1;
    for (std::int64_t i = 0; i < params_.per_item; ++i) out({sign * (item * params_.per_item + i)});
    return flow::ok();
  }

 private:
  Params params_;
};

template <Guise Kind>
class Pass : public flow::Transform<Number, Number> {
 public:
  static constexpr flow::StageInfo info{.name = Kind == Guise::cheap ? "bench_pass" : "bench_pass_cached",
                                        .summary = "Passes numbers on",
                                        .traits = traits_of(Kind) | flow::at_most_one};
  flow::Result process(const Number& number, Emit& out, flow::Context&) const {
    out(number);
    return flow::ok();
  }
};

// Lets one number in `every` through, so that what follows costs nothing beside what stands before.
class Sieve : public flow::Transform<Number, Number> {
 public:
  struct Params {
    std::int64_t every = 1000;
  };
  static constexpr flow::StageInfo info{.name = "bench_sieve",
                                        .summary = "Drops all but multiples",
                                        .traits = traits_of(Guise::cheap) | flow::at_most_one};
  static constexpr auto params =
      flow::params<Params>(flow::param("every", &Params::every, "multiples of this stay").at_least(1));
  explicit Sieve(Params params) : params_(params) {}
  flow::Result process(const Number& number, Emit& out, flow::Context&) const {
    if (number.value % params_.every != 0) return flow::dropped("no multiple");
    out(number);
    return flow::ok();
  }

 private:
  Params params_;
};

// n becomes n * copies .. n * copies + copies - 1.
class Expand : public flow::Transform<Number, Number> {
 public:
  struct Params {
    std::int64_t copies = 1000;
  };
  static constexpr flow::StageInfo info{
      .name = "bench_expand", .summary = "Makes many of each", .traits = traits_of(Guise::cheap)};
  static constexpr auto params =
      flow::params<Params>(flow::param("copies", &Params::copies, "numbers for each").at_least(0));
  explicit Expand(Params params) : params_(params) {}
  flow::Result process(const Number& number, Emit& out, flow::Context&) const {
    for (std::int64_t i = 0; i < params_.copies; ++i) out({number.value * params_.copies + i});
    return flow::ok();
  }

 private:
  Params params_;
};

template <Guise Kind>
class Sum : public flow::Collector<Number, Total> {
 public:
  static constexpr flow::StageInfo info{.name = Kind == Guise::cheap ? "bench_sum" : "bench_sum_cached",
                                        .summary = "Counts and checks the order",
                                        .traits = traits_of(Kind)};
  flow::Result collect(Input& in, Emit& out, flow::Context&) const {
    std::int64_t count = 0;
    std::uint64_t checksum = 0;
    while (auto number = in.next()) {
      ++count;
      checksum = (checksum * 31 + static_cast<std::uint64_t>(number->value().value)) & 0xffff'ffff'ffff;
    }
    out({count, static_cast<std::int64_t>(checksum)});
    return flow::ok();
  }
};

}  // namespace bench
