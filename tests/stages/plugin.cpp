// Small stages that misbehave on request, for the tests of the runtime.
#include <fstream>
#include <semaphore>
#include <utility>

#include <flow/plugin.hpp>

#include "books.hpp"
#include "deadly.hpp"
#include "emitters.hpp"
#include "folder_of_numbers.hpp"
#include "number.hpp"
#include "sharing.hpp"
#include "sums.hpp"

namespace {

using numbers::Number;
using numbers::Total;

enum class Filler { letters, digits };
constexpr auto enum_names(Filler) { return base::names("letters", "digits"); }

// Items 0 .. items-1, each of `per_item` records.
class Numbers : public flow::Source<std::int64_t, Number> {
 public:
  struct Params {
    std::int64_t items = 10;
    std::int64_t per_item = 1;
    std::int64_t padding = 0;
    Filler filler = Filler::letters;
    bool listing_fails = false;
    bool lists_twice = false;
    std::int64_t bad_items = 0;
    std::int64_t bad_parts = 0;
    bool bad_parts_pass = false;
  };
  static constexpr flow::StageInfo info{
      .name = "numbers", .summary = "Counts", .traits = flow::deterministic};
  static constexpr auto params = flow::params<Params>(
      flow::param("items", &Params::items, "how many items").at_least(0),
      flow::param("per_item", &Params::per_item, "records of each").at_least(0),
      flow::param("padding", &Params::padding, "bytes of text in each record").at_least(0),
      flow::param("filler", &Params::filler, "what the padding consists of"),
      flow::param("listing_fails", &Params::listing_fails, "discover fails after the items"),
      flow::param("lists_twice", &Params::lists_twice, "the first item is listed twice"),
      flow::param("bad_items", &Params::bad_items, "so many more items are listed as rejected"),
      flow::param("bad_parts", &Params::bad_parts, "of each item, so many of its records are rejected"),
      flow::param("bad_parts_pass", &Params::bad_parts_pass, "another try may find them mended"));
  explicit Numbers(Params params) : params_(params) {}

  flow::Result discover(flow::Discovery<std::int64_t>& out, flow::Context&) const {
    for (std::int64_t i = 0; i < params_.items; ++i) out.add("n" + std::to_string(i), std::to_string(i), i);
    if (params_.lists_twice) out.add("n0", "0", 0);
    for (std::int64_t i = 0; i < params_.bad_items; ++i)
      out.reject("bad" + std::to_string(i), {.problem = "the item is empty", .why = {}, .what_to_do = {}});
    if (params_.listing_fails) return flow::failed("the list ended early", "on purpose");
    return flow::ok();
  }
  flow::Result process(const std::int64_t& item, Emit& out, flow::Context&) const {
    const std::string padding(static_cast<std::size_t>(params_.padding),
                              params_.filler == Filler::letters ? 'x' : '0');
    for (std::int64_t i = 0; i < params_.per_item; ++i) {
      if (i < params_.bad_parts)
        out.reject(
            "line " + std::to_string(i + 1),
            {.problem = "not a number", .why = {}, .what_to_do = {}, .is_transient = params_.bad_parts_pass});
      else
        out({item * params_.per_item + i, padding});
    }
    return flow::ok();
  }

 private:
  Params params_;
};

// As Numbers, but reads the items from a file: one number a line, which is content and fingerprint at once.
class NumbersFile : public flow::Source<std::int64_t, Number> {
 public:
  struct Params {
    flow::Path file;
  };
  static constexpr flow::StageInfo info{
      .name = "numbers_file", .summary = "Reads numbers", .traits = flow::deterministic};
  static constexpr auto params =
      flow::params<Params>(flow::param("file", &Params::file, "one number a line").listed().required());
  explicit NumbersFile(Params params) : params_(std::move(params)) {}

  flow::Result discover(flow::Discovery<std::int64_t>& out, flow::Context&) const {
    std::ifstream in(params_.file.path());
    std::int64_t value = 0;
    for (int i = 0; in >> value; ++i) out.add("line" + std::to_string(i), std::to_string(value), value);
    return flow::ok();
  }
  flow::Result process(const std::int64_t& item, Emit& out, flow::Context&) const {
    out({item, ""});
    return flow::ok();
  }

