#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <re2/re2.h>

#include <base/json.hpp>
#include <chat/file_change.hpp>
#include <chat/line_counts.hpp>
#include <house_style/example_breach.hpp>

#include "outdated_idioms.hpp"
#include "shown_files.hpp"

namespace house_style {
namespace {

using rust_code::Kind;
using rust_code::NodeId;
using rust_code::SyntaxTree;

// What every breach of a rule holds, in the order of the rules: spares the parse of most changes.
bool may_break(Rule rule, std::string_view text) {
  static const std::string outdated = may_be_outdated();
  static const RE2 patterns[] = {
      RE2(R"(\b(?:unwrap|expect)(?:_err)?\b)"),
      RE2(R"(\b(?:panic|todo|unimplemented|unreachable)\b)"),
      RE2(R"(\bdyn\b|<[\s(]*(?:\w+::)*Error\b)"),
      RE2(R"(\bunsafe\b)"),
      RE2(R"(\bdbg\b)"),
      RE2(R"('static\b)"),
      RE2(R"(\.ok\(\)\s*;|\blet\s+_\s*[:=]|\.parse(?:::<(?s:.*)>)?\(\)\s*\.(?:ok|unwrap_or))"),
      RE2(outdated),
      RE2(R"(\[\s*allow\b)"),
      RE2(R"(//[ \t]{0,2}[\w}.\[][^\n]*[;{}])")};
  return RE2::PartialMatch(re2::StringPiece(text.data(), text.size()),
                           patterns[static_cast<std::size_t>(rule)]);
}

// The nodes around a byte, the outermost first, without the file.
std::vector<NodeId> around(const SyntaxTree& tree, std::uint32_t byte) {
  std::vector<NodeId> nodes;
  for (NodeId at = 0;;) {
    const auto children = tree.children(at);
    const auto child = std::find_if(children.begin(), children.end(), [&](NodeId id) {
      return tree[id].bytes.begin <= byte && byte < tree[id].bytes.end;
    });
    if (child == children.end()) break;
    nodes.push_back(at = *child);
  }
  return nodes;
}

bool begins_a_line(const SyntaxTree& tree, NodeId node) {
  const std::size_t begin = tree[node].bytes.begin;
  return begin == 0 || tree.source()[begin - 1] == '\n';
}

// Whether it is known that no module of tests is around the byte, and that it was understood.
bool is_certain(const rust_code::SourceFile& file, const Breach& breach, bool from_start) {
  const SyntaxTree& tree = file.tree();
  const auto nodes = around(tree, breach.byte);
  if (nodes.empty() || std::ranges::any_of(nodes, [&](NodeId id) { return tree.is(id, Kind::error); }))
    return false;
  if (from_start) return true;
  // The rest of what was cut off above may have taken the documentation with it.
  if (breach.rule == Rule::unsafe_code && tree.has_errors()) return false;
  static constexpr std::array items = {Kind::function_item, Kind::impl_item, Kind::trait_item,
                                       Kind::struct_item,   Kind::enum_item, Kind::const_item,
                                       Kind::static_item,   Kind::type_item};
  const NodeId item = nodes.front();
  // Above the first one attributes and documentation may stand that were not shown.
  return std::ranges::find(items, tree[item].kind) != items.end() && begins_a_line(tree, item) &&
         file.begin_with_leading(item) > 0;
}

struct Change {
  std::string place;  // "messages[4].tool_calls[0]"
  bool is_learnt = false;
  chat::FileChange change;
  std::string before;            // what it replaces, as far as it was shown
  ChangedText text;              // where it is judged
  std::vector<Rule> rules = {};  // that it may break
};

// The changes of an example, in order.
class Changes {
 public:
  Changes(const chat::Example& example, std::span<const Rule> rules) : rules_(rules) {
    for (std::size_t i = 0; i < example.messages.size(); ++i) {
      const chat::Message& message = example.messages[i];
      if (message.role == chat::Role::tool) take_answer(message);
      for (std::size_t k = 0; k < message.tool_calls.size(); ++k)
        take_call(message.tool_calls[k], chat::is_learnt(message),
                  fmt::format("messages[{}].tool_calls[{}]", i, k));
    }
  }

