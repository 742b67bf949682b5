// placebo_lines: a data set in, the same with its checks as context that is not learnt.
#include <filesystem>
#include <fstream>
#include <string>

#include <fmt/format.h>

#include <chat/dataset_record.hpp>
#include <chat/record.hpp>
#include <flow/codec.hpp>
#include <flow/plugin.hpp>
#include <flow/stage.hpp>
#include <placebo/unlearn.hpp>

namespace {

namespace fs = std::filesystem;

class PlaceboLines : public flow::Transform<chat::DataSet, chat::DataSet> {
 public:
  struct Params {
    bool make = true;
  };
  static constexpr flow::StageInfo info{
      .name = "placebo_lines",
      .version = 1,
      .summary = "Makes a placebo of a data set: its runs of fmt, clippy and test are not learnt",
      .traits = flow::deterministic | flow::at_most_one};

  static constexpr auto params = flow::params<Params>(
      flow::param("make", &Params::make, "false: none is made, and nothing is trained or rolled out for it"));

  explicit PlaceboLines(Params params) : params_(params) {}

  flow::Result process(const chat::DataSet& dataset, Emit& out, flow::Context& context) const {
    if (!params_.make) return flow::dropped("no placebo", "it was not asked for (make)");
    const auto folder = context.path_of(dataset.folder);
    if (!folder) return flow::failed(folder.error());
    const fs::path lines = context.scratch() / "placebo";
    fs::create_directory(lines);
    placebo::Unlearnt all;
    for (const char* name : {"train.jsonl", "valid.jsonl"}) {
      const auto done = copy(*folder / name, lines / name, all);
      if (!done) return flow::failed(done.error());
    }
    if (all.checks == 0)
      context.log(flow::LogLevel::warning, "no example runs a check: the placebo is the data set itself");
    context.metric("checks", static_cast<double>(all.checks));
    context.metric("answers", static_cast<double>(all.answers));
    out({flow::Object::at(lines), dataset.train, dataset.valid}, "dataset");
    return flow::ok();
  }

 private:
  static base::Result<void> copy(const fs::path& from, const fs::path& to, placebo::Unlearnt& all) {
    std::ifstream in(from, std::ios::binary);
    if (!in)
      return base::failure("cannot read " + from.filename().string(), "the data set has no such file",
                           "take it from dataset_splits, without compression and parts");
    std::ofstream out(to, std::ios::binary);
    std::string line;
    for (std::size_t number = 1; std::getline(in, line); ++number) {
      auto example = flow::codec::from_json<chat::Example>(line);
      if (!example)
        return base::failure(fmt::format("cannot read line {} of {}", number, from.filename().string()),
                             example.error().text(), "make the data set anew");
      const placebo::Unlearnt one = placebo::unlearn_checks(*example);
      all.checks += one.checks;
      all.answers += one.answers;
      out << flow::codec::to_json(*example) << '\n';
    }
    if (!out.flush()) {
      base::Error error{.problem = "cannot write " + to.filename().string(), .what_to_do = "free disk space"};
      error.is_transient = true;
      return std::unexpected(std::move(error));
    }
    return {};
  }

  Params params_;
};

}  // namespace

FLOW_PLUGIN(PlaceboLines)