 private:
  Params params_;
};

struct SpoilParams {
  std::int64_t copies = 1;
  std::int64_t drop_every = 0;
  std::string remark;
  bool measures = false;
  std::int64_t fail_every = 0;
  std::int64_t reject_every = 0;
  std::int64_t reject_part_every = 0;
  bool parts_are_transient = false;
  std::int64_t throw_every = 0;
  std::int64_t transient_every = 0;
  bool open_fails = false;
};

constexpr auto spoil_params = flow::params<SpoilParams>(
    flow::param("copies", &SpoilParams::copies, "records for each input").at_least(0),
    flow::param("drop_every", &SpoilParams::drop_every, "drops multiples of this; 0 = none"),
    flow::param("remark", &SpoilParams::remark, "stands in the evidence of what is dropped"),
    flow::param("measures", &SpoilParams::measures, "gives the value as a metric"),
    flow::param("fail_every", &SpoilParams::fail_every, "fails on multiples of this; 0 = none"),
    flow::param("reject_every", &SpoilParams::reject_every, "rejects multiples of this; 0 = none"),
    flow::param("reject_part_every", &SpoilParams::reject_part_every,
                "rejects a part of multiples of this; 0 = none"),
    flow::param("parts_are_transient", &SpoilParams::parts_are_transient, "for the time being"),
    flow::param("throw_every", &SpoilParams::throw_every, "throws on multiples of this; 0 = none"),
    flow::param("transient_every", &SpoilParams::transient_every,
                "fails in passing on multiples of this; 0 = none"),
    flow::param("open_fails", &SpoilParams::open_fails, "open fails"));

flow::Result spoil(const SpoilParams& params, const Number& number, auto& out) {
  const auto hits = [&](std::int64_t every) { return every > 0 && number.value % every == 0; };
  // What is emitted before a failure must be discarded with the attempt.
  for (std::int64_t i = 0; i < params.copies; ++i) out({number.value, number.text});
  if (hits(params.fail_every)) return flow::failed("spoilt", std::to_string(number.value));
  if (hits(params.reject_every)) return flow::rejected("bad input", std::to_string(number.value));
  if (hits(params.transient_every)) {
    return flow::failed(
        flow::Error{.problem = "try again", .why = {}, .what_to_do = {}, .is_transient = true});
  }
  if (hits(params.throw_every)) throw std::runtime_error("thrown");
  return flow::ok();
}

// The same stage in three guises: by default, cheap with at most one record out, and on threads of its own.
template <class Guise>
class Spoil : public flow::Transform<Number, Number> {
 public:
  static constexpr flow::StageInfo info = Guise::info;
  static constexpr auto params = spoil_params;
  explicit Spoil(SpoilParams params) : params_(std::move(params)) {}
  flow::Result open(flow::Context&) { return params_.open_fails ? flow::failed("cannot open") : flow::ok(); }
  flow::Result process(const Number& number, Emit& out, flow::Context& context) const {
    if (params_.reject_part_every > 0 && number.value % params_.reject_part_every == 0) {
      out.reject("half", {.problem = "half is bad",
                          .why = {},
                          .what_to_do = {},
                          .is_transient = params_.parts_are_transient});
    }
    if (params_.measures) context.metric("value", static_cast<double>(number.value));
    if (params_.drop_every > 0 && number.value % params_.drop_every == 0)
      return flow::dropped("multiple", "value " + std::to_string(number.value) + " (drop_every " +
                                           std::to_string(params_.drop_every) + ")" + params_.remark);
    return spoil(params_, number, out);
  }