  const std::vector<Change>& all() const { return all_; }

 private:
  void take_call(const chat::ToolCall& call, bool is_learnt, std::string place) {
    const auto arguments = base::parse_json(call.function.arguments, {.mends_surrogates = true});
    if (!arguments) return;
    const std::string path(chat::path_of(*arguments));
    if (!path.ends_with(".rs")) return;
    auto change = chat::file_change_of(call.function, *arguments);
    if (!change) {
      asked_[call.id] = path;
      return;
    }
    Change one{.place = std::move(place), .is_learnt = is_learnt, .change = *std::move(change)};
    one.before = one.change.before.empty() ? files_.latest(path) : one.change.before;
    if (is_learnt)
      std::ranges::copy_if(rules_, std::back_inserter(one.rules),
                           [&](Rule rule) { return may_break(rule, one.change.after); });
    one.text = files_.change(one.change);
    if (one.rules.empty()) one.text = {};
    all_.push_back(std::move(one));
  }

  void take_answer(const chat::Message& message) {
    if (!message.tool_call_id) return;
    const auto asked = asked_.find(*message.tool_call_id);
    if (asked != asked_.end()) files_.read(asked->second, message.content);
  }

  std::span<const Rule> rules_;
  std::vector<Change> all_;
  ShownFiles files_;
  std::map<std::string, std::string> asked_;  // paths, by id of the call
};

// Lines that the example found and takes away somewhere: put in again elsewhere, before or after, they are moved. What it puts
// into a file and takes out of it again was never there.
chat::LineCounts found_and_removed(const std::vector<Change>& changes) {
  chat::LineCounts removed;
  std::map<std::string_view, chat::LineCounts> own;  // by path
  for (const Change& one : changes) {
    chat::LineCounts before = chat::count_lines(one.before);
    chat::LineCounts& of_file = own[one.change.path];
    chat::for_each_line(one.change.after, [&](std::string_view line) {
      if (!chat::take(before, line)) ++of_file[line];
    });
    for (const auto& [line, count] : before) {
      for (std::size_t i = 0; i < count; ++i) {
        if (!chat::take(of_file, line)) ++removed[line];
      }
    }
  }
  return removed;
}

// By line of the new text.
std::vector<bool> added_lines(const Change& one, chat::LineCounts& moved) {
  chat::LineCounts before = chat::count_lines(one.before);
  std::vector<bool> added;
  chat::for_each_line(one.change.after, [&](std::string_view line) {
    added.push_back(!chat::take(before, line) && !chat::take(moved, line));
  });
  return added;
}

std::string_view first_line_of(std::string_view text) { return text.substr(0, text.find('\n')); }

std::string breach_of(const Change& one, const std::vector<bool>& added, bool is_edition_2015) {
  if (one.rules.empty() || std::ranges::find(added, true) == added.end()) return "";
  const std::string& path = one.change.path;
  const ChangedText& changed = one.text;
  const auto file = rust_code::SourceFile::parse(changed.shown.text, rust_code::role_of_path(path));
  if (!file) return "";
  const SyntaxTree& tree = file->tree();
  const std::uint32_t first_line = tree.line(static_cast<std::uint32_t>(changed.begin));
  for (const Breach& breach : find_breaches(*file, one.rules, is_edition_2015)) {
    if (breach.byte < changed.begin || breach.byte >= changed.end) continue;
    const std::uint32_t line = tree.line(breach.byte);
    if (!added[line - first_line] || !is_certain(*file, breach, changed.shown.from_start)) continue;
    const std::string number = changed.shown.from_start ? fmt::format(":{}", line) : "";
    return fmt::format("{}: `{}` in {}{}, {}", base::name_of(breach.rule), first_line_of(breach.what), path,
                       number, one.place);
  }
  return "";
}

}  // namespace

std::string breach_in(const chat::Example& example, std::span<const Rule> rules) {
  const Changes changes(example, rules);
  chat::LineCounts moved = found_and_removed(changes.all());
  for (const Change& one : changes.all()) {
    const std::vector<bool> added = added_lines(one, moved);
    std::string breach = breach_of(one, added, example.metadata.edition == "2015");
    if (!breach.empty()) return breach;
  }
  return "";
}

}  // namespace house_style
