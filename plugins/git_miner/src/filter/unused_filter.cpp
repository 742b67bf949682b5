#include "filter/unused_filter.hpp"

#include <algorithm>
#include <set>
#include <string_view>
#include <vector>

#include <fmt/format.h>
#include <re2/re2.h>

#include <rust_code/code_only.hpp>

#include "change/added_lines.hpp"
#include "filter/any_file.hpp"

namespace git_miner {
namespace {

using rust_code::Item;
using rust_code::ItemKind;
using rust_code::Kind;
using rust_code::NodeId;
using rust_code::SourceFile;

enum class What { argument, field, constant };

struct Name {
  What what{};
  std::string text;
  std::string place;  // "src/lib.rs:12"
};

std::string pattern_of(const std::string& name) { return RE2::QuoteMeta(name); }

bool matches(const std::string& text, const std::string& pattern) {
  return RE2::PartialMatch(text, RE2(pattern));
}

class Collector {
 public:
  Collector(const ChangedFile& file, const AddedLines& added)
      : file_(file), tree_(*file.tree_after), added_(added) {}

  std::vector<Name> run() {
    add_arguments();
    for (const Item& item : file_.items.after) {
      if (item.is_test) continue;
      if (item.kind == ItemKind::structure && reads_no_field(item)) add_fields(item);
    }
    for (const std::size_t index : file_.items.added) add_constant(file_.items.after[index]);
    return std::move(names_);
  }

 private:
  bool is_added(std::uint32_t byte) const { return added_.hold(file_, tree_.tree().line(byte) - 1); }

  void add(What what, std::string_view text, std::uint32_t byte) {
    if (text.starts_with('_') || !is_added(byte)) return;
    names_.push_back(
        {what, std::string(text), fmt::format("{}:{}", file_.change.path(), tree_.tree().line(byte))});
  }

