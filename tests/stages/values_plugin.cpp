// Stages that emit what JSON cannot hold, and one whose units meet.
#include <cstdio>
#include <latch>
#include <limits>
#include <memory>
#include <optional>

#include <flow/plugin.hpp>

#include "number.hpp"

namespace {

using numbers::Number;

struct Measure {
  double real = 0;
  std::optional<float> single;
  std::uint64_t count = 0;
  std::vector<std::string> texts;
  flow::Path path;
};

enum class Flaw { none, nan, infinity, large, text, path, key, json_key };
constexpr auto enum_names(Flaw) {
  return base::names("none", "nan", "infinity", "large", "text", "path", "key", "json_key");
}

}  // namespace

template <>
struct flow::Schema<Measure> {
  static constexpr std::string_view name = "test.measure";
  static constexpr int version = 1;
  static constexpr auto fields =
      flow::fields(flow::field("real", &Measure::real), flow::field("single", &Measure::single),
                   flow::field("count", &Measure::count), flow::field("texts", &Measure::texts),
                   flow::field("path", &Measure::path));
};

namespace {

Measure flawed(Flaw flaw) {
  Measure measure;
  if (flaw == Flaw::nan) measure.real = std::numeric_limits<double>::quiet_NaN();
  if (flaw == Flaw::infinity) measure.single = -std::numeric_limits<float>::infinity();
  if (flaw == Flaw::large) measure.count = std::uint64_t{1} << 63;
  if (flaw == Flaw::text) measure.texts = {"fine", "caf\xe9"};
  if (flaw == Flaw::path) measure.path = "caf\xe9";
  return measure;
}

// Item i emits one good record, and item 1 one with the flaw after it.
class Measures : public flow::Source<std::int64_t, Measure> {
 public:
  struct Params {
    Flaw flaw = Flaw::none;
  };
  static constexpr flow::StageInfo info{
      .name = "measures", .summary = "Measures", .traits = flow::deterministic};
  static constexpr auto params =
      flow::params<Params>(flow::param("flaw", &Params::flaw, "of the second item"));
  explicit Measures(Params params) : params_(params) {}

  flow::Result discover(flow::Discovery<std::int64_t>& out, flow::Context&) const {
    for (std::int64_t i = 0; i < 3; ++i) out.add("m" + std::to_string(i), std::to_string(i), i);
    return flow::ok();
  }
  flow::Result process(const std::int64_t& item, Emit& out, flow::Context&) const {
    out({.real = 0.5});
    if (item != 1) return flow::ok();
    if (params_.flaw == Flaw::json_key)
      out.json(flow::codec::to_json(Measure()), "caf\xe9");
    else
      out(flawed(params_.flaw), params_.flaw == Flaw::key ? "caf\xe9" : "the second");
    return flow::ok();
  }

 private:
  Params params_;
};

// Passes a record on under a key that is not UTF-8.
class PassBadly : public flow::Transform<Number, Number> {
 public:
  static constexpr flow::StageInfo info{
      .name = "pass_badly", .summary = "Passes on", .traits = flow::at_most_one};
  flow::Result process(const Number&, Emit& out, flow::Context&) const {
    out.pass("caf\xe9");
    return flow::ok();
  }
};

// Lists items whose names are not all UTF-8, as files may have them.
class OddNames : public flow::Source<std::int64_t, Number> {
 public:
  static constexpr flow::StageInfo info{
      .name = "odd_names", .summary = "Lists", .traits = flow::deterministic};
  flow::Result discover(flow::Discovery<std::int64_t>& out, flow::Context&) const {
    for (const char* name : {"a", "caf\xe9", "café"}) out.add(name, name, 1);
    return flow::ok();
  }
  flow::Result process(const std::int64_t& item, Emit& out, flow::Context&) const {
    out({item, ""});
    return flow::ok();
  }
};

// Two units are at work at once: each waits for the other, and then writes into its working folder.
class Pair : public flow::Transform<Number, Number> {
 public:
  static constexpr flow::StageInfo info{
      .name = "pair", .summary = "Works in pairs", .traits = flow::blocking, .concurrency = 2};
  flow::Result process(const Number& number, Emit& out, flow::Context& context) const {
    const auto file = context.working_folder() / "mine";
    both_have_folders_->arrive_and_wait();
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> made(std::fopen(file.c_str(), "wx"), &std::fclose);
    both_have_files_->arrive_and_wait();
    if (!made) return flow::failed("the working folder is not this unit's own");
    out(number);
    return flow::ok();
  }

 private:
  std::unique_ptr<std::latch> both_have_folders_ = std::make_unique<std::latch>(2);
  std::unique_ptr<std::latch> both_have_files_ = std::make_unique<std::latch>(2);
};

}  // namespace

FLOW_PLUGIN(Measures, PassBadly, OddNames, Pair)
