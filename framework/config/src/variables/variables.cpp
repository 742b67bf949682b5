#include "variables/variables.hpp"

#include <algorithm>
#include <memory>

#include <fmt/format.h>

#include <base/utf8.hpp>
#include <config/suggest.hpp>

#include "diagnostics/utf8.hpp"
#include "yaml/scalar.hpp"

namespace flowrun::config {

Variables::Variables(std::vector<Entry> values, std::string unset_reason, std::string unset_hint,
                     const Environment& environment, Diagnostics& diagnostics)
    : unset_reason_(std::move(unset_reason)),
      unset_hint_(std::move(unset_hint)),
      environment_(environment),
      diagnostics_(diagnostics) {
  for (Entry& entry : values) {
    variables_.push_back({.entry = std::move(entry)});
  }
}

void Variables::substitute(Node& node) {
  for (Node& item : node.items) {
    substitute(item);
  }
  for (Entry& entry : node.entries) {
    substitute(entry.value);
  }
  if (node.kind == Kind::string && node.text.contains("${")) {
    substitute_scalar(node);
  }
}

void Variables::substitute_scalar(Node& node) {
  const std::vector<Piece> pieces = split_template(node.text);
  if (is_single_variable(pieces)) {
    replace_whole(node, pieces.front());
  } else {
    splice(node, pieces);
  }
}

void Variables::replace_whole(Node& node, const Piece& piece) {
  if (piece.kind == Piece::Kind::environment) {
    if (auto value = environment_value(node, piece)) {
      value->from_command_line = node.from_command_line;
      node = std::move(*value);
    } else {
      node.kind = Kind::invalid;
    }
    return;
  }
  const Node* value = value_of(node, piece);
  if (!value) {
    node.kind = Kind::invalid;
    return;
  }
  const Span where = node.where;
  node = *value;
  node.origin =
      std::make_shared<Note>(Note{value->where, fmt::format("{} is set here", in_quotes(piece.text))});
  node.where = where;
}

void Variables::splice(Node& node, const std::vector<Piece>& pieces) {
  std::string text;
  bool usable = true;
  for (const Piece& piece : pieces) {
    if (piece.kind == Piece::Kind::literal) {
      text += piece.text;
    } else if (piece.kind == Piece::Kind::broken) {
      diagnostics_.error(place_of(node, piece), piece.text, piece.hint);
      usable = false;
    } else if (piece.kind == Piece::Kind::environment) {
      const auto value = environment_value(node, piece);
      usable = usable && value;
      text += value ? value->text : "";
      node.from_environment = node.from_environment || (value && value->from_environment);
    } else if (const Node* value = value_of(node, piece);
               !value || !value->is_scalar() || value->kind == Kind::null) {
      usable = false;
      if (value && value->kind != Kind::invalid) {
        diagnostics_.add(
            {.where = place_of(node, piece),
             .message = fmt::format("the variable {} cannot stand inside a text", in_quotes(piece.text)),
             .why = value->kind == Kind::null ? "it has no value" : "it is " + describe(*value),
             .hint = "let the variable be the whole value",
             .notes = {{value->where, fmt::format("{} is set here", in_quotes(piece.text))}}});
      }
    } else {
      if (&piece == &pieces.front()) node.from_command_line = value->from_command_line;
      text += value->text;
      node.from_environment = node.from_environment || value->from_environment;
    }
  }
  node.kind = usable ? Kind::string : Kind::invalid;
  node.style = Style::quoted;
  node.text = std::move(text);
}

const Node* Variables::value_of(const Node& scalar, const Piece& piece) {
  const std::string& name = piece.text;
  const auto found =
      std::ranges::find(variables_, name, [](const Variable& v) -> auto& { return v.entry.key; });
  if (found == variables_.end()) {
    std::vector<std::string> names;
    std::ranges::transform(variables_, std::back_inserter(names),
                           [](const Variable& v) { return v.entry.key; });
    const std::string near = did_you_mean(name, names);
    diagnostics_.add(
        {.where = place_of(scalar, piece),
         .message = fmt::format("the variable {} has no value", in_quotes(name)),
         .why = unset_reason_,
         .hint = near.empty() ? fmt::format("{}, or pass --set {}=VALUE", unset_hint_, name) : near});
    return nullptr;
  }
  if (found->state == State::in_work) {
    report_loop(place_of(scalar, piece), name);
    return nullptr;
  }
  if (found->state == State::raw) {
    found->state = State::in_work;
    in_work_.push_back(name);
    substitute(found->entry.value);
    in_work_.pop_back();
    found->state = State::done;
  }
  return &found->entry.value;
}

void Variables::report_loop(const Span& where, const std::string& name) {
  std::string loop;
  for (auto it = std::ranges::find(in_work_, name); it != in_work_.end(); ++it) {
    loop += *it + " -> ";
  }
  diagnostics_.error(where, fmt::format("variables refer to each other in a loop: {}{}", loop, name),
                     "give one of them a value of its own");
}

std::optional<Node> Variables::environment_value(const Node& scalar, const Piece& piece) {
  const std::optional<std::string> set = environment_ ? environment_(piece.text) : std::nullopt;
  // As in the shell, `:-` also stands in for a value that is empty.
  const bool use_fallback = piece.fallback && (!set || set->empty());
  if (!set && !use_fallback) {
    diagnostics_.error(place_of(scalar, piece),
                       fmt::format("the environment variable {} is not set", in_quotes(piece.text)),
                       fmt::format("set it, or give a default: ${{env:{}:-default}}", piece.text));
    return std::nullopt;
  }
  Node node{.style = Style::untyped, .where = scalar.where, .text = use_fallback ? *piece.fallback : *set};
  node.from_environment = !use_fallback;
  if (!base::is_utf8(node.text)) {
    diagnostics_.error(
        place_of(scalar, piece),
        fmt::format("the value of the environment variable {} is not UTF-8 text", in_quotes(piece.text)));
    return std::nullopt;
  }
  ScalarProblem ignored;  // The text has no quotes to add; where a string is wanted, it is one.
  resolve_plain(node, ignored);
  if (node.kind == Kind::null) {
    node.kind = Kind::string;
  }
  return node;
}

}  // namespace flowrun::config
