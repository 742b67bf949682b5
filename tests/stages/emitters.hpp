// Stages that emit in the ways that need no value: by JSON text, and by passing their input on.
#pragma once

#include <string>

#include <flow/stage.hpp>

#include "number.hpp"

namespace numbers {

// As the stage `numbers`, by JSON text.
class ByJson : public flow::Source<std::int64_t, Number> {
 public:
  struct Params {
    std::int64_t items = 10;
    std::int64_t per_item = 1;
    std::int64_t break_every = 0;
    bool has_keys = false;
  };
  static constexpr flow::StageInfo info{
      .name = "by_json", .summary = "Counts in JSON", .traits = flow::deterministic};
  static constexpr auto params = flow::params<Params>(
      flow::param("items", &Params::items, "how many items").at_least(0),
      flow::param("per_item", &Params::per_item, "records of each").at_least(0),
      flow::param("break_every", &Params::break_every, "multiples of this are no JSON; 0 = none"),
      flow::param("has_keys", &Params::has_keys, "names each record by its value"));
  explicit ByJson(Params params) : params_(params) {}

  flow::Result discover(flow::Discovery<std::int64_t>& out, flow::Context&) const {
    for (std::int64_t i = 0; i < params_.items; ++i) out.add("n" + std::to_string(i), std::to_string(i), i);
    return flow::ok();
  }
  flow::Result process(const std::int64_t& item, Emit& out, flow::Context&) const {
    for (std::int64_t i = 0; i < params_.per_item; ++i) {
      const std::int64_t value = item * params_.per_item + i;
      const bool is_broken = params_.break_every > 0 && value % params_.break_every == 0;
      const std::string text = "{\"value\":" + std::to_string(value) + (is_broken ? "" : "}");
      out.json(text, params_.has_keys ? "value " + std::to_string(value) : "");
    }
    return flow::ok();
  }

 private:
  Params params_;
};

class PassSome : public flow::Transform<Number, Number> {
 public:
  struct Params {
    std::int64_t drop_every = 0;
  };
  static constexpr flow::StageInfo info{.name = "pass_some",
                                        .summary = "Passes on or drops",
                                        .traits = flow::deterministic | flow::cheap | flow::at_most_one};
  static constexpr auto params = flow::params<Params>(
      flow::param("drop_every", &Params::drop_every, "drops multiples of this; 0 = none"));
  explicit PassSome(Params params) : params_(params) {}

  flow::Result process(const Number& number, Emit& out, flow::Context&) const {
    if (params_.drop_every > 0 && number.value % params_.drop_every == 0) return flow::dropped("multiple");
    out.pass();
    return flow::ok();
  }

 private:
  Params params_;
};

// Tells even from odd by the value alone.
class Parity : public flow::Transform<NumberValue,
                                      flow::Outputs<flow::Out<Number, "even">, flow::Out<Number, "odd">>> {
 public:
  static constexpr flow::StageInfo info{.name = "parity",
                                        .summary = "Passes even and odd numbers on apart",
                                        .traits = flow::deterministic | flow::cheap | flow::at_most_one};
  flow::Result process(const NumberValue& number, Emit& out, flow::Context&) const {
    if (number.value % 2 == 0)
      out.pass<"even">();
    else
      out.pass<"odd">();
    return flow::ok();
  }
};

// Emits each number several times, in turns as a new value and as it came.
class Deal
    : public flow::Transform<Number, flow::Outputs<flow::Out<Number, "made">, flow::Out<Number, "passed">>> {
 public:
  struct Params {
    std::int64_t rounds = 1;
    std::int64_t fail_every = 0;
  };
  static constexpr flow::StageInfo info{
      .name = "deal", .summary = "Deals out to two ports", .traits = flow::deterministic};
  static constexpr auto params = flow::params<Params>(
      flow::param("rounds", &Params::rounds, "records for each port").at_least(0),
      flow::param("fail_every", &Params::fail_every, "fails at the end on multiples of this; 0 = none"));
  explicit Deal(Params params) : params_(params) {}

  flow::Result process(const Number& number, Emit& out, flow::Context&) const {
    for (std::int64_t i = 0; i < params_.rounds; ++i) {
      out.to<"made">(number);
      out.pass<"passed">();
    }
    if (params_.fail_every > 0 && number.value % params_.fail_every == 0)
      return flow::failed("dealt in vain");
    return flow::ok();
  }

 private:
  Params params_;
};

// Passes a number on where totals are expected.
class Misfit : public flow::Transform<Number, Total> {
 public:
  static constexpr flow::StageInfo info{
      .name = "misfit", .summary = "Passes on through the wrong port", .traits = flow::deterministic};
  flow::Result process(const Number&, Emit& out, flow::Context&) const {
    out.pass();
    return flow::ok();
  }
};

}  // namespace numbers
