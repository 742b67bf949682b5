#include "search/assumptions.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <string_view>

#include "search/grounds.hpp"
#include "search/std_names.hpp"
#include "word_char.hpp"

namespace git_miner {
namespace {

using rust_code::Field;
using rust_code::ItemKind;
using rust_code::Kind;
using rust_code::no_node;
using rust_code::NodeId;
using rust_code::SyntaxTree;

NodeId declaration_around(const SyntaxTree& tree, NodeId id) {
  while (id != no_node && tree[id].kind != Kind::use_declaration) {
    if (tree[id].kind == Kind::block || tree[id].kind == Kind::declaration_list) return no_node;
    id = tree.parent(id);
  }
  return id;
}

// Whether a path goes on behind a text; `::` alone begins one.
bool is_inside_path(std::string_view text) {
  if (!text.ends_with("::")) return false;
  text.remove_suffix(2);
  return !text.empty() && (is_word_char(text.back()) || text.back() == '>');
}

// The first name of a path, which may be a crate's.
bool begins_path(const SyntaxTree& tree, NodeId id, NodeId declaration) {
  if (tree[id].kind != Kind::identifier) return false;
  const std::string_view front = tree.source().substr(0, tree[id].bytes.begin),
                         back = tree.source().substr(tree[id].bytes.end);
  if (!back.starts_with("::") || is_inside_path(front) || front.ends_with('$')) return false;
  for (NodeId at = tree.parent(id); declaration != no_node && at != declaration; at = tree.parent(at)) {
    if (tree[at].kind == Kind::scoped_use_list) return false;
  }
  static constexpr std::array own{"std", "core", "alloc", "crate", "self", "super"};
  return std::ranges::find(own, tree.text(id)) == own.end();
}

// `b` and `C` of `::b::C<T>`.
std::vector<std::string_view> names_behind(std::string_view text) {
  std::vector<std::string_view> names;
  while (text.starts_with("::")) {
    text.remove_prefix(2);
    std::size_t end = 0;
    while (end < text.size() && is_word_char(text[end])) ++end;
    if (end == 0) break;
    names.push_back(text.substr(0, end));
    text.remove_prefix(end);
  }
  return names;
}

// Inside the arguments of another macro, too.
bool is_macro(const SyntaxTree& tree, NodeId id) {
  if (tree[id].kind != Kind::identifier) return false;
  std::string_view back = tree.source().substr(tree[id].bytes.end);
  if (!back.starts_with('!')) return false;
  back.remove_prefix(1);
  while (back.starts_with(' ')) back.remove_prefix(1);
  return back.starts_with('(') || back.starts_with('[') || back.starts_with('{');
}

class Reader {
 public:
  Reader(const AddedLines& added, Assumptions& assumptions) : added_(added), assumptions_(assumptions) {}

  void read(const ChangedFile& file) {
    const SyntaxTree& tree = file.tree_after->tree();
    for (NodeId id = 0; id < tree.nodes().size(); ++id) {
      if (!added_.hold(file, tree.line(tree[id].bytes.begin) - 1)) continue;
      if (const NodeId declaration = declaration_around(tree, id); begins_path(tree, id, declaration))
        add_crate(file, id, declaration);
      if (is_macro(tree, id)) assumptions_.macros.insert({file.change.path(), std::string(tree.text(id))});
      if (tree[id].kind == Kind::field_identifier && !file.tree_after->in_test(id)) add_method(file, id);
    }
    add_functions(file);
  }

 private:
  void add_crate(const ChangedFile& file, NodeId root, NodeId declaration) {
    const SyntaxTree& tree = file.tree_after->tree();
    const std::string path = file.change.path(), crate(tree.text(root));
    assumptions_.crates.insert({path, crate, ""});
    const auto add = [&](std::string_view name) {
      if (!is_std_name(name)) assumptions_.crates.insert({path, crate, std::string(name)});
    };
    if (declaration == no_node) {
      for (const std::string_view name : names_behind(tree.source().substr(tree[root].bytes.end))) add(name);
      return;
    }
    for (NodeId id = root + 1; id < tree[declaration].subtree_end; ++id) {
      const bool is_name = tree[id].kind == Kind::identifier || tree[id].kind == Kind::type_identifier;
      if (is_name && tree[id].field != Field::alias) add(tree.text(id));
    }
  }

  void add_method(const ChangedFile& file, NodeId method) {
    const SyntaxTree& tree = file.tree_after->tree();
    NodeId access = tree.parent(method);
    if (!tree.is(access, Kind::field_expression)) return;
    const bool is_generic = tree.is(tree.parent(access), Kind::generic_function);
    if (tree[is_generic ? tree.parent(access) : access].field != Field::function) return;
    MethodUse use{.path = file.change.before.path,
                  .type = type_of_impl(tree, method),
                  .fields = {},
                  .method = std::string(tree.text(method)),
                  .spelling = std::string(tree.source().substr(
                      tree[access].bytes.begin, tree[method].bytes.end - tree[access].bytes.begin))};
    NodeId value = tree.child(access, Field::value);
    for (; tree.is(value, Kind::field_expression); value = tree.child(value, Field::value)) {
      const NodeId field = tree.child(value, Field::field);
      if (!tree.is(field, Kind::field_identifier)) return;
      use.fields.insert(use.fields.begin(), std::string(tree.text(field)));
    }
    if (!use.type.empty() && tree.is(value, Kind::self_keyword)) assumptions_.methods.insert(std::move(use));
  }

  // `Subscriber` of the impl `<Recorder as tracing::Subscriber>`.
  void add_functions(const ChangedFile& file) {
    for (const std::size_t index : file.items.added) {
      const auto& item = file.items.after[index];
      if (item.kind != ItemKind::function || !item.container) continue;
      std::string_view around = file.items.after[*item.container].name;
      const std::size_t as = around.find(" as ");
      if (file.items.after[*item.container].kind != ItemKind::impl || as == around.npos) continue;
      around.remove_prefix(as + 4);
      around = around.substr(0, around.find_first_of("<>"));
      assumptions_.trait_functions.insert({file.change.path(),
                                           std::string(around.substr(around.rfind(':') + 1)),
                                           item.name});  // npos + 1 is 0
    }
  }

  const AddedLines& added_;
  Assumptions& assumptions_;
};

}  // namespace

Assumptions assumptions_of(const ChangeSet& set, const AddedLines& added) {
  Assumptions assumptions;
  Reader reader(added, assumptions);
  for (const ChangedFile& file : set.files) {
    if (file.is_rust && file.tree_after) reader.read(file);
  }
  assumptions.names = taken_names(set, added);
  return assumptions;
}

Assumptions assumptions_in(const Assumptions& all, const std::string& path) {
  Assumptions some;
  const auto keep = [&](const auto& from, auto& to) {
    std::ranges::copy_if(from, std::inserter(to, to.end()),
                         [&](const auto& one) { return one.path == path; });
  };
  keep(all.crates, some.crates);
  keep(all.trait_functions, some.trait_functions);
  keep(all.macros, some.macros);
  keep(all.names, some.names);
  return some;
}

}  // namespace git_miner