 private:
  SpoilParams params_;
};

struct Plain {
  static constexpr flow::StageInfo info{
      .name = "spoil", .summary = "Copies, drops, fails", .traits = flow::deterministic};
};
struct Cheap {
  static constexpr flow::StageInfo info{.name = "spoil_cheaply",
                                        .summary = "Passes on, drops, fails",
                                        .traits = flow::deterministic | flow::cheap | flow::at_most_one};
};
struct Blocking {
  static constexpr flow::StageInfo info{.name = "spoil_blocking",
                                        .summary = "Copies, drops, fails on threads of its own",
                                        .traits = flow::deterministic | flow::blocking,
                                        .concurrency = 3,
                                        .needs = {flow::Need{"slot", 1}}};
};

// Adds the sum of a total to every number.
class Shift
    : public flow::Transform<
          flow::Inputs<flow::Each<Number, "numbers">, flow::Once<Total, "by", flow::optional>>, Number> {
 public:
  static constexpr flow::StageInfo info{
      .name = "shift", .summary = "Adds a total", .traits = flow::deterministic};
  flow::Result open(flow::Context&, const Total* by) {
    by_ = by ? by->sum : 0;
    return flow::ok();
  }
  flow::Result process(const Number& number, Emit& out, flow::Context&) const {
    out({number.value + by_, number.text});
    return flow::ok();
  }

 private:
  std::int64_t by_ = 0;
};

// One total for each number.
class TotalEach : public flow::Transform<Number, Total> {
 public:
  static constexpr flow::StageInfo info{
      .name = "total_each", .summary = "Makes totals", .traits = flow::deterministic};
  flow::Result process(const Number& number, Emit& out, flow::Context&) const {
    out({1, number.value, ""});
    return flow::ok();
  }
};

// Passes totals on.
class TotalAgain : public flow::Transform<Total, Total> {
 public:
  static constexpr flow::StageInfo info{
      .name = "total_again", .summary = "Passes totals on", .traits = flow::deterministic};
  flow::Result process(const Total& total, Emit& out, flow::Context&) const {
    out(total);
    return flow::ok();
  }
};

// Fails the first `failures` attempts at each number, which it counts in files.
class Flaky : public flow::Transform<Number, Number> {
 public:
  struct Params {
    std::int64_t failures = 1;
    flow::Path counts;
  };
  static constexpr flow::StageInfo info{
      .name = "flaky", .summary = "Succeeds in the end", .traits = flow::at_most_one};
  static constexpr auto params =
      flow::params<Params>(flow::param("failures", &Params::failures, "attempts that fail").at_least(0),
                           flow::param("counts", &Params::counts, "a folder").listed().required());
  explicit Flaky(Params params) : params_(std::move(params)) {}
  flow::Result process(const Number& number, Emit& out, flow::Context&) const {
    const auto path = params_.counts.path() / std::to_string(number.value);
    std::int64_t attempts = 0;
    std::ifstream(path) >> attempts;
    std::ofstream(path) << attempts + 1;
    out(number);
    return attempts < params_.failures ? flow::failed("not yet") : flow::ok();
  }

 private:
  Params params_;
};

// Waits until it is asked to stop.
class Stuck : public flow::Transform<Number, Number> {
 public:
  static constexpr flow::StageInfo info{
      .name = "stuck", .summary = "Waits to be stopped", .traits = flow::blocking};
  flow::Result process(const Number&, Emit&, flow::Context& context) const {
    std::binary_semaphore stopped(0);
    const std::stop_callback on_stop(context.stop_token(), [&] { stopped.release(); });
    stopped.acquire();
    return flow::failed("stopped");
  }
};

}  // namespace

FLOW_PLUGIN(Numbers, NumbersFile, Spoil<Plain>, Spoil<Cheap>, Spoil<Blocking>, Shift, TotalEach, TotalAgain,
            Flaky, Stuck, numbers::Die, numbers::Stubborn<numbers::HoldsAlways>,
            numbers::Stubborn<numbers::HoldsAtTimes>, numbers::StubbornSum, numbers::Sharing, numbers::ByJson,
            numbers::PassSome, numbers::Parity, numbers::Deal, numbers::Misfit,
            numbers::Sum<numbers::WholeSum>, numbers::Sum<numbers::StreamingSum>, numbers::FolderOfNumbers,
            numbers::Books<numbers::WholeBooks>, numbers::Books<numbers::StreamingBooks>,
            numbers::Books<numbers::NoBooks>)
