// Tokens of code and requests without the names that an author is free to choose.
#pragma once

#include <cstdint>
#include <string_view>
#include <unordered_set>

#include "shingle_builder.hpp"

namespace dataset_curator {

// Whether common names of the standard library are kept. That tells texts apart in which little is alike, but a copy whose
// author has such names of his own, and renames them, differs more.
enum class StdNames { are_numbered, stay };

class Normaliser {
 public:
  explicit Normaliser(StdNames std_names = StdNames::are_numbered) : std_names_(std_names) {}

  // In Rust a name becomes its number within its statement; comments and white space do not count. Literals are kept in
  // `code` and become their kinds in `shape`; one of the two may be null. Other text is taken as it is.
  void add_code(std::string_view path, std::string_view code_text, ShingleBuilder* code,
                ShingleBuilder* shape);

  // Words in lower case. Those that are names in the code added before become numbers, too, and what looks like a name:
  // `quoted`, with_underscores or inCapitals.
  void add_prose(std::string_view text, ShingleBuilder& out) const;

 private:
  void add_rust(std::string_view text, ShingleBuilder* code, ShingleBuilder* shape);
  bool is_fixed(std::uint64_t name) const;

  StdNames std_names_;
  std::unordered_set<std::uint64_t> names_;
};

}  // namespace dataset_curator
