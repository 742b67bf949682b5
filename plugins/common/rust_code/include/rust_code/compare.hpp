// What changed between two versions of a Rust file.
//
// Compared are tokens: white space and comments never count, literals count byte by byte, and macro bodies
// token by token. Formatting that adds or removes tokens (a trailing comma) is a change here; rustfmt is the
// oracle for that.
#pragma once

#include <string>
#include <vector>

#include <rust_code/items.hpp>

namespace rust_code {

// The gravest difference between two versions, in this order.
enum class Difference {
  none,            // the same bytes
  layout,          // comments (documentation too) and white space
  docs_and_lints,  // `#[doc..]`, `#[allow(..)]` and the like, `#[cfg_attr(docsrs, ..)]`
  code,
};

Difference difference(const SourceFile& before, const SourceFile& after);

struct EntityChange {
  std::size_t before = 0;   // index into Comparison::before
  std::size_t after = 0;    // index into Comparison::after
  bool signature = false;   // the visibility included
  bool body = false;        // of a container: what belongs to no entity inside it
  bool attributes = false;  // others than documentation and lints
  bool moved = false;       // the same name under another path; then the rest may be all false
};

// Entities are the items that stand in modules, traits and impls; what stands inside a function belongs to
// that function. They are paired by kind and path; twins by equal tokens first, then in order. What is left
// over on both sides with the same kind, name and tokens has moved. A renamed entity is deleted and added.
struct Comparison {
  std::vector<Item> before;  // all items of either version, as from list_items
  std::vector<Item> after;
  std::vector<std::size_t> added;     // indices into `after`, ascending
  std::vector<std::size_t> deleted;   // indices into `before`, ascending
  std::vector<EntityChange> changed;  // by `after`
};

Comparison compare(const SourceFile& before, const SourceFile& after);

}  // namespace rust_code
