// Puts a candidate's files over those of its task.
#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include <cargo/toolchain.hpp>
#include <criteria/faults.hpp>
#include <rust_tasks/rollout.hpp>

namespace cargo_evaluator {

struct Assembly {
  std::vector<rust_tasks::File> files;  // sorted by path
  std::vector<criteria::Fault> notes;   // what was left out, and why
  bool changed = false;                 // differs from the task's start
  std::string refusal;                  // why nothing can be judged; empty if it can
};

// Left out: control files (of cargo and its tools, Cargo.lock), build output, what the task does not let a
// solution change. Refused: more than 200 files or 2 MiB in all, and paths that are absolute or lead outside.
Assembly assemble(const rust_tasks::Rollout& rollout);

// Whether the task lets a solution change or add the file.
bool is_editable(const rust_tasks::Task& task, std::string_view path);

// Relative, with '/', no `.` and `..`, nothing empty, no control characters.
bool is_plain_path(std::string_view path);

// Writes files below a folder, and the folders that they need.
base::Result<void> write_files(const std::filesystem::path& folder, std::span<const rust_tasks::File> files);

}  // namespace cargo_evaluator
