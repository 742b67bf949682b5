#include "search/grounds.hpp"

#include <algorithm>
#include <array>
#include <cctype>

#include <fmt/core.h>
#include <re2/re2.h>

#include "change/added_lines.hpp"
#include "search/std_names.hpp"

namespace git_miner {
namespace {

using rust_code::Field;
using rust_code::ItemKind;
using rust_code::Kind;
using rust_code::no_node;
using rust_code::NodeId;
using rust_code::SyntaxTree;

constexpr std::array wrappers{"Box", "Rc", "Arc", "Option", "Vec", "Cow", "Pin", "Ref", "RefMut", "Self"};

// The name of a type without references, arguments and what std wraps around it: RawValue of `&'a Box<RawValue>`.
std::string base_name(const SyntaxTree& tree, NodeId type) {
  if (type == no_node) return "";
  for (NodeId id = type; id < tree[type].subtree_end; ++id) {
    if (tree[id].kind != Kind::type_identifier) continue;
    const std::string_view name = tree.text(id);
    if (name.size() > 1 && std::ranges::find(wrappers, name) == wrappers.end()) return std::string(name);
  }
  return "";
}

NodeId around(const SyntaxTree& tree, NodeId id, Kind kind) {
  while (id != no_node && tree[id].kind != kind) id = tree.parent(id);
  return id;
}

bool binds(const SyntaxTree& tree, NodeId pattern, std::string_view name) {
  if (pattern == no_node) return false;
  for (NodeId id = pattern; id < tree[pattern].subtree_end; ++id) {
    if (tree[id].kind == Kind::identifier && tree.text(id) == name) return true;
  }
  return false;
}

// The variant in whose pattern a name stands alone: Vacant of `Entry::Vacant(ref entry)`.
std::string variant_around(const SyntaxTree& tree, NodeId pattern, std::string_view name) {
  for (NodeId id = pattern; id < tree[pattern].subtree_end; ++id) {
    if (tree[id].kind != Kind::tuple_struct_pattern) continue;
    const std::string_view text = tree.text(id);
    const std::size_t open = text.find('(');
    if (open == text.npos) continue;
    std::string_view inside = text.substr(open + 1, text.size() - open - 2), path = text.substr(0, open);
    for (const std::string_view front : {"ref ", "mut "}) {
      if (inside.starts_with(front)) inside.remove_prefix(front.size());
    }
    if (inside == name) return std::string(path.substr(path.rfind(':') + 1));  // npos + 1 = 0
  }
  return "";
}

// What the function around it tells of a value's type: the nearest pattern or parameter with its name.
void find_type(const SyntaxTree& tree, NodeId at, FieldAccess& access) {
  if (access.value == "self") {
    access.type = type_of_impl(tree, at);
    return;
  }
  for (NodeId id = tree.parent(at); id != no_node; id = tree.parent(id)) {
    if (tree[id].kind == Kind::match_arm) {
      const NodeId pattern = tree.child(id, Field::pattern);
      if (binds(tree, pattern, access.value)) {
        access.variant = variant_around(tree, pattern, access.value);
        return;
      }
    }
    if (tree[id].kind != Kind::function_item) continue;
    const NodeId parameters = tree.child(id, Field::parameters);
    if (parameters == no_node) return;
    for (const NodeId one : tree.children(parameters)) {
      if (tree[one].kind == Kind::parameter && binds(tree, tree.child(one, Field::pattern), access.value))
        access.type = base_name(tree, tree.child(one, Field::type));
    }
    return;
  }
}

class Collector {
 public:
  Collector(const ChangeSet& set, const AddedLines& added, Grounds& grounds)
      : added_(added), grounds_(grounds) {
    for (const ChangedFile& file : set.files) note_own(file);
  }

  void add(const ChangedFile& file) {
    if (!file.tree_after) return;
    add_items(file);
    add_fields(file);
  }

  const std::set<std::string>& functions() const { return functions_; }

 private:
  void note_own(const ChangedFile& file) {
    for (const std::size_t index : file.items.added) {
      const auto& item = file.items.after[index];
      const bool is_type = item.kind == ItemKind::structure || item.kind == ItemKind::enumeration ||
                           item.kind == ItemKind::union_type || item.kind == ItemKind::trait;
      if (is_type) own_.insert(item.name);
    }
  }

  // A function that goes elsewhere or gets another name is not new.
  static bool is_new(const ChangedFile& file, const rust_code::Item& item) {
    return !item.is_test && !item.is_local &&
           std::ranges::none_of(file.items.deleted, [&](std::size_t index) {
             const auto& old = file.items.before[index];
             return old.kind == item.kind &&
                    (old.name == item.name ||
                     file.before.substr(old.body.begin, old.body.end - old.body.begin) ==
                         file.after.substr(item.body.begin, item.body.end - item.body.begin));
           });
  }

  void add_items(const ChangedFile& file) {
    const SyntaxTree& tree = file.tree_after->tree();
    for (const std::size_t index : file.items.added) {
      const auto& item = file.items.after[index];
      if (item.kind == ItemKind::impl && (item.is_test || item.is_local)) add_trait(file, item.node);
      if (!is_new(file, item)) continue;
      if (item.kind == ItemKind::function) {
        if (!file.is_test) functions_.insert(item.name);
        const bool is_of_impl = item.container && file.items.after[*item.container].kind == ItemKind::impl;
        if (is_of_impl) add_type(file, type_of_impl(tree, item.node));
      }
      if (item.kind == ItemKind::impl) add_impl(file, item.node);
    }
  }

  void add_impl(const ChangedFile& file, NodeId impl) {
    const SyntaxTree& tree = file.tree_after->tree();
    add_type(file, type_of_impl(tree, impl));
    add_trait(file, impl);
  }

