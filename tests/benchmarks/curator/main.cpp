// What the curator finds, and what it costs.
//
//   curator_benchmark planted [EXAMPLES] [COPIES]   20,000 invented examples with 1,000 copies: recall and precision
//   curator_benchmark scale [EXAMPLES] [TASKS]      1,000,000 of 4 KB: megabytes a second of CPU, peak memory
//   curator_benchmark held_out TASKS FOLDER         60 rewordings of the tasks, and 500 foreign files of the folder
//   curator_benchmark write [EXAMPLES]              examples of 4 KB as JSON lines, to see the stage as a whole (bench.yaml)
//
// Seconds are of the CPU, so that they hold on a busy machine.
#include <algorithm>
#include <charconv>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <filesystem>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>
#include <sys/resource.h>

#include <chat/record.hpp>
#include <dataset_curator/curator.hpp>
#include <flow/codec.hpp>
#include <test_support/temporary_folder.hpp>

#include "examples.hpp"
#include "planted.hpp"
#include "reworded.hpp"

namespace {

namespace fs = std::filesystem;
using dataset_curator::Curator;

constexpr dataset_curator::QuotaOptions no_quota{.examples_of_file = 0, .repository_share = 1};

double cpu_seconds() {
  timespec time{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

double peak_mib() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024;
}

std::size_t bytes_of(const chat::Example& example) {
  std::size_t bytes = 0;
  for (const chat::Message& message : example.messages) {
    bytes += message.content.size();
    for (const chat::ToolCall& call : message.tool_calls) bytes += call.function.arguments.size();
  }
  return bytes;
}

template <class T>
T must(base::Result<T> result) {
  if (!result) {
    fmt::print(stderr, "{}\n", result.error().text());
    std::exit(1);
  }
  if constexpr (!std::is_void_v<T>) return std::move(*result);
}

void planted_copies(std::size_t count, std::size_t copies) {
  const test_support::TemporaryFolder folder;
  const planted::Set set = planted::set(count, copies, 7);
  std::size_t bytes = 0;
  for (const chat::Example& one : set.examples) bytes += bytes_of(one);
  const double begin = cpu_seconds();
  Curator curator = must(Curator::in(folder.path()));
  for (const chat::Example& one : set.examples) must(curator.judge(one));
  const double judged = cpu_seconds();
  must(curator.settle({}, no_quota));
  const double settled = cpu_seconds();
  std::set<std::string> dropped;
  for (std::uint32_t i = 0; i < set.examples.size(); ++i) {
    if (!std::holds_alternative<dataset_curator::Keep>(curator.verdict(i)))
      dropped.insert(set.examples[i].metadata.id);
  }
  const std::size_t found = planted::copies_found(set, dropped);
  fmt::print("{} examples, {:.0f} MB, {} copies: found {}, recall {:.4f}, precision {:.4f}\n", count,
             static_cast<double>(bytes) / 1e6, copies, found,
             static_cast<double>(found) / static_cast<double>(copies),
             static_cast<double>(found) / static_cast<double>(dropped.size()));
  fmt::print("judged {:.1f} MB/s of CPU, settled in {:.2f} s\n",
             static_cast<double>(bytes) / 1e6 / (judged - begin), settled - judged);
}

// About 4 KB, most of it a file that was read.
chat::Example usual_example(planted::Random& random, std::size_t number) {
  planted::Work work = planted::work(random);
  work.functions.resize(2);
  return planted::example(work, fmt::format("example-{}", number));
}

void scale(std::size_t count, const std::vector<fs::path>& tasks) {
  const test_support::TemporaryFolder folder;
  planted::Random random(3);
  Curator curator = must(Curator::in(folder.path(), {.held_out = must(dataset_curator::load_tasks(tasks))}));
  double judging = 0, bytes = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const chat::Example example = usual_example(random, i);
    bytes += static_cast<double>(bytes_of(example));
    const double begin = cpu_seconds();
    must(curator.judge(example));
    judging += cpu_seconds() - begin;
  }
  const double begin = cpu_seconds();
  must(curator.settle({}, no_quota));
  const double settling = cpu_seconds() - begin;
  fmt::print(
      "{} examples of {:.0f} bytes: {:.1f} MB/s of CPU (judged in {:.1f} s, settled in {:.1f} s), kept {}, "
      "peak {:.0f} MiB\n",
      count, bytes / static_cast<double>(count), bytes / 1e6 / (judging + settling), judging, settling,
      curator.kept(), peak_mib());
}

chat::Example holding(std::string id, const std::string& request, const std::string& code) {
  planted::Work work{.request = {request},
                     .functions = {{code}},
                     .report = {"Done."},
                     .path = "src/lib.rs",
                     .file = "// empty"};
  return planted::example(work, std::move(id));
}

void held_out(const fs::path& tasks_folder, const fs::path& foreign_folder) {
  const std::vector<fs::path> folders = {tasks_folder};
  const auto tasks = must(dataset_curator::load_tasks(folders));
  planted::Random random(5);
  std::vector<chat::Example> examples;
  for (std::size_t i = 0; i < 60; ++i) {
    const dataset_curator::HeldOut& task = tasks[i % tasks.size()];
    const std::size_t kind = i / tasks.size() % 4;
    std::string code;
    for (const auto& text : task.texts) {
      if (text.path.ends_with(".rs")) code += text.text + "\n";
    }
    std::string statement = task.texts[0].text;
    const auto names = reworded::declared_names(code);
    if (kind == 0 || kind == 3) {
      code = reworded::renamed(code, names);
      statement = reworded::renamed(statement, names);
    }
    if (kind > 0) {
      code = reworded::reordered_code(code, random, kind > 1);
      statement = reworded::reordered_prose(statement, random, kind > 1);
    }
    // Statement and solution, or one of them alone.
    examples.push_back(holding(fmt::format("reworded {} {}", task.name, kind),
                               i % 3 == 1 ? "Do it." : statement, i % 3 == 2 ? "// nothing" : code));
  }
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(foreign_folder)) {
    if (entry.path().extension() == ".rs" && entry.file_size() > 1000 && entry.file_size() < 200'000)
      files.push_back(entry.path());
  }
  std::ranges::sort(files);
  for (std::size_t i = 0; i < 500 && !files.empty(); ++i) {
    const std::size_t at = random.below(files.size());
    examples.push_back(holding(files[at].string(), "Write " + files[at].filename().string(),
                               test_support::read_file(files[at])));
    files.erase(files.begin() + static_cast<std::ptrdiff_t>(at));
  }
  const test_support::TemporaryFolder folder;
  Curator curator = must(Curator::in(folder.path(), {.held_out = tasks}));
  for (const chat::Example& one : examples) must(curator.judge(one));
  must(curator.settle({.similarity = 2, .same_shape = 2}, no_quota));
  std::size_t found = 0, wrong = 0, judged = 0;
  for (std::uint32_t i = 0; i < examples.size(); ++i) {
    const auto verdict = curator.verdict(i);
    const auto* drop = std::get_if<dataset_curator::Drop>(&verdict);
    const bool is_held_out = drop && drop->reason == dataset_curator::DropReason::held_out;
    if (i >= 60) judged += !std::holds_alternative<dataset_curator::Reject>(verdict);
    (i < 60 ? found : wrong) += is_held_out;
    if (is_held_out != (i < 60))
      fmt::print("{}: {}\n", examples[i].metadata.id, drop ? drop->detail : "not found");
  }
  fmt::print("{} of 60 rewordings found, {} false hits in {} foreign files\n", found, wrong, judged);
}

std::size_t number(int count, char** arguments, int at, std::size_t otherwise) {
  std::size_t value = otherwise;
  if (count > at) std::from_chars(arguments[at], arguments[at] + std::strlen(arguments[at]), value);
  return value;
}

}  // namespace

int main(int count, char** arguments) {
  const std::string_view what = count > 1 ? arguments[1] : "";
  if (what == "planted") {
    planted_copies(number(count, arguments, 2, 20'000), number(count, arguments, 3, 1'000));
  } else if (what == "scale") {
    scale(number(count, arguments, 2, 1'000'000), {arguments + std::min(count, 3), arguments + count});
  } else if (what == "write") {
    planted::Random random(3);
    for (std::size_t i = 0; i < number(count, arguments, 2, 100'000); ++i)
      fmt::print("{}\n", flow::codec::to_json(usual_example(random, i)));
  } else if (what == "held_out" && count == 4) {
    held_out(arguments[2], arguments[3]);
  } else {
    fmt::print(stderr,
               "usage: curator_benchmark planted [EXAMPLES] [COPIES] | scale [EXAMPLES] [TASKS] | write "
               "[EXAMPLES] | held_out TASKS FOLDER\n");
    return 2;
  }
  return 0;
}
