// The files of a project as an agent would find them, read when they are first looked at.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <git_miner/repository.hpp>
#include <rust_code/items.hpp>

#include "change/line_index.hpp"

namespace git_miner {

// An item that has a name, or an impl block.
struct OutlineItem {
  rust_code::ItemKind kind{};
  std::string name;                      // as rust_code::Item::name
  LineRange lines;                       // with attributes and comments
  std::size_t header = 0;                // the line where it begins without them
  std::optional<std::size_t> container;  // index
};

std::vector<OutlineItem> outline_of(const rust_code::SourceFile& file);

using Outlines = std::map<std::string, std::vector<OutlineItem>>;  // by path

// One thread at a time.
class ProjectFiles {
 public:
  // `paths` in any order; `load` gives a file's text, "" where it cannot be read.
  using Load = std::function<std::string(const std::string& path)>;
  // `known`: outlines of files as they are in the beginning, which need not be parsed again; must outlive it.
  ProjectFiles(std::vector<std::string> paths, Load load, const Outlines& known);

  std::span<const std::string> paths() const { return paths_; }  // sorted
  bool has(std::string_view path) const;
  bool has_folder(std::string_view folder) const;  // "" = the root

  const std::string& text(const std::string& path) const;
  const LineIndex& lines(const std::string& path) const;
  // Of a Rust file, containers before what they contain; of others nothing.
  const std::vector<OutlineItem>& outline(const std::string& path) const;
  // The innermost item around a line; none outside all.
  const OutlineItem* item_at(const std::string& path, std::size_t line) const;

  // Adds a file, or changes one.
  void put(const std::string& path, const std::string& text);
  void remove(const std::string& path);

 private:
  struct File {
    explicit File(std::string content) : text(std::move(content)), lines(text) {}
    File(const File&) = delete;
    File& operator=(const File&) = delete;

    std::string text;
    LineIndex lines;
    bool is_changed = false;
    std::optional<std::vector<OutlineItem>> outline;
  };
  File& file(const std::string& path) const;

  std::vector<std::string> paths_;
  Load load_;
  const Outlines& known_;
  mutable std::map<std::string, File> files_;  // those looked at
};

}  // namespace git_miner
