#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include <fmt/format.h>

#include <criteria/code_criteria.hpp>
#include <criteria/lints.hpp>
#include <rust_code/error_handling.hpp>
#include <rust_code/panics.hpp>

namespace criteria {
namespace {

using base::name_of;
using rust_code::PanicForm;
using rust_code::PanicKind;
using rust_tasks::CriterionName;

constexpr double half = 0.5;

double weight_of(PanicKind kind) {
  switch (kind) {
    case PanicKind::unwrap:
    case PanicKind::unwrap_err:
    case PanicKind::todo:
    case PanicKind::unimplemented:
      return 1;
    case PanicKind::expect:
    case PanicKind::expect_err:
    case PanicKind::panic:
    case PanicKind::unreachable:
      return half;
  }
  return 1;
}

bool is_unfinished(PanicKind kind) { return kind == PanicKind::todo || kind == PanicKind::unimplemented; }

std::string spelled(const rust_code::PanicSite& site) {
  const bool is_macro = site.kind >= PanicKind::panic;
  std::string text = is_macro ? fmt::format("`{}!`", name_of(site.kind))
                     : site.form == PanicForm::path
                         ? fmt::format("`{}` passed as a function", name_of(site.kind))
                         : fmt::format("`.{}()`", name_of(site.kind));
  if (site.form == PanicForm::in_macro) text += " in a macro";
  return text;
}

using Range = std::pair<std::string, rust_code::ByteRange>;

bool is_within(const Lint& lint, const std::vector<Range>& places) {
  return std::ranges::any_of(places, [&](const Range& place) {
    return place.first == lint.path && lint.bytes.begin < place.second.end &&
           place.second.begin < lint.bytes.end;
  });
}

// What an attribute such as `#[tokio::main]` writes: reported within `main`, where nothing of the kind
// stands.
bool is_written_by_main(const Source& source, const Lint& lint) {
  const rust_code::SyntaxTree& tree = source.file.tree();
  const std::string_view said = tree.text(lint.bytes);
  for (const char* word : {"expect", "unwrap", "panic", "unreachable", "todo", "unimplemented"}) {
    if (said.contains(word)) return false;
  }
  for (rust_code::NodeId id = 0; id < tree.nodes().size(); ++id) {
    const rust_code::ByteRange bytes = tree[id].bytes;
    if (!tree.is(id, rust_code::Kind::function_item)) continue;
    const std::uint32_t begin = source.file.begin_with_leading(id);
    if (lint.bytes.begin < begin || lint.bytes.end > bytes.end) continue;
    for (const rust_code::NodeId attribute : source.file.attributes(id)) {
      if (tree.text(attribute).contains("::main")) return true;
    }
  }
  return false;
}

// Whether a crate has a method of its own with this name: a parser's `expect` need not panic.
bool has_own_method(const Sources& sources, std::string_view name) {
  return std::ranges::any_of(sources.files, [&](const Source& source) {
    const rust_code::SyntaxTree& tree = source.file.tree();
    for (rust_code::NodeId id = 0; id < tree.nodes().size(); ++id) {
      if (!tree.is(id, rust_code::Kind::function_item)) continue;
      const rust_code::NodeId named = tree.child(id, rust_code::Field::name);
      if (named != rust_code::no_node && tree.text(named) == name) return true;
    }
    return false;
  });
}

// A call of such a method, about which clippy, who knows the types, says nothing.
bool is_own_method(const Sources& sources, const Source& source, const rust_code::PanicSite& site,
                   const cargo::Messages* lints) {
  if (lints == nullptr || site.form != PanicForm::call || site.kind >= PanicKind::panic) return false;
  static constexpr std::array<std::string_view, 2> codes = {"clippy::unwrap_used", "clippy::expect_used"};
  const bool is_linted = std::ranges::any_of(lints_of(*lints, sources, codes), [&](const Lint& lint) {
    return is_within(lint, {{source.path, site.bytes}});
  });
  return !is_linted && has_own_method(sources, name_of(site.kind));
}

// A lifetime of which `'_` cannot be written: `fn f<'a>(parts: impl Iterator<Item = &'a str>)`. In
// `impl Fn(&'a str)` it can.
bool is_of_impl_argument(const Source& source, const Lint& lint) {
  const rust_code::SyntaxTree& tree = source.file.tree();
  const std::string_view name = tree.text(lint.bytes);
  bool found = false;
  for (rust_code::NodeId id = 1; id < tree.nodes().size(); ++id) {
    if (!tree.is(id, rust_code::Kind::lifetime) || tree.text(id) != name) continue;
    rust_code::NodeId impl = rust_code::no_node;
    for (auto at = tree.parent(id); at != rust_code::no_node; at = tree.parent(at)) {
      if (tree.is(at, rust_code::Kind::parameters) && impl == rust_code::no_node) break;
      if (tree.is(at, rust_code::Kind::abstract_type)) impl = at;
      if (!tree.is(at, rust_code::Kind::function_item)) continue;
      found = found || (impl != rust_code::no_node && tree[at].bytes.begin <= lint.bytes.begin &&
                        lint.bytes.end <= tree[at].bytes.end);
      break;
    }
  }
  return found;
}

// What clippy says and syntax did not see.
void add_lints(const cargo::Messages* lints, const Sources& sources, std::span<const std::string_view> codes,
               const std::vector<Range>& known, double weight, std::vector<Fault>& faults) {
  if (lints == nullptr) return;
  for (const Lint& lint : lints_of(*lints, sources, codes)) {
    if (is_within(lint, known) || is_written_by_main(*sources.find(lint.path), lint)) continue;
    faults.push_back(sources.find(lint.path)->fault(lint.bytes.begin, lint.code, weight));
  }
}

}  // namespace

rust_tasks::Criterion no_unwrap(const Sources& sources, const cargo::Messages* lints) {
  std::vector<Fault> faults = sources.unparsed;
  std::vector<Range> known;
  bool is_finished = true;
  double sum = weight_of(faults);
  for (const Source& source : sources.files) {
    for (const rust_code::PanicSite& site : find_panics(source.file)) {
      known.emplace_back(source.path, site.bytes);
      if (site.in_constant && !is_unfinished(site.kind)) continue;
      if (is_own_method(sources, source, site, lints)) continue;
      faults.push_back(source.fault(site.bytes.begin, spelled(site), weight_of(site.kind)));
      sum += faults.back().weight;  // two on one line count twice, but are one line of evidence
      is_finished = is_finished && !is_unfinished(site.kind);
    }
  }
  std::vector<Fault> linted;
  static constexpr std::array<std::string_view, 1> unwraps = {"clippy::unwrap_used"};
  static constexpr std::array<std::string_view, 3> others = {"clippy::expect_used", "clippy::panic",
                                                             "clippy::unreachable"};
  static constexpr std::array<std::string_view, 2> unfinished = {"clippy::todo", "clippy::unimplemented"};
  add_lints(lints, sources, unfinished, known, 1, linted);
  is_finished = is_finished && linted.empty();
  add_lints(lints, sources, unwraps, known, 1, linted);
  add_lints(lints, sources, others, known, half, linted);
  sum += weight_of(linted);
  faults.insert(faults.end(), linted.begin(), linted.end());
  return criterion(CriterionName::no_unwrap, is_finished ? falling_score(sum) : 0, std::move(faults));
}

rust_tasks::Criterion question_mark(const Sources& sources, const cargo::Messages* lints) {
  std::vector<Fault> faults = sources.unparsed;
  std::vector<Range> known;
  double tries = 0;
  for (const Source& source : sources.files) {
    tries += static_cast<double>(count_question_marks(source.file));
    for (const rust_code::ErrorPass& pass : find_manual_passes(source.file)) {
      known.emplace_back(source.path, pass.bytes);
      faults.push_back(
          source.fault(pass.bytes.begin, fmt::format("an error passed on by hand ({})", name_of(pass.form))));
    }
  }
  static constexpr std::array<std::string_view, 2> manual_lints = {"clippy::question_mark",
                                                                   "clippy::needless_question_mark"};
  static constexpr std::array<std::string_view, 2> notes = {"clippy::map_err_ignore",
                                                            "clippy::manual_let_else"};
  add_lints(lints, sources, manual_lints, known, 1, faults);
  const double manual = weight_of(faults);
  add_lints(lints, sources, notes, known, 0, faults);
  const double score = manual == 0 ? 1 : 1 - manual / (manual + tries);
  return criterion(CriterionName::question_mark, score, std::move(faults));
}

rust_tasks::Criterion lifetimes(const Sources& sources, const cargo::Messages* lints,
                                const std::vector<Fault>& unneeded_statics) {
  std::vector<Fault> faults = sources.unparsed;
  faults.insert(faults.end(), unneeded_statics.begin(), unneeded_statics.end());
  if (lints != nullptr) {
    static constexpr std::array<std::string_view, 7> codes = {"clippy::needless_lifetimes",
                                                              "clippy::elidable_lifetime_names",
                                                              "clippy::extra_unused_lifetimes",
                                                              "clippy::redundant_static_lifetimes",
                                                              "unused_lifetimes",
                                                              "single_use_lifetimes",
                                                              "redundant_lifetimes"};
    static constexpr std::array<std::string_view, 2> notes = {"elided_lifetimes_in_paths",
                                                              "mismatched_lifetime_syntaxes"};
    // Several lints say the same of one lifetime.
    std::set<std::pair<std::string, std::uint32_t>> lines;
    for (const Lint& lint : lints_of(*lints, sources, codes)) {
      const bool needed =
          lint.code == "single_use_lifetimes" && is_of_impl_argument(*sources.find(lint.path), lint);
      if (!needed && lines.emplace(lint.path, lint.line).second)
        faults.push_back(sources.find(lint.path)->fault(lint.bytes.begin, lint.code));
    }
    add_lints(lints, sources, notes, {}, 0, faults);
  }
  const double sum = weight_of(faults);
  return criterion(CriterionName::lifetimes, falling_score(sum), std::move(faults));
}

}  // namespace criteria
