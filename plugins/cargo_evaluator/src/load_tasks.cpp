#include <algorithm>
#include <cctype>
#include <cerrno>
#include <fstream>
#include <iterator>
#include <map>
#include <set>
#include <system_error>
#include <utility>

#include <fmt/format.h>

#include <base/printable.hpp>
#include <base/utf8.hpp>
#include <cargo_evaluator/load_tasks.hpp>

#include "assemble.hpp"
#include "task_folder.hpp"

namespace cargo_evaluator {
namespace {

namespace fs = std::filesystem;
using rust_tasks::File;
using rust_tasks::Task;

base::Result<void> check_solution(const Task& task, const std::vector<File>& files, std::string_view place) {
  for (const File& file : files) {
    if (!is_editable(task, file.path))
      return base::failure(fmt::format("{}/{}/{} cannot be used", task.id, place, file.path),
                           "`editable` does not let a solution change it",
                           "extend `editable` in task.toml, or leave it out");
  }
  return {};
}

// Whether a text defines a function of this name.
bool defines(std::string_view text, std::string_view name) {
  const std::string wanted = fmt::format("fn {}", name);
  for (std::size_t at = text.find(wanted); at != std::string_view::npos; at = text.find(wanted, at + 1)) {
    const std::size_t end = at + wanted.size();
    if (end < text.size() && (text[end] == '(' || text[end] == '<' || text[end] == ' ')) return true;
  }
  return false;
}

base::Result<void> check_tests(const Task& task) {
  const bool has_program = std::ranges::any_of(task.hidden, [](const File& file) {
    const fs::path path = file.path;
    return path.extension() == ".rs" && path.parent_path().filename() == "tests";
  });
  if (!has_program)
    return base::failure(fmt::format("{}/hidden cannot be used", task.id), "it holds no tests/*.rs",
                         "put the hidden tests into hidden/tests/hidden.rs, or below a member's tests/");
  for (const std::string& test : task.expected_tests) {
    const std::string name = test.substr(test.rfind(':') == std::string::npos ? 0 : test.rfind(':') + 1);
    if (std::ranges::none_of(task.hidden, [&](const File& file) { return defines(file.text, name); }))
      return base::failure(fmt::format("{}/task.toml cannot be used", task.id),
                           fmt::format("no hidden file has the expected test `{}`", test),
                           "correct the name, or write the test");
  }
  return {};
}

base::Result<void> check_entries(const fs::path& folder) {
  static const std::set<std::string, std::less<>> known = {"task.toml", "start", "hidden", "reference",
                                                           "bad"};
  for (const auto& entry : fs::directory_iterator(folder)) {
    const std::string name = entry.path().filename().string();
    if (!known.contains(name))
      return base::failure(base::printable_line(short_name(entry.path())) + " cannot be used",
                           "a task has no such part",
                           "leave it out; the parts are task.toml, start, hidden, reference, bad");
  }
  return {};
}

base::Result<Task> load_task(const fs::path& folder) {
  if (auto good = check_entries(folder); !good) return std::unexpected(good.error());
  auto file = read_task_file(folder / "task.toml");
  if (!file) return std::unexpected(file.error());
  Task task = std::move(file->task);
  task.id = folder.filename().string();
  for (const std::string& path : task.editable) {
    const std::string bare = path.ends_with('/') ? path.substr(0, path.size() - 1) : path;
    if (!is_plain_path(bare))
      return base::failure(fmt::format("{}/task.toml cannot be used", task.id),
                           fmt::format("`{}` in `editable` is no path in the crate", path),
                           "write paths relative to the crate; a folder ends with /");
  }
  const std::pair<const char*, std::vector<File>*> parts[] = {
      {"start", &task.start}, {"hidden", &task.hidden}, {"reference", &task.reference}};
  for (const auto& [name, files] : parts) {
    auto read = read_files(folder / name);
    if (!read) return std::unexpected(read.error());
    *files = *std::move(read);
  }
  if (auto good = check_solution(task, task.reference, "reference"); !good)
    return std::unexpected(good.error());
  if (auto good = check_tests(task); !good) return std::unexpected(good.error());
  return task;
}

std::unexpected<base::Error> at_fault(base::Error error) {
  error.is_rejection = true;
  return std::unexpected(std::move(error));
}

// A task's own fault is a rejection; that its files may not be read is not.
base::Result<Task> checked_task(const fs::path& folder) {
  const std::string id = folder.filename().string();
  if (!base::is_utf8(id))
    return at_fault({fmt::format("the task {} cannot be used", base::printable_line(id)),
                     "its name is no UTF-8", "rename it"});
  try {
    auto task = load_task(folder);
    if (!task && !task.error().is_transient) return at_fault(std::move(task.error()));
    return task;
  } catch (const fs::filesystem_error& error) {
    return base::failure(fmt::format("the task {} cannot be read", id), error.code().message(),
                         "see who may read its files");
  }
}

std::string lower(std::string text) {
  std::ranges::transform(text, text.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

}  // namespace

base::Result<std::vector<File>> read_files(const fs::path& folder) {
  const auto bad = [&](const fs::path& path, const char* why, const char* what_to_do) {
    return base::failure(
        fmt::format("{}/{} cannot be used", folder.parent_path().filename().string(),
                    base::printable_line(path.lexically_relative(folder.parent_path()).generic_string())),
        why, what_to_do);
  };
  std::error_code error;
  if (!fs::is_directory(fs::symlink_status(folder, error)))
    return bad(folder, "there is no such folder", "make it");
  std::vector<File> files;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.is_directory() && !entry.is_symlink()) continue;
    if (entry.is_symlink() || !entry.is_regular_file())
      return bad(entry.path(), "it is a link or no file", "put a file there");
    File file{entry.path().lexically_relative(folder).generic_string(), ""};
    if (!is_plain_path(file.path))
      return bad(entry.path(), "its name has control characters, backslashes or bytes that are no UTF-8",
                 "rename it");
    std::ifstream stream(entry.path(), std::ios::binary);
    if (!stream)
      throw fs::filesystem_error("", entry.path(), std::error_code(errno, std::generic_category()));
    file.text.assign(std::istreambuf_iterator<char>(stream), {});
    if (!base::is_utf8(file.text)) return bad(entry.path(), "its text is no UTF-8", "convert it");
    files.push_back(std::move(file));
  }
  if (files.empty()) return bad(folder, "it is empty", "put the files there");
  std::ranges::sort(files, {}, &File::path);
  return files;
}

base::Result<LoadedTasks> load_tasks(const fs::path& folder) {
  std::error_code error;
  if (!fs::is_directory(folder, error))
    return base::failure("the tasks cannot be read", "there is no folder " + folder.string(),
                         "name the folder of the tasks");
  std::vector<fs::path> folders;
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
    std::error_code ignored;
    if (entry->is_directory(ignored)) folders.push_back(entry->path());
  }
  if (error)
    return base::failure("the tasks cannot be read", error.message(), "see who may read " + folder.string());
  std::ranges::sort(folders);
  LoadedTasks loaded;
  std::map<std::string, std::string> names;
  for (const fs::path& path : folders) {
    auto task = checked_task(path);
    if (task) {
      const auto [known, is_new] = names.emplace(lower(task->id), task->id);
      if (!is_new)
        task =
            at_fault({fmt::format("the task {} cannot be used", task->id),
                      fmt::format("its name clashes with that of {}", known->second), "rename one of them"});
    }
    if (task)
      loaded.tasks.push_back(*std::move(task));
    else
      loaded.broken.push_back({base::printable_line(path.filename().string()), std::move(task.error())});
  }
  if (folders.empty())
    return base::failure("the tasks cannot be read", "the folder has none",
                         "name the folder above the tasks");
  return loaded;
}

base::Result<std::vector<BadSolution>> load_bad_solutions(const fs::path& folder, const Task& task) {
  const fs::path place = folder / task.id;
  const auto file = read_task_file(place / "task.toml");
  if (!file) return std::unexpected(file.error());
  std::vector<BadSolution> solutions;
  std::set<std::string> named;
  for (const TaskFile::Bad& bad : file->bad) {
    named.insert(bad.name);
    auto files = read_files(place / "bad" / bad.name);
    if (!files) return std::unexpected(files.error());
    if (auto good = check_solution(task, *files, "bad/" + bad.name); !good)
      return std::unexpected(good.error());
    solutions.push_back({bad.name, bad.criterion, *std::move(files)});
  }
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(place / "bad", error)) {
    const std::string name = entry.path().filename().string();
    if (!named.contains(name))
      return base::failure(fmt::format("{}/bad/{} cannot be used", task.id, name), "no [[bad]] names it",
                           "add one with its name and criterion to task.toml");
  }
  return solutions;
}

}  // namespace cargo_evaluator
