// Code of tests as a request quotes it.
#pragma once

#include <expected>
#include <string>

#include <rust_code/items.hpp>

#include "change/change_set.hpp"
#include "change/request_blocks.hpp"

namespace git_miner {

struct TextBound {
  std::size_t lines, bytes;
};

// Whether a text has at most so many lines and bytes.
bool fits(const std::string& text, const TextBound& bound);

// An item of the file after the change, with its attributes and comments, from the margin on. Errors: why it cannot be
// quoted: a reference in it, a name in its code that `is_refused`, or the mark that ends a quotation.
std::expected<std::string, std::string> test_code(const ChangedFile& file, const rust_code::Item& item,
                                                  const NameTest& is_refused);

}  // namespace git_miner
