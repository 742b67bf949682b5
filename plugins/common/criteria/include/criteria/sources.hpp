// The Rust files of one candidate, parsed once for all criteria.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <criteria/faults.hpp>
#include <rust_code/items.hpp>
#include <rust_code/source_file.hpp>
#include <rust_tasks/task.hpp>

namespace criteria {

struct Source {
  std::string path;
  rust_code::SourceFile file;
  std::vector<rust_code::Item> items;

  bool is_test() const { return file.is_all_test(); }
  std::uint32_t line_at(std::uint32_t byte) const { return file.tree().line(byte); }
  // " in `Parser::next`" for the innermost function, impl or trait around the byte; empty outside of all.
  std::string owner(std::uint32_t byte) const;
  Fault fault(std::uint32_t byte, std::string what, double weight = 1) const;
};

struct Sources {
  std::vector<Source> files;    // in the order given
  std::vector<Fault> unparsed;  // Rust files that the parser refused

  // Takes the files whose name ends with .rs. Below src/ a file is a test only where its `mod` stands under
  // `#[cfg(test)]`; elsewhere its path decides (rust_code::role_of_path).
  static Sources parse(std::span<const rust_tasks::File> files);

  // Null if there is none.
  const Source* find(std::string_view path) const;
};

}  // namespace criteria
