// What must not be learnt: the tasks that the model is judged by, and what a user has listed.
#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include <base/error.hpp>

namespace dataset_curator {

struct HeldOutText {
  std::string path;  // tells by its ending what the text is: .rs is Rust, "" prose
  std::string text;
};

enum class HeldOutBy { evaluation, block_list };

// One task, or one entry of a block list.
struct HeldOut {
  HeldOutBy by = HeldOutBy::evaluation;
  std::string name;  // for people: "task lifetimes_logfmt_fields", "block list old.txt:3"
  std::vector<HeldOutText> texts;
  std::vector<HeldOutText> scaffolding;   // what everybody is given: finding it proves nothing
  std::vector<std::string> commits;       // lower-case hex, of 7 to 64 digits: whole ids or how they begin
  std::vector<std::string> repositories;  // as canonical_repository has them
};

// Of each folder of tasks (task.toml with `prompt`, start/, reference/, hidden/: the form of the evaluation) its tasks, by
// name. Errors: a folder cannot be read, or holds no task; a task.toml is no TOML, or has no prompt.
base::Result<std::vector<HeldOut>> load_tasks(std::span<const std::filesystem::path> folders);

// Each file by its name:
//   *.txt    one entry a line: `commit HEX`, `repository URL or OWNER/NAME`, `text WORDS...`; empty lines and # do not count
//   *.jsonl  one object a line, as benchmarks are published: of its members `base_commit`, `commit`, `repo`, `repository`,
//            `problem_statement`, `prompt`, `text`, `patch`, `test_patch`, `instance_id` and `id` (names the entry) those that
//            are there, at least one of the first nine
//   others   the whole file is one text
// Errors name the file, the line, and what to write there.
base::Result<std::vector<HeldOut>> load_block_lists(std::span<const std::filesystem::path> files);

// "https://github.com/Owner/Name.git", "git@github.com:owner/name" and "owner/name" are one: "owner/name"; of an address or
// path only the last two parts count, in lower case.
std::string canonical_repository(std::string_view repository);

}  // namespace dataset_curator
