// Stages that note each unit that they run in the log: "ran", and its key. Built twice, with NOTED_VERSION 1 and 2.
#include <fstream>
#include <utility>

#include <flow/plugin.hpp>

#include "number.hpp"
#include "sums.hpp"

namespace {

using numbers::Number;
using numbers::Total;

// By the unit's key, which its working folder is named by.
void note(flow::Context& context) {
  context.log(flow::LogLevel::info, "ran " + context.working_folder().filename().string());
}

// Each line of a file is an item: its key, and a number that is its content.
class Lines : public flow::Source<std::int64_t, Number> {
 public:
  struct Params {
    flow::Path file;
    std::int64_t reject_every = 0;
  };
  static constexpr flow::StageInfo info{.name = "noted_lines",
                                        .version = NOTED_VERSION,
                                        .summary = "Reads numbers with keys",
                                        .traits = flow::deterministic};
  static constexpr auto params = flow::params<Params>(
      flow::param("file", &Params::file, "a key and a number a line").listed().required(),
      flow::param("reject_every", &Params::reject_every, "rejects multiples of this; 0 = none"));
  explicit Lines(Params params) : params_(std::move(params)) {}

  flow::Result discover(flow::Discovery<std::int64_t>& out, flow::Context&) const {
    std::ifstream in(params_.file.path());
    std::string key;
    for (std::int64_t value = 0; in >> key >> value;) out.add(key, std::to_string(value), value);
    return flow::ok();
  }
  flow::Result process(const std::int64_t& item, Emit& out, flow::Context& context) const {
    note(context);
    if (params_.reject_every > 0 && item % params_.reject_every == 0) return flow::rejected("bad line");
    out({item, ""});
    return flow::ok();
  }

 private:
  Params params_;
};

struct WorkParams {
  std::int64_t add = 0;
  std::int64_t copies = 1;
  std::int64_t drop_every = 0;
  std::int64_t fail_every = 0;
  std::int64_t transient_every = 0;
  std::int64_t reject_every = 0;
  std::int64_t reject_part_every = 0;
  std::int64_t pass_part_every = 0;
};

// In two guises: cached, and cheap with at most one record out.
template <class Guise>
class Work : public flow::Transform<Number, Number> {
 public:
  static constexpr flow::StageInfo info = Guise::info;
  static constexpr auto params = flow::params<WorkParams>(
      flow::param("add", &WorkParams::add, "what is added to each number"),
      flow::param("copies", &WorkParams::copies, "records for each input").at_least(0),
      flow::param("drop_every", &WorkParams::drop_every, "drops multiples of this; 0 = none"),
      flow::param("fail_every", &WorkParams::fail_every, "fails on multiples of this; 0 = none"),
      flow::param("transient_every", &WorkParams::transient_every,
                  "fails in passing on multiples of this; 0 = none"),
      flow::param("reject_every", &WorkParams::reject_every, "rejects multiples of this; 0 = none"),
      flow::param("reject_part_every", &WorkParams::reject_part_every,
                  "rejects a part of multiples of this; 0 = none"),
      flow::param("pass_part_every", &WorkParams::pass_part_every, "the same, for the time being"));
  explicit Work(WorkParams params) : params_(params) {}

  flow::Result process(const Number& number, Emit& out, flow::Context& context) const {
    note(context);
    const auto hits = [&](std::int64_t every) { return every > 0 && number.value % every == 0; };
    const auto transient = [](const char* problem) {
      return flow::Error{.problem = problem, .why = {}, .what_to_do = {}, .is_transient = true};
    };
    if (hits(params_.drop_every)) return flow::dropped("multiple");
    if (hits(params_.fail_every)) return flow::failed("spoilt");
    if (hits(params_.transient_every)) return flow::failed(transient("try again"));
    if (hits(params_.reject_every)) return flow::rejected("bad input");
    if (hits(params_.reject_part_every))
      out.reject("half", {.problem = "half is bad", .why = {}, .what_to_do = {}});
    if (hits(params_.pass_part_every)) out.reject("half", transient("half is bad by now"));
    for (std::int64_t i = 0; i < params_.copies; ++i) out({number.value + params_.add, number.text});
    return flow::ok();
  }

