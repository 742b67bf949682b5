// What the language, its library or its lints have a better form for.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <rust_code/source_file.hpp>

namespace house_style {

struct OutdatedIdiom {
  std::uint32_t byte = 0;  // where it begins
  std::string what;
};

// An expression that finds something in every text that holds an outdated idiom.
std::string may_be_outdated();

// Outside tests. `extern crate` counts from the edition of 2018 on.
std::vector<OutdatedIdiom> find_outdated_idioms(const rust_code::SourceFile& file, bool is_edition_2015);

}  // namespace house_style
