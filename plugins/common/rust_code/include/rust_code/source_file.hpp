// A parsed Rust file that knows which of its parts are tests: what every question in this library is asked
// of.
//
// Rust tests stand beside the code they test, so the split goes by item, not by path. Test code is
//   * what exists only under cfg(test): `#[cfg(test)]`, `#[cfg(all(test, unix))]`, `#![cfg(test)]`, not
//     `#[cfg(not(test))]` nor `#[cfg(any(test, feature = "x"))]`;
//   * functions with an attribute that makes a test or benchmark of them: `#[test]`, `#[tokio::test]`,
//     `#[rstest]`, `#[test_case(1)]`, `#[wasm_bindgen_test]`, `#[bench]`, also within `#[cfg_attr(..)]`, and
//     rstest's fixtures;
//   * item macros that hold tests: `proptest!`, `quickcheck!`, `criterion_group!`, and any with `#[test]`
//     inside;
//   * a `macro_rules!` that writes tests and is not exported;
//   * everything, in a file whose role is `test`.
// What a macro call hides from the syntax (items inside `cfg_if!`) belongs to where the call stands.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <base/enum_names.hpp>
#include <base/error.hpp>
#include <rust_code/syntax_tree.hpp>

namespace rust_code {

using base::name_of;  // of the kinds and forms declared in this library

enum class Role { source, test };

// Test where cargo or custom has it so: below tests/, benches/ or fuzz/, or named test.rs, tests.rs, *_test.rs,
// *_tests.rs, test_*.rs. `path` is relative to the repository, with '/'.
Role role_of_path(std::string_view path);

// Immutable: any number of threads may read one.
class SourceFile {
 public:
  static base::Result<SourceFile> parse(std::string source, Role role = Role::source,
                                        const ParseLimits& limits = {});

  // As SyntaxTree::parse_versions.
  struct Versions;
  static Versions parse_versions(std::string before, std::string after, std::span<const TextChange> changes,
                                 Role role = Role::source, const ParseLimits& limits = {});

  const SyntaxTree& tree() const { return tree_; }

  bool in_test(NodeId id) const { return in_test_at(tree_[id].bytes.begin); }
  bool in_test_at(std::uint32_t byte) const;

  // True for a file with the role `test` or under `#![cfg(test)]`.
  bool is_all_test() const {
    return tests_.size() == 1 && tests_[0] == ByteRange{0, static_cast<std::uint32_t>(tree_.source().size())};
  }

  // The outer attributes of an item, statement, field, variant or match arm, in order: `attribute_item`
  // nodes.
  std::span<const NodeId> attributes(NodeId id) const;

  // Where the attributes and comments directly above a node begin; the node's own begin if it has none.
  std::uint32_t begin_with_leading(NodeId id) const;

 private:
  friend class Annotator;
  explicit SourceFile(SyntaxTree tree) : tree_(std::move(tree)) {}
  static base::Result<SourceFile> annotated(base::Result<SyntaxTree> tree, Role role);

  struct Leading {
    NodeId subject;
    std::uint32_t begin;
    std::uint32_t first_attribute;  // into attributes_
    std::uint32_t attribute_count;
  };
  const Leading* leading(NodeId id) const;

  SyntaxTree tree_;
  std::vector<NodeId> attributes_;
  std::vector<Leading> leading_;  // by subject
  std::vector<ByteRange> tests_;  // sorted, disjoint
};

struct SourceFile::Versions {
  base::Result<SourceFile> before, after;
};

}  // namespace rust_code
