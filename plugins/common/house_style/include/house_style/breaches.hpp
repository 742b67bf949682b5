// What the house style forbids and syntax can tell, outside tests.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include <house_style/rule.hpp>
#include <rust_code/source_file.hpp>

namespace house_style {

struct Breach {
  Rule rule{};
  std::uint32_t byte = 0;  // where it begins
  std::string what;        // as the code has it, or in words: "unwrap", "Box<dyn Error>"
};

// Of code in edition 2015 less is outdated. Rule after rule in the order given, the breaches of each in the order of the text;
// none in tests, strings and (dead_code apart) comments.
std::vector<Breach> find_breaches(const rust_code::SourceFile& file, std::span<const Rule> rules,
                                  bool is_edition_2015 = false);

}  // namespace house_style
