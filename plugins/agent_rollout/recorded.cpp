#include "recorded.hpp"

#include <fstream>
#include <utility>

#include <fmt/format.h>

#include <flow/codec.hpp>
#include <flow/result.hpp>
#include <rust_tasks/rollout_record.hpp>

agent_rollout::Recorded read_recorded(const std::vector<flow::Path>& files) {
  agent_rollout::Recorded recorded;
  for (const flow::Path& path : files) {
    const auto fail = [&path](std::size_t line, std::string problem, std::string why,
                              std::string what_to_do) {
      throw flow::Failure(
          {fmt::format("{}:{} {}", path.text, line, problem), std::move(why), std::move(what_to_do)});
    };
    std::ifstream lines(path.path());
    if (!lines)
      throw flow::Failure({"cannot read " + path.text, "", "name files of rollouts with `recorded`"});
    std::string line;
    for (std::size_t number = 1; std::getline(lines, line); ++number) {
      if (line.empty()) continue;
      auto rollout = flow::codec::from_json<rust_tasks::Rollout>(line);
      if (!rollout)
        fail(number, "holds no rollout", rollout.error().text(),
             "write the file with `flowrun records FILE STAGE`");
      const std::string task = rollout->task.id;
      if (!recorded.emplace(task, std::move(rollout->messages)).second)
        fail(number, "holds a second rollout of " + task, "one stage replays one rollout for each task",
             "name the file in a stage of its own");
    }
  }
  return recorded;
}
