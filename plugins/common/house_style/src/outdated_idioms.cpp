#include "outdated_idioms.hpp"

#include <set>
#include <string_view>

#include <re2/re2.h>

#include <rust_code/code_only.hpp>
#include <rust_code/node_kinds.hpp>

namespace house_style {
namespace {

using rust_code::Field;
using rust_code::Kind;
using rust_code::no_node;
using rust_code::NodeId;
using rust_code::SourceFile;

// Of code without texts and comments.
constexpr std::string_view expressions = R"(\btry!\()"
                                         R"(|\bif let (?:Some|Ok|Err)\(_\) =)"
                                         R"(|\.len\(\) (?:==|>|!=) 0\b|\.get\(0\)|\.nth\(0\))"
                                         R"(|\.map\(\|&?[A-Za-z]\w*\| \*?\w+\.clone\(\)\))"
                                         R"(|\b(?:std|core)::[iu](?:8|16|32|64|128|size)::M(?:AX|IN)\b)"
                                         R"(|\b[iuf](?:8|16|32|64|128|size)::m(?:ax|in)_value\(\))"
                                         R"(|\.trim_(?:left|right)(?:_matches)?\()"
                                         R"(|\bmem::uninitialized\b|\bATOMIC_\w+_INIT\b)"
                                         R"(|(?:\bBox<|&(?:mut )?)(?:Error>|Fn(?:Mut|Once)?\())";
// `return` before the end of a function, behind which no statement follows; parameters; declarations.
constexpr std::string_view others = R"(|\breturn\b[^;]*;?\s*\}\s*(?:\z|\n\s*\n|[}#/]|pub\b|\w* ?fn\b))"
                                    R"(|&(?:'\w+\s+)?(?:String|Vec|PathBuf)\b|\bextern\s+crate\b)";

const RE2& pattern() {
  static const RE2 all("(" + std::string(expressions) + ")");
  return all;
}

const RE2& trait() {
  static const RE2 import(R"(\buse (?:std|core)::error::(?:Error\b|\{[^}]*\bError\b))");
  return import;
}

bool is_needless_return(const SourceFile& file, NodeId id) {
  const auto& tree = file.tree();
  const NodeId block = tree.parent(tree.parent(id));
  if (!tree.is(tree.parent(id), Kind::expression_statement) || !tree.is(block, Kind::block)) return false;
  if (!tree.is(tree.parent(block), Kind::function_item)) return false;
  NodeId last = no_node;
  for (const NodeId child : tree.children(block)) {
    if (tree[child].named && !rust_code::is_comment(tree[child].kind)) last = child;
  }
  return last == tree.parent(id);
}

// `&Vec<T>`, `&String` of a function's own choice.
bool is_owner_by_reference(const SourceFile& file, NodeId id) {
  static const RE2 type(R"(&(?:'\w+\s+)?(?:String|Vec<.*>|PathBuf))");
  const auto& tree = file.tree();
  const NodeId list = tree.parent(id);
  if (!tree.is(id, Kind::parameter) || list == no_node) return false;
  const NodeId function = tree.parent(list);
  const NodeId given = tree.child(id, Field::type);
  if (!tree.is(function, Kind::function_item) || given == no_node) return false;
  for (NodeId around = function; around != no_node; around = tree.parent(around)) {
    if (tree.is(around, Kind::impl_item) && tree.child(around, Field::trait) != no_node) return false;
  }
  const std::string_view text = tree.text(given);
  return RE2::FullMatch(re2::StringPiece(text.data(), text.size()), type);
}

bool is_needless_crate(const SourceFile& file, NodeId id) {
  static const std::set<std::string_view> sysroot{"alloc", "std", "core", "test", "proc_macro", "self"};
  const auto& tree = file.tree();
  if (!tree.is(id, Kind::extern_crate_declaration)) return false;
  const NodeId name = tree.child(id, Field::name);
  if (tree.text(id).contains(" as ")) return false;
  return name == no_node || !sysroot.contains(tree.text(name));
}

}  // namespace

std::string may_be_outdated() { return std::string(expressions) + std::string(others); }

std::vector<OutdatedIdiom> find_outdated_idioms(const SourceFile& file, bool is_edition_2015) {
  std::vector<OutdatedIdiom> found;
  const std::string code = code_only(file, rust_code::Literals::blank);
  re2::StringPiece rest(code), match;
  while (RE2::FindAndConsume(&rest, pattern(), &match)) {
    const auto at = static_cast<std::uint32_t>(match.data() - code.data());
    // Where the trait is not imported, it is a type of that name; and `is_empty` has to be written somehow.
    if (match.ends_with("Error>") && !RE2::PartialMatch(code, trait())) continue;
    if (match.starts_with(".len()") && std::string_view(code).substr(0, at).ends_with("self")) continue;
    found.push_back({at, std::string(match)});
  }
  const auto& tree = file.tree();
  for (NodeId id = 0; id < tree.nodes().size(); ++id) {
    if (file.in_test(id)) continue;
    const bool is_old = (tree.is(id, Kind::return_expression) && is_needless_return(file, id)) ||
                        is_owner_by_reference(file, id) || (!is_edition_2015 && is_needless_crate(file, id));
    if (is_old) found.push_back({tree[id].bytes.begin, std::string(tree.text(id))});
  }
  return found;
}

}  // namespace house_style
