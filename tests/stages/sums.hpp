// A collector that adds numbers up, in two guises: one takes its input when all of it is there, one while it comes.
#pragma once

#include <flow/stage.hpp>

#include "number.hpp"

namespace numbers {

struct SumParams {
  bool keep_order = true;
  std::int64_t drop_every = 0;
  std::int64_t at_most = -1;
  std::int64_t reject_every = 0;
  bool rejects_unreadable = false;
  bool rewinds = false;
  bool fails = false;
  bool rejects = false;
};

template <class Guise>
class Sum : public flow::Collector<Number, Total> {
 public:
  static constexpr flow::StageInfo info = Guise::info;
  static constexpr auto params = flow::params<SumParams>(
      flow::param("keep_order", &SumParams::keep_order, "list the values in order"),
      flow::param("drop_every", &SumParams::drop_every, "drops multiples of this; 0 = none"),
      flow::param("reject_every", &SumParams::reject_every, "rejects multiples of this; 0 = none"),
      flow::param("rejects_unreadable", &SumParams::rejects_unreadable,
                  "rejects records that are no numbers"),
      flow::param("at_most", &SumParams::at_most, "records to read; -1 = all"),
      flow::param("rewinds", &SumParams::rewinds, "reads everything a second time, and adds that up"),
      flow::param("fails", &SumParams::fails, "fails at the end"),
      flow::param("rejects", &SumParams::rejects, "rejects its whole input at the end"));
  explicit Sum(SumParams params) : params_(params) {}

  flow::Result collect(Sum::Input& in, Sum::Emit& out, flow::Context&) const {
    Total total = add_up(in);
    if (params_.rewinds) {
      in.rewind();
      total = add_up(in);
    }
    if (params_.rejects) return flow::rejected("all of it is bad");
    if (params_.fails) return flow::failed("cannot add");
    out(std::move(total));
    return flow::ok();
  }

 private:
  Total add_up(Sum::Input& in) const {
    Total total;
    for (std::int64_t read = 0; read != params_.at_most; ++read) {
      auto number = in.next();
      if (!number) break;
      if (params_.rejects_unreadable) {
        if (const auto checked = number->checked_value(); !checked) {
          in.reject(checked.error());
          continue;
        }
      }
      const std::int64_t value = number->value().value;
      if (params_.drop_every > 0 && value % params_.drop_every == 0) {
        in.drop("multiple");
        continue;
      }
      if (params_.reject_every > 0 && value % params_.reject_every == 0) {
        in.reject({.problem = "the number is bad", .why = {}, .what_to_do = {}});
        continue;
      }
      ++total.count;
      total.sum += value;
      if (params_.keep_order) total.order += std::to_string(value) + " ";
    }
    return total;
  }

  SumParams params_;
};

struct WholeSum {
  static constexpr flow::StageInfo info{.name = "sum", .summary = "Adds up", .traits = flow::deterministic};
};
struct StreamingSum {
  static constexpr flow::StageInfo info{.name = "sum_streaming",
                                        .summary = "Adds up while the numbers come",
                                        .traits = flow::deterministic | flow::streaming};
};

}  // namespace numbers