 private:
  WorkParams params_;
};

struct Cached {
  static constexpr flow::StageInfo info{.name = "noted",
                                        .version = NOTED_VERSION,
                                        .summary = "Adds, copies, drops, fails",
                                        .traits = flow::deterministic};
};
struct Cheap {
  static constexpr flow::StageInfo info{.name = "noted_cheaply",
                                        .version = NOTED_VERSION,
                                        .summary = "Adds, drops, fails",
                                        .traits = flow::deterministic | flow::cheap | flow::at_most_one};
};

// Adds the sum of a total to every number.
class Shift
    : public flow::Transform<
          flow::Inputs<flow::Each<Number, "numbers">, flow::Once<Total, "by", flow::optional>>, Number> {
 public:
  static constexpr flow::StageInfo info{.name = "noted_shift",
                                        .version = NOTED_VERSION,
                                        .summary = "Adds a total",
                                        .traits = flow::deterministic};
  flow::Result open(flow::Context&, const Total* by) {
    by_ = by ? by->sum : 0;
    return flow::ok();
  }
  flow::Result process(const Number& number, Emit& out, flow::Context& context) const {
    note(context);
    out({number.value + by_, number.text});
    return flow::ok();
  }

 private:
  std::int64_t by_ = 0;
};

template <class Guise>
class NotedSum : public numbers::Sum<Guise> {
 public:
  using numbers::Sum<Guise>::Sum;
  flow::Result collect(numbers::Sum<Guise>::Input& in, numbers::Sum<Guise>::Emit& out,
                       flow::Context& context) const {
    note(context);
    return numbers::Sum<Guise>::collect(in, out, context);
  }
};

struct WholeSum {
  static constexpr flow::StageInfo info{
      .name = "noted_sum", .version = NOTED_VERSION, .summary = "Adds up", .traits = flow::deterministic};
};
struct StreamingSum {
  static constexpr flow::StageInfo info{.name = "noted_sum_streaming",
                                        .version = NOTED_VERSION,
                                        .summary = "Adds up while the numbers come",
                                        .traits = flow::deterministic | flow::streaming};
};

// A number in a file.
struct NumberInFile {
  flow::Object file;
};

}  // namespace

template <>
struct flow::Schema<NumberInFile> {
  static constexpr std::string_view name = "test.number_in_file";
  static constexpr int version = 1;
  static constexpr auto fields = flow::fields(flow::field("file", &NumberInFile::file));
};

namespace {

class ToFile : public flow::Transform<Number, NumberInFile> {
 public:
  static constexpr flow::StageInfo info{.name = "noted_to_file",
                                        .version = NOTED_VERSION,
                                        .summary = "Writes a number into a file",
                                        .traits = flow::deterministic | flow::cheap | flow::at_most_one};
  flow::Result process(const Number& number, Emit& out, flow::Context& context) const {
    const auto file = context.scratch() / "number.txt";
    std::ofstream(file) << number.value << '\n';
    std::ofstream(context.working_folder() / "left.txt") << number.value;
    std::ofstream(context.shared_folder("noted") / "left.txt") << number.value;
    out({.file = flow::Object::at(file)});
    return flow::ok();
  }
};

// Reads such a number back.
class FromFiles : public flow::Transform<NumberInFile, Number> {
 public:
  static constexpr flow::StageInfo info{.name = "noted_from_file",
                                        .version = NOTED_VERSION,
                                        .summary = "Reads a number from a file",
                                        .traits = flow::deterministic};
  flow::Result process(const NumberInFile& number, Emit& out, flow::Context& context) const {
    note(context);
    const auto path = context.path_of(number.file);
    if (!path) return flow::failed(path.error());
    std::int64_t value = 0;
    std::ifstream(*path) >> value;
    out({value, ""});
    return flow::ok();
  }
};

}  // namespace

FLOW_PLUGIN(Lines, Work<Cached>, Work<Cheap>, Shift, NotedSum<WholeSum>, NotedSum<StreamingSum>, ToFile,
            FromFiles)
