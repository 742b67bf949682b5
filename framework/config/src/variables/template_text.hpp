// Text with `${name}`, `${env:NAME}` and `${env:NAME:-default}` in it; `$${` stands for `${`.
#pragma once

#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <config/node.hpp>

namespace flowrun::config {

struct Piece {
  enum class Kind { literal, variable, environment, broken };
  Kind kind = Kind::literal;
  std::string text;  // the literal text, the name, or what is wrong
  std::optional<std::string> fallback = {};
  std::string hint = {};  // of a broken piece
  std::size_t begin = 0;  // in the text, in bytes
  std::size_t length = 0;
};

std::vector<Piece> split_template(std::string_view text);

// Whether the text is one variable and nothing else, so that it takes the variable's value with its type.
bool is_single_variable(const std::vector<Piece>& pieces);

// Names of all variables (not of the environment) in the values of a tree.
void collect_variables(const Node& node, std::set<std::string>& names);

// The place of a piece of a scalar; the whole scalar where its source spells the piece otherwise.
Span place_of(const Node& scalar, const Piece& piece);

}  // namespace flowrun::config
