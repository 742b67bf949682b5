#include <fstream>
#include <string>
#include <utility>

#include <fmt/format.h>

#include <agent_rollout/recorded.hpp>

namespace agent_rollout {

base::Result<void> add_recorded(Recorded& recorded, const std::filesystem::path& file, std::string_view name,
                                const ParseRollout& parse) {
  std::ifstream lines(file);
  if (!lines)
    return base::failure(fmt::format("cannot read {}", name), "", "name files of rollouts with `recorded`");
  std::string line;
  for (std::size_t number = 1; std::getline(lines, line); ++number) {
    if (line.empty()) continue;
    auto rollout = parse(line);
    if (!rollout)
      return base::failure(fmt::format("{}:{} holds no rollout", name, number), rollout.error().text(),
                           "write the file with `flowrun records FILE STAGE`");
    const std::string task = rollout->task.id;
    if (!recorded.emplace(task, std::move(rollout->messages)).second)
      return base::failure(fmt::format("{}:{} holds a second rollout of {}", name, number, task),
                           "one stage replays one rollout for each task",
                           "name the file in a stage of its own");
  }
  return {};
}

}  // namespace agent_rollout