  void add_trait(const ChangedFile& file, NodeId impl) {
    const SyntaxTree& tree = file.tree_after->tree();
    const NodeId trait = tree.child(impl, Field::trait), body = tree.child(impl, Field::body);
    const std::string name = last_name(tree, trait);
    if (name.empty() || own_.contains(name) || is_std_name(name)) return;
    auto& defined = grounds_.traits[name];
    if (body == no_node) return;
    for (const NodeId part : tree.children(body)) {
      const NodeId own = tree.child(part, Field::name);
      if (own != no_node) defined.emplace(tree.text(own));
    }
  }

  // `IntoEdges` of `visit::IntoEdges<'a, N>`; none of what std names by its path.
  static std::string last_name(const SyntaxTree& tree, NodeId trait) {
    if (trait == no_node) return "";
    std::string_view text = tree.text(trait).substr(0, tree.text(trait).find('<'));
    for (const std::string_view front :
         {"std::", "core::", "alloc::", "fmt::", "io::", "::std::", "::core::"}) {
      if (text.starts_with(front)) return "";
    }
    return std::string(text.substr(text.rfind(':') + 1));
  }

  void add_type(const ChangedFile& file, const std::string& name) {
    if (!name.empty() && !own_.contains(name)) grounds_.types[name].insert(file.change.before.path);
  }

  void add_fields(const ChangedFile& file) {
    const SyntaxTree& tree = file.tree_after->tree();
    for (NodeId id = 0; id < tree.nodes().size(); ++id) {
      if (tree[id].kind != Kind::field_expression || file.tree_after->in_test(id)) continue;
      const NodeId value = tree.child(id, Field::value), field = tree.child(id, Field::field);
      if (value == no_node || field == no_node || tree[field].kind != Kind::field_identifier) continue;
      const bool is_called =
          tree[id].field == Field::function ||
          (tree.parent(id) != no_node && tree[tree.parent(id)].kind == Kind::generic_function);
      const bool is_plain = tree[value].kind == Kind::identifier || tree[value].kind == Kind::self_keyword;
      const NodeId owner = tree.child(value, Field::value), member = tree.child(value, Field::field);
      const bool is_member = tree[value].kind == Kind::field_expression && owner != no_node &&
                             tree[owner].kind == Kind::self_keyword && member != no_node;
      if (is_called || !(is_plain || is_member) || !added_.hold(file, tree.line(tree[field].bytes.begin) - 1))
        continue;
      FieldAccess access{
          file.change.before.path, std::string(tree.text(value)), std::string(tree.text(field)), "", "", ""};
      if (is_member) {
        access.member = tree.text(member);
        access.type = type_of_impl(tree, id);
      } else {
        find_type(tree, id, access);
      }
      if ((access.type.empty() && access.variant.empty()) || own_.contains(access.type)) continue;
      grounds_.fields.insert(std::move(access));
    }
  }

  const AddedLines& added_;
  Grounds& grounds_;
  std::set<std::string> own_, functions_;
};

}  // namespace

std::string type_of_impl(const SyntaxTree& tree, NodeId inside) {
  const NodeId impl = around(tree, inside, Kind::impl_item);
  return impl == no_node ? "" : base_name(tree, tree.child(impl, Field::type));
}

std::string definition_pattern(const std::string& keywords, const std::string& name) {
  return fmt::format("(?m)^[ \\t]*(?:pub(?:\\([^)]*\\))? )?(?:unsafe )?(?:{})\\s+{}\\b", keywords, name);
}

std::set<Model> models_in(std::string_view request, const std::set<std::string>& new_functions) {
  static const re2::RE2 impl(
      "\\b([A-Z]\\w+)`?(?:<[^>]*>)? for `?&?(?:mut )?(?:\\w+::)*(?:Box<|Arc<|Rc<)?([A-Z]\\w+)");
  static const re2::RE2 alike(
      "(?i)\\b(?:based on|similar to|same as|equivalent(?: \\w+)? to|analogous to|modell?ed (?:on|after)|"
      "mirror(?:s|ing)?|(?:just |exactly )?like|as in|as for) (?:the )?[`\\[]*(?:\\w+::)?(\\w+)");
  static const re2::RE2 path("\\b([A-Z]\\w+)::([a-z_]\\w*)");
  std::set<Model> models;
  // What the documentation is to say is text, and no order.
  std::string told;
  for (std::size_t at = 0; at < request.size();) {
    const std::size_t end = std::min(request.find('\n', at), request.size());
    const std::string_view line = request.substr(at, end - at);
    if (line.starts_with("The documentation of ")) break;
    told.append(line).append("\n");
    at = end + 1;
  }
  std::string first, second;
  for (re2::StringPiece rest(told); re2::RE2::FindAndConsume(&rest, impl, &first, &second);)
    models.insert({true, first, second, ""});
  for (re2::StringPiece rest(told); re2::RE2::FindAndConsume(&rest, path, &first, &second);)
    models.insert({false, second, first, ""});
  for (re2::StringPiece rest(told); re2::RE2::FindAndConsume(&rest, alike, &first);) {
    if (first == "you" || first == "to" || first.size() < 3) continue;  // "I'd like you to"
    for (const std::string& name : new_functions) models.insert({false, name, "", first});
  }
  return models;
}

Grounds grounds_of(const ChangeSet& set, std::string_view request) {
  Grounds grounds;
  const AddedLines added(set);
  Collector collector(set, added, grounds);
  for (const ChangedFile& file : set.files) collector.add(file);
  grounds.uses = type_uses_of(set, added);
  grounds.models = models_in(request, collector.functions());
  return grounds;
}

}  // namespace git_miner
