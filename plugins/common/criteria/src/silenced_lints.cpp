#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

#include <criteria/policy.hpp>

namespace criteria {
namespace {

using rust_code::Kind;
using rust_code::NodeId;
using rust_code::SyntaxTree;

constexpr std::array<std::string_view, 14> groups = {
    "warnings",     "unused",           "nonstandard_style",   "future_incompatible", "rust_2018_idioms",
    "clippy::all",  "clippy::style",    "clippy::correctness", "clippy::suspicious",  "clippy::complexity",
    "clippy::perf", "clippy::pedantic", "clippy::restriction", "clippy::nursery"};
// Those that a criterion rests on.
constexpr std::array<std::string_view, 17> guarded = {"clippy::unwrap_used",
                                                      "clippy::expect_used",
                                                      "clippy::panic",
                                                      "clippy::todo",
                                                      "clippy::unimplemented",
                                                      "clippy::question_mark",
                                                      "clippy::needless_question_mark",
                                                      "clippy::needless_lifetimes",
                                                      "clippy::extra_unused_lifetimes",
                                                      "clippy::redundant_static_lifetimes",
                                                      "clippy::undocumented_unsafe_blocks",
                                                      "clippy::missing_safety_doc",
                                                      "unused_lifetimes",
                                                      "single_use_lifetimes",
                                                      "redundant_lifetimes",
                                                      "unsafe_code",
                                                      "unused_must_use"};

template <typename List>
bool holds(const List& list, std::string_view text) {
  return std::ranges::find(list, text) != std::ranges::end(list);
}

// The text of an attribute without blanks: `allow(clippy::all,reason="x")`.
std::string compact(std::string_view text) {
  std::string result;
  for (const char c : text) {
    if (c != ' ' && c != '\n' && c != '\t' && c != '\r') result += c;
  }
  return result;
}

// The arguments of every `allow(..)` and `expect(..)` in the attribute, those within
// `cfg_attr(.., allow(..))` too.
std::vector<std::string> silencing_arguments(const std::string& attribute) {
  std::vector<std::string> found;
  for (const std::string_view word : {"allow(", "expect("}) {
    for (std::size_t at = attribute.find(word); at != std::string::npos; at = attribute.find(word, at + 1)) {
      const char before = at == 0 ? '[' : attribute[at - 1];
      if (before != '[' && before != ',' && before != '(') continue;
      const std::size_t begin = at + word.size();
      found.push_back(attribute.substr(begin, attribute.find(')', begin) - begin));
    }
  }
  return found;
}

std::vector<std::string> names_in(std::string_view arguments) {
  std::vector<std::string> names;
  while (!arguments.empty()) {
    const std::size_t end = std::min(arguments.find(','), arguments.size());
    const std::string_view name = arguments.substr(0, end);
    if (!name.contains('=') && !name.contains('"') && !name.empty()) names.emplace_back(name);
    arguments.remove_prefix(std::min(end + 1, arguments.size()));
  }
  return names;
}

// `#[cfg_attr(test, ..)]`: says nothing of the code that is judged.
bool is_of_tests_only(std::string_view attribute) {
  for (const std::string_view head : {"cfg_attr(test,", "cfg_attr(all(test,", "cfg_attr(all(test)"}) {
    if (attribute.find(head) <= std::string_view("#![").size()) return true;
  }
  return false;
}

void judge_attribute(const Source& source, NodeId id, bool is_inner, std::vector<Fault>& faults) {
  const SyntaxTree& tree = source.file.tree();
  if (is_of_tests_only(compact(tree.text(id)))) return;
  const bool covers_crate = is_inner && tree.is(tree.parent(id), Kind::source_file);
  for (const std::string& arguments : silencing_arguments(compact(tree.text(id)))) {
    const bool has_reason = arguments.contains("reason=");
    for (const std::string& lint : names_in(arguments.substr(0, arguments.find("reason=")))) {
      const char* why = nullptr;
      if (holds(groups, lint))
        why = "a whole group of lints";
      else if (holds(guarded, lint))
        why = "a lint that a criterion rests on";
      else if (covers_crate)
        why = "for the whole file";
      else if (!has_reason)
        why = "without a reason";
      const std::string text =
          fmt::format("`{}` is silenced{}{}", lint, why ? ", " : " with a reason", why ? why : "");
      faults.push_back(source.fault(tree[id].bytes.begin, text, why ? 1 : 0));
    }
  }
}

}  // namespace

std::vector<Fault> silenced_lints(const Sources& sources, const Manifests& manifests) {
  std::vector<Fault> faults;
  for (const Manifest& manifest : manifests.all)
    faults.insert(faults.end(), manifest.silenced_lints.begin(), manifest.silenced_lints.end());
  for (const Source& source : sources.files) {
    if (source.is_test()) continue;
    const SyntaxTree& tree = source.file.tree();
    for (NodeId id = 0; id < tree.nodes().size(); ++id) {
      const bool is_inner = tree.is(id, Kind::inner_attribute_item);
      const bool is_attribute = is_inner || tree.is(id, Kind::attribute_item);
      if (is_attribute && !source.file.in_test(id)) judge_attribute(source, id, is_inner, faults);
    }
  }
  return faults;
}

}  // namespace criteria
