#include <algorithm>
#include <array>
#include <filesystem>
#include <utility>

#include <fmt/format.h>

#include <criteria/policy.hpp>

namespace criteria {
namespace {

using rust_code::Kind;
using rust_code::no_node;
using rust_code::NodeId;
using rust_code::SyntaxTree;

// Names that mean nothing else in Rust code that has any business in a task; those of the second list are
// ordinary words too, and count only as the name of an attribute.
constexpr std::array<std::string_view, 4> linkage = {"link_section", "no_mangle", "export_name", "no_main"};
constexpr std::array<std::string_view, 2> linkage_words = {"used", "ctor"};

template <typename List>
bool holds(const List& list, std::string_view text) {
  return std::ranges::find(list, text) != std::ranges::end(list);
}

NodeId sibling_before(const SyntaxTree& tree, NodeId id) {
  NodeId before = no_node;
  for (const NodeId child : tree.children(tree.parent(id))) {
    if (child == id) return before;
    before = child;
  }
  return no_node;
}

NodeId sibling_after(const SyntaxTree& tree, NodeId id) {
  const NodeId next = tree[id].subtree_end;
  return next < tree[tree.parent(id)].subtree_end ? next : no_node;
}

// What an attribute is called: `path` of `#[path = ".."]`, also within `cfg_attr(..)` and `unsafe(..)`, and
// in the attributes that a macro writes; not `path` of `#[error("{path}", path = ..)]`.
bool is_attribute_name(const SyntaxTree& tree, NodeId id) {
  NodeId holder = tree.parent(id);
  while (tree.is(holder, Kind::scoped_identifier)) holder = tree.parent(holder);
  while (tree.is(holder, Kind::token_tree)) {
    NodeId before = sibling_before(tree, holder);
    if (before == no_node) return false;
    if (tree.text(holder).starts_with('[')) {
      if (tree.is(before, Kind::bang)) before = sibling_before(tree, before);
      return tree.is(before, Kind::hash);
    }
    const std::string_view wrapper = tree.text(before);
    if (wrapper != "cfg_attr" && wrapper != "unsafe") return false;
    holder = tree.parent(holder);
  }
  return tree.is(holder, Kind::attribute);
}

// True for a name within an attribute, wherever, and among the tokens of a macro, which may become one.
bool is_in_attribute_or_tokens(const SyntaxTree& tree, NodeId id) {
  for (NodeId at = tree.parent(id); at != no_node; at = tree.parent(at)) {
    const Kind kind = tree[at].kind;
    if (kind == Kind::attribute || kind == Kind::token_tree) return true;
    if (kind != Kind::scoped_identifier) return false;
  }
  return false;
}

bool is_linkage(const SyntaxTree& tree, NodeId id) {
  const std::string_view name = tree.text(id);
  return (holds(linkage, name) && is_in_attribute_or_tokens(tree, id)) ||
         (holds(linkage_words, name) && is_attribute_name(tree, id));
}

bool is_path_attribute(const SyntaxTree& tree, NodeId id) {
  if (tree.text(id) != "path" || !is_attribute_name(tree, id)) return false;
  const NodeId after = sibling_after(tree, id);
  return after != no_node && tree.text(after).starts_with('=');
}

// The arguments of `name!(..)` where `id` is that name, or no_node.
NodeId macro_arguments(const SyntaxTree& tree, NodeId id) {
  if (tree.is(tree.parent(id), Kind::macro_invocation)) return tree.child(tree.parent(id), Kind::token_tree);
  const NodeId bang = sibling_after(tree, id);
  if (!tree.is(tree.parent(id), Kind::token_tree) || !tree.is(bang, Kind::bang)) return no_node;
  const NodeId arguments = sibling_after(tree, bang);
  return tree.is(arguments, Kind::token_tree) ? arguments : no_node;
}

// True for `("data.txt")` that stays within the crate and names none of its tests.
bool is_inside_crate(const Source& source, NodeId arguments) {
  const SyntaxTree& tree = source.file.tree();
  std::string_view text = tree.text(arguments);
  const std::size_t begin = text.find_first_not_of(" \t\r\n", 1);
  const std::size_t end = text.find_last_not_of(" \t\r\n,", text.size() - 2);
  if (begin == std::string_view::npos || end == std::string_view::npos || end <= begin) return false;
  text = text.substr(begin, end - begin + 1);
  if (text.front() != '"' || text.back() != '"' || text.contains('\\')) return false;
  text = text.substr(1, text.size() - 2);
  if (text.contains('"') || text.starts_with('/')) return false;
  const auto whole = (std::filesystem::path(source.path).parent_path() / text).lexically_normal();
  return !whole.empty() && std::ranges::none_of(whole, [](const std::filesystem::path& part) {
    return part == ".." || part == "tests" || part == "target" || part.string().starts_with("hidden");
  });
}

bool includes_a_file(const Source& source, NodeId id) {
  const SyntaxTree& tree = source.file.tree();
  const std::string_view name = tree.text(id);
  if (name != "include" && name != "include_str" && name != "include_bytes") return false;
  const NodeId arguments = macro_arguments(tree, id);
  if (arguments == no_node) return false;
  return name == "include" || !is_inside_crate(source, arguments);
}

// `process::exit`, `std::process::{exit}`: ends the test program that has called.
bool ends_the_program(const SyntaxTree& tree, NodeId id) {
  const std::string_view name = tree.text(id);
  if (name != "exit" && name != "abort") return false;
  std::string_view before = tree.source().substr(0, tree[id].bytes.begin);
  while (!before.empty() && std::string_view(" \t\r\n:").contains(before.back())) before.remove_suffix(1);
  if (before.ends_with("process")) return true;
  for (NodeId at = tree.parent(id); at != no_node; at = tree.parent(at)) {
    if (tree.is(at, Kind::use_declaration)) return tree.text(at).contains("process");
    if (!tree.is(at, Kind::use_list) && !tree.is(at, Kind::scoped_use_list) &&
        !tree.is(at, Kind::use_as_clause) && !tree.is(at, Kind::scoped_identifier))
      return false;
  }
  return false;
}

// What only code within the running tests' program could use to write their report.
const char* forging(const Source& source, NodeId id) {
  const SyntaxTree& tree = source.file.tree();
  if (source.file.in_test(id)) return nullptr;
  if (tree.text(id) == "current_exe") return "a library asks for the path of the running program";
  return ends_the_program(tree, id) ? "a library ends the program that calls it" : nullptr;
}

std::vector<Fault> gaming_in(const Source& source, bool is_library) {
  std::vector<Fault> faults;
  const SyntaxTree& tree = source.file.tree();
  for (NodeId id = 0; id < tree.nodes().size(); ++id) {
    if (!tree.is(id, Kind::identifier)) continue;
    const std::string name(tree.text(id));
    const std::uint32_t at = tree[id].bytes.begin;
    if (is_linkage(tree, id))
      faults.push_back(source.fault(at, fmt::format("`{}` reaches past the code under test", name)));
    else if (includes_a_file(source, id))
      faults.push_back(source.fault(at, fmt::format("`{}!` takes in a file by its path", name)));
    else if (is_path_attribute(tree, id))
      faults.push_back(source.fault(at, "`#[path]` takes in a module by its path"));
    else if (const char* const what = is_library ? forging(source, id) : nullptr)
      faults.push_back(source.fault(at, what));
  }
  return faults;
}

}  // namespace

std::vector<Fault> gaming(const Sources& sources, const Manifests& manifests) {
  std::vector<Fault> faults;
  for (const Source& source : sources.files) {
    auto found = gaming_in(source, !manifests.is_binary_source(source.path));
    faults.insert(faults.end(), std::make_move_iterator(found.begin()), std::make_move_iterator(found.end()));
  }
  return faults;
}

}  // namespace criteria
