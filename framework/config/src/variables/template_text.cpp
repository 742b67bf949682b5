#include "variables/template_text.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace flowrun::config {
namespace {

bool is_variable_name(std::string_view name) {
  const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; };
  const auto later = [&](char c) { return letter(c) || (c >= '0' && c <= '9') || c == '-'; };
  return !name.empty() && letter(name.front()) && std::ranges::all_of(name, later);
}

Piece broken(std::string message, std::string hint) {
  return {.kind = Piece::Kind::broken, .text = std::move(message), .hint = std::move(hint)};
}

// What stands between the braces.
Piece read_expression(std::string_view inside) {
  constexpr std::string_view environment = "env:";
  const bool of_environment = inside.starts_with(environment);
  std::string_view name = of_environment ? inside.substr(environment.size()) : inside;
  std::optional<std::string> fallback;
  if (const auto colon = name.find(":-"); colon != std::string_view::npos) {
    fallback = std::string(name.substr(colon + 2));
    name = name.substr(0, colon);
  }
  if (inside.contains("${")) {
    return broken("a variable inside a variable", "name one variable between the braces");
  }
  if (!is_variable_name(name)) {
    return broken(fmt::format("{} is not a variable", in_quotes(fmt::format("${{{}}}", inside))),
                  "write ${name}, ${env:NAME} or ${env:NAME:-default}; for a literal ${ write $${");
  }
  if (fallback && !of_environment) {
    return broken("a variable of a profile takes no default", "set it in each profile instead");
  }
  return {.kind = of_environment ? Piece::Kind::environment : Piece::Kind::variable,
          .text = std::string(name),
          .fallback = std::move(fallback)};
}

}  // namespace

std::vector<Piece> split_template(std::string_view text) {
  std::vector<Piece> pieces;
  std::string literal;
  const auto flush = [&] {
    if (!literal.empty()) {
      pieces.push_back({.text = std::move(literal)});
      literal.clear();
    }
  };
  for (std::size_t i = 0; i < text.size();) {
    const std::string_view rest = text.substr(i);
    if (rest.starts_with("$${")) {
      literal += "${";
      i += 3;
    } else if (rest.starts_with("${")) {
      flush();
      const std::size_t close = rest.find('}');
      const bool closed = close != std::string_view::npos;
      Piece piece =
          closed ? read_expression(rest.substr(2, close - 2))
                 : broken("the variable has no closing brace", "add a \"}\", or write $${ for a literal ${");
      piece.begin = i;
      piece.length = closed ? close + 1 : rest.size();
      i += piece.length;
      pieces.push_back(std::move(piece));
    } else {
      literal += text[i++];
    }
  }
  flush();
  return pieces;
}

bool is_single_variable(const std::vector<Piece>& pieces) {
  return pieces.size() == 1 &&
         (pieces[0].kind == Piece::Kind::variable || pieces[0].kind == Piece::Kind::environment);
}

void collect_variables(const Node& node, std::set<std::string>& names) {
  for (const Node& item : node.items) {
    collect_variables(item, names);
  }
  for (const Entry& entry : node.entries) {
    collect_variables(entry.value, names);
  }
  if (node.kind != Kind::string) {
    return;
  }
  for (const Piece& piece : split_template(node.text)) {
    if (piece.kind == Piece::Kind::variable) {
      names.insert(piece.text);
    }
  }
}

Span place_of(const Node& scalar, const Piece& piece) {
  if (!scalar.where.source || scalar.where.begin.line == 0) {
    return scalar.where;
  }
  const SourceFile& source = *scalar.where.source;
  const std::size_t begin = source.offset(scalar.where.begin);
  const std::size_t end = source.offset(scalar.where.end);
  const std::string_view written = std::string_view(source.text()).substr(begin, end - begin);
  const std::string_view wanted = std::string_view(scalar.text).substr(piece.begin, piece.length);
  // Escapes only lengthen what is written, so that the piece cannot stand before its place in the value.
  const std::size_t found = written.find(wanted, piece.begin);
  if (found == std::string_view::npos) {
    return scalar.where;
  }
  return {scalar.where.source, source.position(begin + found),
          source.position(begin + found + wanted.size())};
}

}  // namespace flowrun::config
