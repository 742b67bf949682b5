// The runs of tokens by which held-out texts are looked for, as hashes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "own_work.hpp"

namespace dataset_curator {

inline constexpr std::size_t run_of_words = 13;

std::size_t count_words(std::string_view text);

// Of the words of a text, in lower case, each `width` that follow each other.
std::vector<std::uint64_t> word_runs(std::string_view text, std::size_t width);

// Without names (Normaliser), each once.
std::vector<std::uint64_t> code_runs(std::string_view path, std::string_view code);
std::vector<std::uint64_t> code_runs(std::span<const CodeChange> changes);
// Of the words that are names in `code`, too, as far as the text alone does not tell that they are names.
std::vector<std::uint64_t> statement_runs(std::string_view text, std::span<const CodeChange> code = {});

}  // namespace dataset_curator