  // One that only overrides another is never asked for.
  void add_arguments() {
    static const RE2 argument(R"re(\bArg::(?:with_name|new)\(\s*"([^"\\]+)")re");
    static const RE2 no_value(R"(overrides_with|ArgAction::(?:Help|Version))");
    const std::string code = code_only(tree_, rust_code::Literals::keep);
    re2::StringPiece rest(code);
    re2::StringPiece name;
    while (RE2::FindAndConsume(&rest, argument, &name)) {
      const std::string text(name.data(), name.size());
      const std::string_view behind(rest.data(), rest.size());
      const std::string own(behind.substr(0, std::min(behind.find("Arg::"), behind.size())));
      if (text == "help" || text == "version" || RE2::PartialMatch(own, no_value)) continue;
      add(What::argument, text, static_cast<std::uint32_t>(name.data() - code.data()));
    }
  }

  static bool reads_no_field(const Item& structure) {
    static const std::set<std::string> silent{"Debug", "Clone",     "Copy", "Default",    "Parser",
                                              "Args",  "StructOpt", "Clap", "Deserialize"};
    static const RE2 trait(R"((\w+)\s*(?:,|\)|$))");
    for (const std::string& attribute : structure.attributes) {
      if (attribute.starts_with("repr")) return false;
      if (!attribute.starts_with("derive(")) continue;
      const std::string traits = attribute.substr(7);
      re2::StringPiece rest(traits);
      std::string name;
      while (RE2::FindAndConsume(&rest, trait, &name)) {
        if (!silent.contains(name)) return false;
      }
    }
    return true;
  }

  void add_fields(const Item& structure) {
    const auto& tree = tree_.tree();
    const NodeId list = tree.child(structure.node, rust_code::Field::body);
    if (!tree.is(list, Kind::field_declaration_list)) return;
    const bool is_parser = std::ranges::any_of(structure.attributes, [](const std::string& attribute) {
      return attribute.contains("Parser") || attribute.contains("Args") || attribute.contains("StructOpt");
    });
    for (const NodeId field : tree.children(list)) {
      if (!tree.is(field, Kind::field_declaration)) continue;
      const NodeId visibility = tree.child(field, Kind::visibility_modifier);
      const bool is_open = visibility != rust_code::no_node && tree.text(visibility) == "pub";
      const NodeId name = tree.child(field, rust_code::Field::name);
      if (name != rust_code::no_node && (is_parser || !is_open))
        add(What::field, tree.text(name), tree[name].bytes.begin);
    }
  }

  void add_constant(const Item& item) {
    const bool is_constant = item.kind == ItemKind::constant || item.kind == ItemKind::static_variable;
    if (!is_constant || item.is_test || item.visibility == rust_code::Visibility::everywhere) return;
    if (item.container && file_.items.after[*item.container].kind != ItemKind::module) return;  // of traits
    add(What::constant, item.name, item.bytes.begin);
  }

  const ChangedFile& file_;
  const SourceFile& tree_;
  const AddedLines& added_;
  std::vector<Name> names_;
};

// `s.name`, a pattern with it, or any token of a macro; not `S { name: 1 }`, which writes it.
bool reads_field(const SourceFile& file, const std::string& name) {
  const auto& tree = file.tree();
  for (NodeId id = 0; id < tree.nodes().size(); ++id) {
    const auto& node = tree[id];
    if (node.subtree_end != id + 1 || node.parent == rust_code::no_node || tree.text(id) != name) continue;
    const Kind parent = tree[node.parent].kind;
    if (parent == Kind::field_declaration || parent == Kind::field_initializer ||
        parent == Kind::shorthand_field_initializer)
      continue;
    const bool is_variable = node.kind == Kind::identifier && parent != Kind::token_tree;
    if (!is_variable && !file.in_test(id)) return true;
  }
  return false;
}

// As a whole string, but for where it is declared.
bool looks_up(const std::string& code, const std::string& name) {
  static const RE2 declares(
      R"((?:with_name|new|name|long|short|alias|visible_alias|value_name|conflicts_with|requires|help)\(\s*$)");
  const std::string literal = "\"" + name + "\"";
  for (std::size_t at = code.find(literal); at != std::string::npos; at = code.find(literal, at + 1)) {
    constexpr std::size_t longest = 80;
    const std::size_t begin = at < longest ? 0 : at - longest;
    if (!RE2::PartialMatch(code.substr(begin, at - begin), declares)) return true;
  }
  return false;
}

bool names_twice(const std::string& code, const std::string& name) {
  const std::string word = R"(\b)" + pattern_of(name) + R"(\b)";
  return matches(code, "(?s)" + word + ".*" + word);
}

bool is_read(const SourceFile& file, const Name& name) {
  switch (name.what) {
    case What::argument:
      return looks_up(code_only(file, rust_code::Literals::keep), name.text);
    case What::field:
      return reads_field(file, name.text);
    case What::constant:
      return names_twice(code_only(file, rust_code::Literals::keep), name.text);
  }
  return true;
}

bool is_read_elsewhere(const std::string& text, const Name& name) {
  const std::string word = pattern_of(name.text) + R"(\b)";
  switch (name.what) {
    case What::argument:
      return looks_up(text, name.text);
    case What::field:
      return matches(text, R"(\.\s*)" + word) || matches(text, R"([{,]\s*)" + word + R"(\s*[,}])");
    case What::constant:
      return matches(text, R"(\b)" + word);
  }
  return true;
}

bool other_files_read(const Repository& repository, const ChangeSet& set, const Name& name) {
  const auto is_other = [&](const std::string& path) {
    return is_rust_path(path) && std::ranges::none_of(set.files, [&](const ChangedFile& changed) {
             return changed.change.path() == path;
           });
  };
  return any_file(repository, set.text.id, true, is_other,
                  [&](const std::string&, const std::string& text) { return is_read_elsewhere(text, name); });
}

std::string_view name_of(What what) {
  switch (what) {
    case What::argument:
      return "argument";
    case What::field:
      return "field";
    case What::constant:
      return "constant";
  }
  return "";
}

}  // namespace

std::optional<Drop> unused_drop(const Repository& repository, const ChangeSet& set) {
  const AddedLines added(set);
  for (const ChangedFile& file : set.files) {
    if (!file.is_rust || file.is_test || !file.tree_after) continue;
    for (const Name& name : Collector(file, added).run()) {
      const bool is_read_here = std::ranges::any_of(set.files, [&](const ChangedFile& other) {
        return other.tree_after && is_read(*other.tree_after, name);
      });
      if (is_read_here || other_files_read(repository, set, name)) continue;
      return Drop{DropReason::unused_name,
                  fmt::format("{}: nothing reads the {} {}", name.place, name_of(name.what), name.text)};
    }
  }
  return std::nullopt;
}

}  // namespace git_miner
