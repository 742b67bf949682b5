#include "disguise.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include <digest/sha256.hpp>
#include <rust_code/source_file.hpp>

namespace cargo_evaluator {
namespace {

using rust_code::Field;
using rust_code::Kind;
using rust_code::NodeId;

// "sums::" of a function in `mod sums`.
std::string modules_around(const rust_code::SyntaxTree& tree, NodeId id) {
  std::string path;
  for (NodeId at = tree.parent(id); at != rust_code::no_node; at = tree.parent(at)) {
    if (tree[at].kind != Kind::mod_item) continue;
    const NodeId name = tree.child(at, Field::name);
    if (name != rust_code::no_node) path = fmt::format("{}::{}", tree.text(name), path);
  }
  return path;
}

bool is_test(const rust_code::SourceFile& file, NodeId function) {
  return std::ranges::any_of(file.attributes(function),
                             [&](NodeId attribute) { return file.tree().text(attribute).contains("test"); });
}

}  // namespace

std::string nameless(std::string_view secret, std::string_view what) {
  return "t_" + digest::sha256_hex(fmt::format("{} {}", secret, what)).substr(0, 24);
}

Disguised disguise(const std::string& text, std::span<const std::string> expected, std::string_view secret) {
  Disguised result;
  const auto file = rust_code::SourceFile::parse(text, rust_code::Role::test);
  if (!file) return {text, {}};
  const rust_code::SyntaxTree& tree = file->tree();
  std::size_t done = 0;
  for (NodeId id = 0; id < tree.nodes().size(); ++id) {
    if (tree[id].kind != Kind::function_item || !is_test(*file, id)) continue;
    const NodeId name = tree.child(id, Field::name);
    if (name == rust_code::no_node) continue;
    const std::string modules = modules_around(tree, id);
    const std::string test = modules + std::string(tree.text(name));
    if (std::ranges::find(expected, test) == expected.end()) continue;
    const std::string alias = nameless(secret, "test " + test);
    const std::string twin = nameless(secret, "twin " + test);
    result.text += text.substr(done, tree[name].bytes.begin - done) + alias;
    result.text += text.substr(tree[name].bytes.end, tree[id].bytes.end - tree[name].bytes.end);
    // Full paths: a module of the tests, or what it imports, may have a `test` or `panic` of its own.
    result.text += fmt::format(
        " #[::core::prelude::v1::test] fn {}() {{ let _ = {}(); ::core::panic!(\"as it must\") }}", twin,
        alias);
    done = tree[id].bytes.end;
    result.tests.push_back({test, modules + alias, modules + twin});
  }
  result.text += text.substr(done);
  return result;
}

}  // namespace cargo_evaluator
