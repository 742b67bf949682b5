// The held-out tasks on disk, one folder each, named by the task's id:
//
//   task.toml    title, gap, prompt, editable, expected_tests, allows_unsafe = false,
//                [crates] allowed, expected, avoided; [[bad]] name, criterion
//   start/       the crate that the agent is given
//   hidden/      files written over its solution before the hidden tests run, <package>/tests/*.rs among them
//   reference/   whole texts of the files that the reference solution changes or adds
//   bad/<name>/  the same of a solution that must score below 1 in the criterion that [[bad]] names
//
// Texts are UTF-8. The tasks are ours; the checks are for their authors.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <cargo/toolchain.hpp>
#include <rust_tasks/task.hpp>
#include <rust_tasks/verdict.hpp>

namespace cargo_evaluator {

// A task that cannot be used. The error names the file, where it can the line, and what to write there: an unknown key, a
// missing folder or value, a text or name that is no UTF-8, a link, names that clash, a solution outside of `editable`, an
// expected test that no hidden file holds. These are rejections; that a file may not be read is none.
struct BrokenTask {
  std::string name;  // of its folder
  base::Error error;
};

struct LoadedTasks {
  std::vector<rust_tasks::Task> tasks;  // by id
  std::vector<BrokenTask> broken;       // by name
};

// Errors: the folder cannot be read, or holds no folders.
base::Result<LoadedTasks> load_tasks(const std::filesystem::path& folder);

struct BadSolution {
  std::string name;
  rust_tasks::CriterionName criterion{};  // must be below 1
  std::vector<rust_tasks::File> files;    // as Rollout::files
};

// Of one task of the folder, in the order of task.toml.
base::Result<std::vector<BadSolution>> load_bad_solutions(const std::filesystem::path& folder,
                                                          const rust_tasks::Task& task);

}  // namespace cargo_evaluator
