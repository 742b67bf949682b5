#include <algorithm>
#include <iterator>
#include <optional>
#include <system_error>
#include <utility>

#include <fmt/format.h>
#include <toml++/toml.h>

#include <dataset_curator/held_out.hpp>

#include "read_file.hpp"

namespace dataset_curator {
namespace {

namespace fs = std::filesystem;

base::Result<std::string> prompt_of(const fs::path& file) {
  const auto text = read_file(file);
  if (!text) return std::unexpected(text.error());
  const std::string name = (file.parent_path().filename() / file.filename()).string();
  try {
    const auto prompt = toml::parse(*text)["prompt"].value<std::string>();
    if (prompt && !prompt->empty()) return *prompt;
  } catch (const toml::parse_error& error) {
    return base::failure(fmt::format("{}:{} cannot be used", name, error.source().begin.line),
                         std::string(error.description()), "write valid TOML in UTF-8");
  }
  return base::failure(name + " cannot be used", "it has no `prompt`", "write prompt = \"...\"");
}

// All texts below a folder, sorted by path; none if there is no such folder.
base::Result<std::vector<HeldOutText>> texts_below(const fs::path& folder) {
  std::vector<HeldOutText> texts;
  if (!fs::is_directory(folder)) return texts;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file()) continue;
    auto text = read_file(entry.path());
    if (!text) return std::unexpected(text.error());
    texts.push_back({entry.path().lexically_relative(folder).generic_string(), std::move(*text)});
  }
  std::ranges::sort(texts, {}, &HeldOutText::path);
  return texts;
}

base::Result<HeldOut> load_task(const fs::path& folder) {
  HeldOut task{.name = "task " + folder.filename().string()};
  auto prompt = prompt_of(folder / "task.toml");
  if (!prompt) return std::unexpected(prompt.error());
  task.texts.push_back({"", std::move(*prompt)});
  for (const char* part : {"reference", "hidden"}) {
    auto texts = texts_below(folder / part);
    if (!texts) return std::unexpected(texts.error());
    std::ranges::move(*texts, std::back_inserter(task.texts));
  }
  auto start = texts_below(folder / "start");
  if (!start) return std::unexpected(start.error());
  task.scaffolding = std::move(*start);
  return task;
}

}  // namespace

base::Result<std::vector<HeldOut>> load_tasks(std::span<const fs::path> folders) try {
  std::vector<HeldOut> tasks;
  for (const fs::path& folder : folders) {
    std::vector<fs::path> found;
    for (const auto& entry : fs::directory_iterator(folder)) {
      if (fs::exists(entry.path() / "task.toml")) found.push_back(entry.path());
    }
    std::ranges::sort(found);
    if (found.empty())
      return base::failure(fmt::format("{} is no folder of tasks", folder.string()),
                           "none of its folders has a task.toml", "name the folder that cargo_tasks reads");
    for (const fs::path& path : found) {
      auto task = load_task(path);
      if (!task) return std::unexpected(task.error());
      tasks.push_back(std::move(*task));
    }
  }
  return tasks;
} catch (const fs::filesystem_error& error) {
  return base::failure(fmt::format("the tasks in {} cannot be read", error.path1().string()),
                       error.code().message(), "name the folder that cargo_tasks reads");
}

}  // namespace dataset_curator
