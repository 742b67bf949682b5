// Reads the parts of a task's folder.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <cargo/toolchain.hpp>
#include <rust_tasks/task.hpp>
#include <rust_tasks/verdict.hpp>

namespace cargo_evaluator {

// task.toml, as it stands.
struct TaskFile {
  struct Bad {
    std::string name;
    rust_tasks::CriterionName criterion = rust_tasks::CriterionName::builds;
    unsigned line = 0;
  };
  rust_tasks::Task task;  // without id and files
  std::vector<Bad> bad;
};

// Errors: there is no such file, or it breaks the rules. Throws filesystem_error where it may not be read.
base::Result<TaskFile> read_task_file(const std::filesystem::path& file);

// All files below a folder, sorted, with paths relative to it. Errors: no such folder or nothing in it,
// links, texts that are no UTF-8, paths that no rollout could have.
base::Result<std::vector<rust_tasks::File>> read_files(const std::filesystem::path& folder);

// "task.toml" of ".../tasks/x/task.toml" with its task's folder: "x/task.toml".
std::string short_name(const std::filesystem::path& file);

}  // namespace cargo_evaluator
