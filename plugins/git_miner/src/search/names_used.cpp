#include "search/names_used.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>
#include <set>

#include <rust_code/node_kinds.hpp>

#include "change/common_words.hpp"
#include "search/std_names.hpp"

namespace git_miner {
namespace {

using rust_code::Field;
using rust_code::Kind;
using rust_code::NodeId;
using rust_code::SyntaxTree;

bool is_constant(std::string_view name) {
  return name.size() >= 3 && std::ranges::all_of(name, [](unsigned char c) {
           return std::isupper(c) != 0 || std::isdigit(c) != 0 || c == '_';
         });
}

bool is_type_like(std::string_view name) { return std::isupper(static_cast<unsigned char>(name[0])) != 0; }

class Names {
 public:
  Names(const rust_code::SourceFile& file, const std::vector<LineRange>& lines)
      : tree_(file.tree()), source_(tree_.source()), lines_(lines) {}

  template <class Use>
  void each(Use use) const {
    for (NodeId id = 0; id < tree_.nodes().size(); ++id) {
      const Kind kind = tree_[id].kind;
      if (kind != Kind::identifier && kind != Kind::type_identifier && kind != Kind::field_identifier)
        continue;
      const std::size_t line = tree_.line(tree_[id].bytes.begin) - 1;
      if (std::ranges::any_of(lines_,
                              [&](const LineRange& one) { return one.begin <= line && line < one.end; }))
        use(id);
    }
  }

  bool is_definition(NodeId id) const {
    if (tree_[id].field != Field::name) return false;
    switch (tree_[tree_.parent(id)].kind) {
      case Kind::function_item:
      case Kind::function_signature_item:
      case Kind::struct_item:
      case Kind::enum_item:
      case Kind::union_item:
      case Kind::trait_item:
      case Kind::type_item:
      case Kind::associated_type:
      case Kind::const_item:
      case Kind::static_item:
      case Kind::mod_item:
      case Kind::macro_definition:
      case Kind::enum_variant:
      case Kind::field_declaration:
        return true;
      default:
        return false;
    }
  }

  std::optional<NameUse> use_of(NodeId id) const {
    if (is_definition(id) || tree_.is(tree_.parent(id), Kind::type_parameter)) return std::nullopt;
    const std::string_view before = source_.substr(0, tree_[id].bytes.begin),
                           after = source_.substr(tree_[id].bytes.end);
    const std::string_view name = tree_.text(id);
    const bool is_called = after.starts_with('(') || after.starts_with("::<");
    if (is_from_std(id)) return std::nullopt;
    if (before.ends_with('.') && !before.ends_with("..")) return is_called ? NameUse::call : NameUse::field;
    if (tree_[id].kind == Kind::field_identifier) return NameUse::field;
    if (tree_[id].kind == Kind::type_identifier || is_constant(name) || is_type_like(name))
      return NameUse::other;
    if (is_called) return NameUse::call;
    if (after.starts_with("::")) return std::nullopt;  // a module: what counts is what is taken from it
    const bool is_of_path = before.ends_with("::");
    const bool is_macro = after.starts_with('!') && !after.starts_with("!=");
    if (is_of_path || is_macro || is_imported(id)) return NameUse::other;
    return std::nullopt;
  }

  std::string_view text(NodeId id) const { return tree_.text(id); }

 private:
  // `std::io::ErrorKind::Other`, in code or in a `use`.
  bool is_from_std(NodeId id) const {
    NodeId outermost = id;
    for (NodeId at = id; at != rust_code::no_node; at = tree_.parent(at)) {
      const Kind kind = tree_[at].kind;
      if (kind == Kind::use_declaration) outermost = at;
      if (kind == Kind::scoped_identifier || kind == Kind::scoped_type_identifier) outermost = at;
      if (kind == Kind::block || kind == Kind::declaration_list || kind == Kind::source_file) break;
    }
    std::string_view text = tree_.text(outermost);
    for (const std::string_view front : {"pub ", "use ", "::"}) {
      if (text.starts_with(front)) text.remove_prefix(front.size());
    }
    return std::ranges::any_of(std::array{"std::", "core::", "alloc::", "io::", "fmt::"},
                               [&](const char* front) { return text.starts_with(front); });
  }
  bool is_imported(NodeId id) const {
    for (NodeId at = tree_.parent(id); at != rust_code::no_node; at = tree_.parent(at)) {
      const Kind kind = tree_[at].kind;
      if (kind == Kind::use_declaration) return true;
      if (kind != Kind::use_list && kind != Kind::scoped_use_list && kind != Kind::use_as_clause &&
          kind != Kind::scoped_identifier && kind != Kind::use_wildcard)
        return false;
    }
    return false;
  }

  const SyntaxTree& tree_;
  std::string_view source_;
  const std::vector<LineRange>& lines_;
};

}  // namespace

std::vector<UsedName> names_used(const rust_code::SourceFile& file, const std::vector<LineRange>& lines) {
  const Names names(file, lines);
  std::set<std::string_view> defined;
  names.each([&](NodeId id) {
    if (names.is_definition(id)) defined.insert(names.text(id));
  });
  std::vector<UsedName> all;
  std::set<UsedName> known;
  names.each([&](NodeId id) {
    const std::string_view name = names.text(id);
    if (defined.contains(name) || !is_telling_name(name) || is_std_name(name)) return;
    const auto use = names.use_of(id);
    if (!use) return;
    UsedName used{std::string(name), *use};
    if (known.insert(used).second) all.push_back(std::move(used));
  });
  return all;
}

std::set<std::string> names_in(const rust_code::SourceFile& file, const std::vector<LineRange>& lines) {
  const Names names(file, lines);
  std::set<std::string> all;
  names.each([&](NodeId id) {
    if (!names.is_definition(id)) all.emplace(names.text(id));
  });
  return all;
}

std::vector<std::string> names_defined(const rust_code::SourceFile& file,
                                       const std::vector<LineRange>& lines) {
  const Names names(file, lines);
  std::vector<std::string> all;
  names.each([&](NodeId id) {
    if (names.is_definition(id)) all.emplace_back(names.text(id));
  });
  return all;
}

}  // namespace git_miner
