#include "mutants.hpp"

#include <algorithm>
#include <array>

#include <fmt/core.h>

#include <rust_code/items.hpp>

namespace synthetic_generator {
namespace {

using rust_code::Kind;
using rust_code::SourceFile;

struct Change {
  int rank = 0;  // lower is likelier to be noticed
  rust_code::ByteRange bytes;
  std::string replacement;
};

constexpr std::array<std::array<std::string_view, 2>, 9> operators = {{{" == ", " != "},
                                                                       {" != ", " == "},
                                                                       {" < ", " >= "},
                                                                       {" > ", " <= "},
                                                                       {" <= ", " > "},
                                                                       {" >= ", " < "},
                                                                       {" && ", " || "},
                                                                       {" += ", " -= "},
                                                                       {" * ", " + "}}};

// Ranges whose text is not code: comments, strings, attributes.
std::vector<rust_code::ByteRange> quiet_ranges(const rust_code::SyntaxTree& tree) {
  std::vector<rust_code::ByteRange> ranges;
  for (const auto& node : tree.nodes()) {
    switch (node.kind) {
      case Kind::line_comment:
      case Kind::block_comment:
      case Kind::string_literal:
      case Kind::raw_string_literal:
      case Kind::attribute_item:
      case Kind::inner_attribute_item:
        ranges.push_back(node.bytes);
        break;
      default:
        break;
    }
  }
  return ranges;
}

void add_operators(const SourceFile& file, std::vector<Change>& changes) {
  const auto text = file.tree().source();
  const auto quiet = quiet_ranges(file.tree());
  for (const auto& [from, to] : operators) {
    for (auto at = text.find(from); at != text.npos; at = text.find(from, at + 1)) {
      const auto begin = static_cast<std::uint32_t>(at);
      if (std::ranges::any_of(quiet,
                              [&](const auto& range) { return range.begin <= begin && begin < range.end; }))
        continue;
      changes.push_back({0, {begin, begin + static_cast<std::uint32_t>(from.size())}, std::string(to)});
    }
  }
}

void add_nodes(const SourceFile& file, std::vector<Change>& changes) {
  const auto& tree = file.tree();
  for (rust_code::NodeId id = 0; id < tree.nodes().size(); ++id) {
    const auto& node = tree[id];
    if (node.kind == Kind::integer_literal) {
      changes.push_back({2, node.bytes, fmt::format("1{}", tree.text(id))});
    } else if (node.kind == Kind::boolean_literal) {
      changes.push_back({2, node.bytes, tree.text(id) == "true" ? "false" : "true"});
    } else if (node.kind == Kind::if_expression) {
      const rust_code::NodeId condition = tree.child(id, rust_code::Field::condition);
      if (condition != rust_code::no_node && !tree.is(condition, Kind::let_condition))
        changes.push_back({0, tree[condition].bytes, fmt::format("!({})", tree.text(condition))});
    } else if (node.kind == Kind::expression_statement && tree.text(id).ends_with(");")) {
      changes.push_back({3, node.bytes, ""});
    } else if (node.kind == Kind::string_content && !tree.text(id).empty()) {
      changes.push_back({4, node.bytes, fmt::format("{}?", tree.text(id))});
    }
  }
}

// As cargo-mutants does it: the whole body becomes a plain value.
void add_bodies(const SourceFile& file, std::vector<Change>& changes) {
  for (const auto& item : rust_code::list_items(file)) {
    const auto arrow = item.signature.rfind("-> ");
    if (item.kind != rust_code::ItemKind::function || item.is_test || arrow == std::string::npos) continue;
    if (item.body.begin == item.body.end) continue;
    const std::string_view type = std::string_view(item.signature).substr(arrow + 3);
    const bool is_result = type.starts_with("Result<") || type.starts_with("syn::Result<");
    changes.push_back({1, item.body, is_result ? "{ Ok(Default::default()) }" : "{ Default::default() }"});
  }
}

std::vector<Change> changes_of(const SourceFile& file) {
  std::vector<Change> changes;
  add_operators(file, changes);
  add_bodies(file, changes);
  add_nodes(file, changes);
  std::erase_if(changes, [&](const Change& change) { return file.in_test_at(change.bytes.begin); });
  std::ranges::stable_sort(changes, {}, &Change::rank);
  return changes;
}

bool is_product(std::string_view path) { return path.ends_with(".rs") && path.contains("src/"); }

}  // namespace

std::vector<Mutant> mutants_of(const Files& files, std::size_t limit) {
  std::vector<std::pair<int, Mutant>> ranked;
  for (const auto& [path, text] : files) {
    if (!is_product(path)) continue;
    const auto file = SourceFile::parse(text, rust_code::role_of_path(path));
    if (!file) continue;
    for (const Change& change : changes_of(*file)) {
      std::string mutated = text;
      mutated.replace(change.bytes.begin, change.bytes.end - change.bytes.begin, change.replacement);
      ranked.emplace_back(change.rank,
                          Mutant{path, std::move(mutated),
                                 fmt::format("{}:{}: `{}`", path, file->tree().line(change.bytes.begin),
                                             change.replacement)});
    }
  }
  std::ranges::stable_sort(ranked, {}, &std::pair<int, Mutant>::first);
  std::vector<Mutant> result;
  for (auto& [rank, mutant] : ranked) {
    if (result.size() == limit) break;
    result.push_back(std::move(mutant));
  }
  return result;
}

}  // namespace synthetic_generator
