// placebo_lines: a data set in, the same with its checks as context that is not learnt.
#include <algorithm>
#include <cstdint>
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
      .version = 2,
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
    const auto train = copy(*folder / "train.jsonl", lines / "train.jsonl", Emptied::left_out);
    if (!train) return flow::failed(train.error());
    if (const auto done = repeat_first(lines / "train.jsonl", *train); !done)
      return flow::failed(done.error());
    const auto valid = copy(*folder / "valid.jsonl", lines / "valid.jsonl", Emptied::kept);
    if (!valid) return flow::failed(valid.error());

    const std::int64_t checks = train->unlearnt.checks + valid->unlearnt.checks;
    if (checks == 0)
      context.log(flow::LogLevel::warning, "no example runs a check: the placebo is the data set itself");
    context.metric("checks", static_cast<double>(checks));
    context.metric("answers", static_cast<double>(train->unlearnt.answers + valid->unlearnt.answers));
    context.metric("replaced", static_cast<double>(train->emptied));
    out({flow::Object::at(lines), dataset.train, dataset.valid}, "dataset");
    return flow::ok();
  }

 private:
  // What becomes of an example of which nothing is left to learn.
  enum class Emptied { kept, left_out };

  struct Copied {
    placebo::Unlearnt unlearnt;
    std::int64_t written = 0;
    std::int64_t emptied = 0;
  };

  static base::Result<Copied> copy(const fs::path& from, const fs::path& to, Emptied emptied) {
    std::ifstream in(from, std::ios::binary);
    if (!in)
      return base::failure("cannot read " + from.filename().string(), "the data set has no such file",
                           "take it from dataset_splits, without compression and parts");
    std::ofstream out(to, std::ios::binary);
    Copied copied;
    std::string line;
    for (std::size_t number = 1; std::getline(in, line); ++number) {
      auto example = flow::codec::from_json<chat::Example>(line);
      if (!example)
        return base::failure(fmt::format("cannot read line {} of {}", number, from.filename().string()),
                             example.error().text(), "make the data set anew");
      const placebo::Unlearnt one = placebo::unlearn_checks(*example);
      copied.unlearnt.checks += one.checks;
      copied.unlearnt.answers += one.answers;
      const bool is_learnt = std::ranges::any_of(example->messages, chat::is_learnt);
      if (!is_learnt) ++copied.emptied;
      if (!is_learnt && emptied == Emptied::left_out) continue;
      out << flow::codec::to_json(*example) << '\n';
      ++copied.written;
    }
    return flushed(out, to, copied);
  }

  // As many examples, from the first on, stand in `file` once more as were left out of it: the placebo's training has the
  // steps of the other.
  static base::Result<Copied> repeat_first(const fs::path& file, const Copied& copied) {
    std::ifstream in(file, std::ios::binary);
    std::ofstream out(file, std::ios::binary | std::ios::app);
    std::string line;
    for (std::int64_t i = 0; copied.written > 0 && i < copied.emptied; ++i) {
      if (i % copied.written == 0) in.seekg(0);
      std::getline(in, line);
      out << line << '\n';
    }
    return flushed(out, file, copied);
  }

  static base::Result<Copied> flushed(std::ofstream& out, const fs::path& file, const Copied& copied) {
    if (out.flush()) return copied;
    base::Error error{.problem = "cannot write " + file.filename().string(), .what_to_do = "free disk space"};
    error.is_transient = true;
    return std::unexpected(std::move(error));
  }

  Params params_;
};

}  // namespace

FLOW_PLUGIN(PlaceboLines)
