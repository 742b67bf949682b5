#include "change/change_facts.hpp"

#include <algorithm>
#include <cctype>

#include <re2/re2.h>

#include <rust_code/code_only.hpp>
#include <rust_code/crates_used.hpp>
#include <rust_code/panics.hpp>
#include <rust_code/public_api.hpp>

#include "change/command_line.hpp"
#include "change/deeds.hpp"
#include "change/line_index.hpp"
#include "change/named_kinds.hpp"
#include "change/new_names.hpp"
#include "change/run_as_test.hpp"
#include "word_char.hpp"

namespace git_miner {
namespace {

using rust_code::Item;
using rust_code::ItemKind;

Entity entity_of(const ChangedFile& file, const Item& item) {
  return {.file = file.change.path(),
          .kind = item.kind,
          .path = item.path,
          .is_public = item.visibility == rust_code::Visibility::everywhere,
          .is_test = item.is_test,
          .is_run_as_test = is_run_as_test(item)};
}

void add_entities(const ChangedFile& file, ChangeFacts& facts) {
  const auto& items = file.items;
  for (const std::size_t index : items.added) {
    if (is_told_by_name(items.after[index].kind)) facts.added.push_back(entity_of(file, items.after[index]));
  }
  for (const std::size_t index : items.deleted) {
    if (is_told_by_name(items.before[index].kind))
      facts.deleted.push_back(entity_of(file, items.before[index]));
  }
  for (const auto& change : items.changed) {
    const Item& item = items.after[change.after];
    if (!is_told_by_name(item.kind)) continue;
    const bool changed = change.signature || change.body || change.attributes;
    (changed ? facts.changed : facts.moved).push_back(entity_of(file, item));
  }
}

enum class Side { before, after };

std::string lines_of(const std::string& text, const std::vector<ChangedLines>& changes, Side side) {
  std::string out;
  const LineIndex lines(text);
  for (const ChangedLines& change : changes)
    out.append(lines.text(side == Side::after ? change.after : change.before));
  return out;
}

std::size_t guards_in(const std::string& code) {
  static const RE2 guard(
      R"(\bif\b|\bmatch\b|\?[;.,)\s]|\bchecked_\w+|\bsaturating_\w+|\.get\(|\.is_(?:some|none|ok|err|empty)\()");
  re2::StringPiece rest(code);
  std::size_t count = 0;
  while (RE2::FindAndConsume(&rest, guard)) ++count;
  return count;
}

std::string last_name(const std::string& path) {
  const std::size_t colon = path.rfind("::");
  return colon == path.npos ? path : path.substr(colon + 2);
}

// New tests whose added text names a function that the change edits outside tests.
bool test_names_function(const ChangeSet& set, const ChangeFacts& facts) {
  std::string tests;
  for (const ChangedFile& file : set.files) {
    if (!file.is_rust || !file.tree_after) continue;
    for (const std::size_t index : file.items.added) {
      if (file.items.after[index].is_test)
        tests += file.tree_after->tree().text(file.items.after[index].whole);
    }
    for (const auto& change : file.items.changed) {
      if (file.items.after[change.after].is_test && file.is_test)
        tests += lines_of(file.after, file.change.lines, Side::after);
    }
  }
  const auto is_named_in_tests = [&](const Entity& entity) {
    return !entity.is_test && entity.kind == ItemKind::function && last_name(entity.path).size() > 2 &&
           has_word(tests, last_name(entity.path));
  };
  return std::ranges::any_of(facts.changed, is_named_in_tests) ||
         std::ranges::any_of(facts.added, is_named_in_tests);
}

std::size_t panics_of(const std::optional<rust_code::SourceFile>& tree) {
  return tree ? rust_code::find_panics(*tree).size() : 0;
}

void add_manifest_facts(const ChangeSet& set, ChangeFacts& facts) {
  DependencyChanges all;
  for (const ChangedFile& file : set.files) {
    if (!file.is_manifest) continue;
    const auto before = read_manifest(file.before), after = read_manifest(file.after);
    if (!before || !after) continue;
    const auto changes = compare_manifests(*before, *after);
    all.added.insert(changes.added.begin(), changes.added.end());
    all.test_only.insert(changes.test_only.begin(), changes.test_only.end());
    facts.crates_removed.insert(changes.removed.begin(), changes.removed.end());
    facts.versions_changed.insert(changes.version_changed.begin(), changes.version_changed.end());
    facts.own_version_changed |= changes.own_version_changed;
    const ManifestDeeds deeds = manifest_deeds(file.before, file.after);
    facts.build_differs |= !deeds.changed.empty() || !deeds.tables.empty();
    facts.own_name_changed |= before->has_package && before->package_name != after->package_name;
  }
  for (const std::string& key : all.added) {
    bool used = false, outside_tests = false;
    for (const ChangedFile& file : set.files) {
      if (!file.tree_after) continue;
      const auto uses = rust_code::crates_used(*file.tree_after);
      const auto use = uses.find(code_name(key));
      if (use == uses.end()) continue;
      used = true;
      outside_tests |= !use->second.only_in_tests;
    }
    if (all.test_only.contains(key) || (used && !outside_tests)) {
      facts.crates_for_tests.insert(key);
    } else {
      (used ? facts.crates_added : facts.crates_unused).insert(key);
    }
  }
  const AddedLines added(set);
  for (const std::string& key : facts.crates_added) {
    if (auto use = use_in_added_lines(set, added, key)) facts.crate_uses.push_back(*std::move(use));
  }
}

// What it offers no other crate can use.
bool is_program(const std::string& path) {
  static const RE2 program(R"((?:^|/)(?:main\.rs$|build\.rs$|bin/|examples/))");
  return RE2::PartialMatch(path, program);
}

bool tests_only_adjusted(const ChangeSet& set, const ChangeFacts& facts) {
  if (facts.tests_same) return false;
  const auto is_test = [](const Entity& entity) { return entity.is_test; };
  if (std::ranges::any_of(facts.added, is_test) || std::ranges::any_of(facts.deleted, is_test)) return false;
  return std::ranges::all_of(set.files, [](const ChangedFile& file) { return file.net_test_lines == 0; });
}

void add_source_facts(const ChangedFile& file, bool is_of_library, ChangeFacts& facts,
                      std::size_t& guards_before, std::size_t& guards_after) {
  const auto public_before = rust_code::public_api(*file.tree_before);
  const auto public_after = rust_code::public_api(*file.tree_after);
  if (!file.is_test && is_of_library && !is_program(file.change.path())) {
    const auto changes = rust_code::api_changes(public_before, public_after);
    facts.public_api_same &= changes.empty();
    facts.adds_to_api |= !changes.added.empty();
  }
  if (file.test_lines > 0) facts.tests_same = false;
  facts.net_source_lines += file.net_source_lines;
  facts.net_test_lines += file.net_test_lines;
  guards_before += guards_in(
      lines_of(code_only(*file.tree_before, rust_code::Literals::blank), file.change.lines, Side::before));
  guards_after += guards_in(
      lines_of(code_only(*file.tree_after, rust_code::Literals::blank), file.change.lines, Side::after));
}

void add_place_facts(const ChangeSet& set, ChangeFacts& facts) {
  static const RE2 example(R"((?:^|/)(?:examples|benches)/)");
  static const RE2 document(R"((?i)(?:\.(?:md|txt|adoc|rst)|(?:^|/)(?:LICEN[CS]E|README|AUTHORS)[^/]*)$)");
  std::size_t rust = 0, elsewhere = 0;
  facts.only_examples = !facts.manifest_only;
  for (const ChangedFile& file : set.files) {
    if (file.is_rust) {
      rust += file.source_lines;
      facts.only_examples &= RE2::PartialMatch(file.change.path(), example);
    } else if (!file.is_manifest && !RE2::PartialMatch(file.change.path(), document)) {
      elsewhere += file.source_lines + file.test_lines;
    }
  }
  facts.mostly_elsewhere = elsewhere > rust;
}

bool offers_new(const ChangeFacts& facts) {
  const bool grows = facts.shape.tokens > 0;
  const bool has_word = std::ranges::any_of(facts.shape.new_literals, [](const std::string& literal) {
    return std::ranges::any_of(literal, [](unsigned char c) { return std::isalpha(c) != 0; });
  });
  return has_word || facts.test_names_changed_function ||
         (grows && (!facts.public_api_same || !facts.command_line_same));
}

}  // namespace

ChangeFacts change_facts_of(const ChangeSet& set, const LibraryTest& is_of_library) {
  ChangeFacts facts;
  facts.manifest_only = std::ranges::none_of(set.files, [](const ChangedFile& file) { return file.is_rust; });
  std::size_t guards_before = 0, guards_after = 0, panics_before = 0, panics_after = 0;
  for (const ChangedFile& file : set.files) {
    if (!file.is_rust) continue;
    add_entities(file, facts);
    add_source_facts(file, is_of_library(file.change.path()), facts, guards_before, guards_after);
    panics_before += panics_of(file.tree_before);
    panics_after += panics_of(file.tree_after);
  }
  facts.shape = shape_of(set);
  std::multiset<std::string> options_before, options_after;
  for (const ChangedFile& file : set.files) {
    if (!file.is_rust || file.is_test) continue;
    options_before.merge(command_line_of(*file.tree_before));
    options_after.merge(command_line_of(*file.tree_after));
  }
  add_place_facts(set, facts);
  facts.command_line_same = options_before == options_after;
  facts.tests_only_adjusted = tests_only_adjusted(set, facts);
  add_manifest_facts(set, facts);
  const auto sources_of = [&](ChangeKind kind) {
    return std::ranges::count_if(
        set.files, [&](const ChangedFile& f) { return f.is_rust && !f.is_test && f.change.kind == kind; });
  };
  facts.new_source_file = sources_of(ChangeKind::added) > sources_of(ChangeKind::deleted);
  const auto is_public = [](const Entity& entity) { return entity.is_public && !entity.is_test; };
  facts.more_public_items =
      std::ranges::count_if(facts.added, is_public) > std::ranges::count_if(facts.deleted, is_public);
  facts.removes_panics = panics_after < panics_before;
  const auto is_source = [](const Entity& entity) { return !entity.is_test; };
  const auto functions = std::ranges::count_if(facts.changed, is_source);
  const bool confined = functions >= 1 && functions <= 2 && std::ranges::none_of(facts.added, is_source) &&
                        std::ranges::none_of(facts.deleted, is_source);
  constexpr std::ptrdiff_t most_functions = 3;
  constexpr std::size_t most_lines = 60;
  facts.is_small =
      functions >= 1 && functions <= most_functions && std::ranges::count_if(facts.added, is_source) <= 1 &&
      lines_changed(set).source <= most_lines && !facts.new_source_file && !facts.shape.same_code;
  facts.adds_guard = confined && guards_after > guards_before;
  facts.test_for_small_change = confined && std::ranges::any_of(facts.added, [](const Entity& entity) {
                                  return entity.is_run_as_test;
                                });
  facts.test_names_changed_function = test_names_function(set, facts);
  facts.offers_new = offers_new(facts);
  const auto brought = words_brought(set);
  facts.brings_named = std::ranges::any_of(names_in(set.message.subject),
                                           [&](const std::string& name) { return brought.contains(name); });
  return facts;
}

}  // namespace git_miner
