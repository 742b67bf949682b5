#include "conversation/given_tests.hpp"

#include <algorithm>
#include <array>

#include <fmt/ranges.h>

#include "conversation/test_code.hpp"

namespace git_miner {
namespace {

using rust_code::Item;
using rust_code::ItemKind;

constexpr TextBound most_code{.lines = 80, .bytes = 3000};  // of all together

// What stands around tests, and what they begin with. Modules in the files of tests are no frames but parts of them.
bool is_frame(const ChangedFile& file, const Item& item) {
  const bool is_outer = item.kind == ItemKind::module && !item.container && !file.is_test;
  return is_outer || item.kind == ItemKind::use || item.kind == ItemKind::extern_crate;
}

bool is_part_of_added(const ChangedFile& file, const Item& item) {
  return item.container && !is_frame(file, file.items.after[*item.container]) &&
         std::ranges::binary_search(file.items.added, *item.container);
}

// What belongs to no item inside it changed: attributes, comments; those that did are told themselves.
bool is_around(const Item& item) { return item.kind == ItemKind::module || item.kind == ItemKind::impl; }

class Quotation {
 public:
  explicit Quotation(const NameTest& is_refused) : is_refused_(is_refused) {}

  // False where it cannot be told, or not in the space that is left; then `refused` says so.
  bool add(const ChangedFile& file, const Item& item, std::vector<std::string>& codes) {
    const auto code = test_code(file, item, is_refused_);
    if (code) all_ += *code + "\n\n";
    if (code && fits(all_, most_code)) {
      codes.push_back(*code);
      return true;
    }
    refused = fmt::format("{} of {}: {}", item.path, file.change.path(),
                          code ? "it is too long, or there are too many" : code.error());
    return false;
  }

  std::string refused;

 private:
  const NameTest& is_refused_;
  std::string all_;
};

// False where a test of the file cannot be told.
bool add_tests(const ChangedFile& file, Quotation& quotation, GivenTests& tests) {
  const std::vector<Item>& items = file.items.after;
  for (const std::size_t index : file.items.added) {
    const Item& item = items[index];
    if (!item.is_test || is_frame(file, item) || is_part_of_added(file, item)) continue;
    if (!quotation.add(file, item, tests.added)) return false;
  }
  for (const auto& change : file.items.changed) {
    const Item& item = items[change.after];
    if (!item.is_test || is_frame(file, item) || is_around(item) || change.moved) continue;
    if (!quotation.add(file, item, tests.changed)) return false;
  }
  return true;
}

std::string block(const std::vector<std::string>& codes) {
  return fmt::format("\n\n```rust\n{}\n```", fmt::join(codes, "\n\n"));
}

std::string told_added(const GivenTests& tests, std::uint64_t choice) {
  if (tests.is_new_file) return fmt::format("\n\nPlease add tests in `{}`:", tests.path);
  static constexpr std::array forms{
      "\n\nPlease add this to the tests in `{}`:", "\n\nIn `{}` this should pass; please add it:",
      "\n\nThe tests in `{}` should get this:"};
  return fmt::format(fmt::runtime(forms[choice % forms.size()]), tests.path);
}

std::string told_changed(const GivenTests& tests, std::uint64_t choice) {
  const char* what = tests.changed.size() == 1 ? "this test" : "these tests";
  return choice % 2 == 0 ? fmt::format("\n\nIn `{}` {} should be:", tests.path, what)
                         : fmt::format("\n\nPlease change {} in `{}` to:", what, tests.path);
}

}  // namespace

std::expected<std::vector<GivenTests>, std::string> given_tests(const ChangeSet& set,
                                                                const NameTest& is_refused) {
  std::vector<GivenTests> all;
  Quotation quotation(is_refused);
  for (const ChangedFile& file : set.files) {
    if (!file.is_rust || !file.tree_after) continue;
    GivenTests tests{.path = file.change.path(),
                     .is_new_file = file.change.kind == ChangeKind::added,
                     .added = {},
                     .changed = {}};
    if (!add_tests(file, quotation, tests)) return std::unexpected(quotation.refused);
    if (!tests.added.empty() || !tests.changed.empty()) all.push_back(std::move(tests));
  }
  return all;
}

std::string told(const std::vector<GivenTests>& tests, std::uint64_t choice) {
  std::string text;
  for (const GivenTests& file : tests) {
    if (!file.added.empty()) text += told_added(file, choice) + block(file.added);
    if (!file.changed.empty()) text += told_changed(file, choice) + block(file.changed);
  }
  return text;
}

}  // namespace git_miner
