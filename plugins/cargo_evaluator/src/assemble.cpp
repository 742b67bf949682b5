#include "assemble.hpp"

#include <algorithm>
#include <fstream>
#include <map>
#include <system_error>
#include <utility>

#include <fmt/format.h>

#include <base/utf8.hpp>
#include <cargo/control_files.hpp>

namespace cargo_evaluator {
namespace {

namespace fs = std::filesystem;
using rust_tasks::File;

constexpr std::size_t most_files = 200;
constexpr std::size_t most_bytes = 2u << 20;

template <typename Visit>
void for_each_part(std::string_view path, const Visit& visit) {
  while (true) {
    const std::size_t end = std::min(path.find('/'), path.size());
    visit(path.substr(0, end));
    if (end == path.size()) return;
    path.remove_prefix(end + 1);
  }
}

bool is_control_path(std::string_view path) {
  bool found = false;
  for_each_part(path, [&](std::string_view part) {
    found = found || cargo::is_control_file(part) || part == "Cargo.lock" || part == ".git";
  });
  return found;
}

class Assembler {
 public:
  explicit Assembler(const rust_tasks::Rollout& rollout) : rollout_(rollout) {
    for (const File& file : rollout.task.start) files_[file.path] = file.text;
  }

  Assembly take() {
    const auto start = files_;
    for (const File& file : rollout_.files) {
      if (may_change(file.path)) files_[file.path] = file.text;
    }
    for (const std::string& path : rollout_.removed) {
      if (may_change(path)) files_.erase(path);
    }
    check_size();
    result_.changed = files_ != start;
    for (auto& [path, text] : files_) {
      if (!is_control_path(path)) result_.files.push_back({path, std::move(text)});
    }
    return std::move(result_);
  }

 private:
  bool may_change(const std::string& path) {
    if (!is_plain_path(path)) {
      result_.refusal = "a path leads outside of the crate or is none";
      return false;
    }
    if (path.starts_with("target/") || path == "Cargo.lock" || path.ends_with("/Cargo.lock")) return false;
    if (is_control_path(path)) {
      result_.notes.push_back({path, 0, "left out: it would steer the tools that judge", 0});
      return false;
    }
    if (is_editable(rollout_.task, path)) return true;
    result_.notes.push_back({path, 0, "left out: the task does not let a solution change it", 0});
    return false;
  }

  void check_size() {
    std::size_t bytes = 0;
    for (const auto& [path, text] : files_) bytes += text.size();
    if (files_.size() > most_files) result_.refusal = fmt::format("more than {} files", most_files);
    if (bytes > most_bytes) result_.refusal = fmt::format("more than {} bytes of text", most_bytes);
    // A file cannot lie below another file.
    for (const auto& [path, text] : files_) {
      const auto next = files_.lower_bound(path + "/");
      if (next != files_.end() && next->first.starts_with(path + "/"))
        result_.refusal = fmt::format("`{}` is a file and a folder", path);
    }
  }

  const rust_tasks::Rollout& rollout_;
  std::map<std::string, std::string> files_;
  Assembly result_;
};

}  // namespace

bool is_editable(const rust_tasks::Task& task, std::string_view path) {
  return std::ranges::any_of(task.editable, [&](const std::string& allowed) {
    return allowed.ends_with('/') ? path.starts_with(allowed) : path == allowed;
  });
}

bool is_plain_path(std::string_view path) {
  bool plain = !path.empty() && path.size() < 400;
  for_each_part(path, [&](std::string_view part) {
    plain = plain && !part.empty() && part.size() < 200 && part != "." && part != "..";
  });
  return plain && base::is_utf8(path) &&
         std::ranges::none_of(path, [](unsigned char c) { return c < 0x20 || c == 0x7f || c == '\\'; });
}

Assembly assemble(const rust_tasks::Rollout& rollout) { return Assembler(rollout).take(); }

base::Result<void> write_files(const fs::path& folder, std::span<const File> files) {
  for (const File& file : files) {
    const fs::path path = folder / file.path;
    std::error_code error;
    fs::create_directories(path.parent_path(), error);
    std::ofstream stream(path, std::ios::binary | std::ios::trunc);
    if (!(stream << file.text).flush())
      return base::failure("cannot write a candidate's files", "cannot write " + path.string(),
                           "free disk space, or see who owns the folder");
    fs::permissions(path, fs::perms(0644), error);
  }
  return {};
}

}  // namespace cargo_evaluator
