#include "change/command_line.hpp"

#include <algorithm>

#include <re2/re2.h>

#include <rust_code/code_only.hpp>

namespace git_miner {
namespace {

void add_matches(const std::string& text, const RE2& pattern, std::multiset<std::string>& into) {
  re2::StringPiece rest(text);
  std::string found;
  while (RE2::FindAndConsume(&rest, pattern, &found)) into.insert(found);
}

// Fields and variants.
void add_members(const rust_code::SourceFile& file, const rust_code::Item& item,
                 std::multiset<std::string>& into) {
  const auto& tree = file.tree();
  for (rust_code::NodeId id = item.node; id < tree[item.node].subtree_end; ++id) {
    if (!tree.is(id, rust_code::Kind::field_declaration) && !tree.is(id, rust_code::Kind::enum_variant))
      continue;
    const rust_code::NodeId name = tree.child(id, rust_code::Field::name);
    if (name != rust_code::no_node) into.emplace(tree.text(name));
  }
}

}  // namespace

std::multiset<std::string> command_line_of(const rust_code::SourceFile& file) {
  static const RE2 parser(R"(\b(?:clap|structopt|argh|getopts|pico_args|lexopt|bpaf|gumdrop)\b)");
  static const RE2 name(
      R"re(\b((?:long|short|name|with_name|new|alias|visible_alias|short_alias|possible_values?|rename_all|opt|optflag|optopt)\s*[(=]\s*(?:b?"[^"\n]*"|b?'[^'\n]*')))re");
  static const RE2 derives(
      R"(^derive\(.*\b(?:Parser|Args|Subcommand|ValueEnum|StructOpt|Clap|FromArgs|Options)\b)");
  std::multiset<std::string> names;
  const std::string code = code_only(file, rust_code::Literals::keep);
  if (!RE2::PartialMatch(code, parser)) return names;
  add_matches(code, name, names);
  for (const auto& item : rust_code::list_items(file)) {
    const bool is_parser = std::ranges::any_of(
        item.attributes, [&](const std::string& attribute) { return RE2::PartialMatch(attribute, derives); });
    if (is_parser && !item.is_test) {
      add_members(file, item, names);
    }
  }
  return names;
}

}  // namespace git_miner
