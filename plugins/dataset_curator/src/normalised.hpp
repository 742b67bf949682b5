// Tokens of code and requests without the names that an author is free to choose.
#pragma once

#include <cstdint>
#include <string_view>
#include <unordered_set>

#include "shingle_builder.hpp"

namespace dataset_curator {

class Normaliser {
 public:
  // In Rust a name becomes its number within its statement, a literal its kind; comments and white space do not count.
  // Keywords, primitive types and the names that are used most of the standard library stay. Other text is taken as it is.
  void add_code(std::string_view path, std::string_view code, ShingleBuilder& out);

  // Words in lower case. Those that are names in the code added before become numbers, too, and what looks like a name:
  // `quoted`, with_underscores or inCapitals.
  void add_prose(std::string_view text, ShingleBuilder& out) const;

 private:
  void add_rust(std::string_view code, ShingleBuilder& out);

  std::unordered_set<std::uint64_t> names_;
};

}  // namespace dataset_curator
