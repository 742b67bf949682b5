// Files below one folder, and nothing else: names that lead out, by `..` or by symbolic links, are refused.
//
// A command that a model left running may change links between check and use. So a path is first resolved,
// and then opened with RESOLVE_BENEATH and RESOLVE_NO_SYMLINKS: what is opened is what was checked.
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include <base/error.hpp>

namespace agent_tools {

class Workspace {
 public:
  enum class Kind { missing, file, directory, other };

  // A larger file is not read into memory.
  static constexpr std::size_t max_file_bytes = std::size_t{64} << 20;

  static base::Result<Workspace> open(const std::filesystem::path& folder);

  const std::filesystem::path& folder() const { return folder_; }

  // The error of resolve() for a path that leads out.
  static constexpr std::string_view outside = "it is outside the workspace";

  // `relative` without links and `..`, relative to the folder. The file need not exist.
  base::Result<std::filesystem::path> resolve(const std::filesystem::path& relative) const;

  // The functions below take resolved paths. Errors are a few words, such as "Permission denied".
  Kind kind(const std::filesystem::path& resolved) const;
  base::Result<std::string> read(const std::filesystem::path& resolved) const;
  base::Result<void> write(const std::filesystem::path& resolved, std::string_view content) const;

  // Names in a directory, directories (and links to one) with "/" at the end, in no order.
  std::vector<std::string> entries(const std::filesystem::path& resolved) const;

  // Every regular file below a directory that no .gitignore and no `.git` folder hides, in byte order of its
  // path relative to that directory, until `visit` returns false. Links are not followed. Where `choose` is
  // given, it picks the files, and like ripgrep's --glob it wins over .gitignore rules for single files.
  void walk(const std::filesystem::path& resolved,
            const std::function<bool(std::string_view relative)>& choose,
            const std::function<bool(const std::string& relative)>& visit) const;

 private:
  explicit Workspace(std::filesystem::path folder) : folder_(std::move(folder)) {}

  std::filesystem::path folder_;  // canonical
};

}  // namespace agent_tools
