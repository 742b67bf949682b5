#include <algorithm>
#include <array>
#include <initializer_list>
#include <map>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <house_style/example_breach.hpp>

#include <base/json.hpp>
#include <chat/file_change.hpp>

#include "shown_files.hpp"

namespace house_style {
namespace {

using rust_code::Kind;
using rust_code::NodeId;
using rust_code::SyntaxTree;

// What stands in every breach of a rule, to spare the parse of most changes.
bool may_break(Rule rule, std::string_view text) {
  const auto holds = [&](std::initializer_list<std::string_view> words) {
    return std::ranges::any_of(words, [&](std::string_view word) { return text.contains(word); });
  };
  switch (rule) {
    case Rule::unwrap:
      return holds({"unwrap", "expect"});
    case Rule::panic:
      return holds({"panic", "todo", "unimplemented", "unreachable"});
    case Rule::boxed_error:
      return holds({"Error", "dyn"});
    case Rule::unsafe_code:
      return holds({"unsafe"});
    case Rule::dbg:
      return holds({"dbg"});
    case Rule::static_lifetime:
      return holds({"'static"});
    case Rule::swallowed_error:
      return holds({".ok()", "let _", "unwrap_or"});
    case Rule::outdated_idiom:
      return holds({"return",    "try!(",    "(_) =",    ".len() ",     ".get(0)",     ".nth(0)",
                    ".clone())", "::M",      "_value()", ".trim_left",  ".trim_right", "uninitialized",
                    "ATOMIC_",   "Error>",   "Fn(",      "FnMut(",      "FnOnce(",     "&String",
                    "&Vec<",     "&PathBuf", "&'",       "extern crate"});
    case Rule::silenced_lint:
      return holds({"allow"});
    case Rule::dead_code:
      return holds({"//"});
  }
  return true;
}

std::string_view trimmed(std::string_view line) {
  const std::size_t begin = line.find_first_not_of(" \t\r");
  return begin == std::string_view::npos ? std::string_view{}
                                         : line.substr(begin, line.find_last_not_of(" \t\r") - begin + 1);
}

template <class Use>
void for_each_line(std::string_view text, Use use) {
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    use(begin, trimmed(text.substr(begin, end - begin)));
    begin = end + 1;
  }
}

// The nodes around a byte, the innermost first, without the file.
std::vector<NodeId> around(const SyntaxTree& tree, std::uint32_t byte) {
  std::vector<NodeId> nodes;
  for (NodeId at = 0;;) {
    const auto children = tree.children(at);
    const auto child = std::find_if(children.begin(), children.end(), [&](NodeId id) {
      return tree[id].bytes.begin <= byte && byte < tree[id].bytes.end;
    });
    if (child == children.end()) break;
    nodes.insert(nodes.begin(), at = *child);
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
  const NodeId item = nodes.back();
  // Above the first one attributes and documentation may stand that were not shown.
  return std::ranges::find(items, tree[item].kind) != items.end() && begins_a_line(tree, item) &&
         file.begin_with_leading(item) > 0;
}

class Judge {
 public:
  Judge(const chat::Example& example, std::span<const Rule> rules)
      : rules_(rules), is_edition_2015_(example.metadata.edition == "2015") {}

  std::string judge(const std::vector<chat::Message>& messages) {
    for (std::size_t i = 0; i < messages.size(); ++i) {
      const chat::Message& message = messages[i];
      if (message.role == chat::Role::tool) take_answer(message);
      for (std::size_t k = 0; k < message.tool_calls.size(); ++k) {
        const auto breach = take_call(message.tool_calls[k], chat::is_learnt(message));
        if (!breach.empty()) return fmt::format("{}, messages[{}].tool_calls[{}]", breach, i, k);
      }
    }
    return "";
  }

 private:
  std::string take_call(const chat::ToolCall& call, bool is_learnt) {
    const auto arguments = base::parse_json(call.function.arguments, {.mends_surrogates = true});
    if (!arguments) return "";
    const auto change = chat::file_change_of(call.function, *arguments);
    if (!change) {
      const std::string path(chat::path_of(*arguments));
      if (path.ends_with(".rs")) asked_[call.id] = path;
      return "";
    }
    if (!change->path.ends_with(".rs")) return "";
    const std::string before(change->before.empty() ? files_.latest(change->path) : change->before);
    for_each_line(before, [&](std::size_t, std::string_view line) { ++taken_out_[std::string(line)]; });
    const ChangedText changed = files_.change(*change);
    const std::vector<bool> added = added_lines(change->after);
    return is_learnt ? breach_of(*change, changed, added) : "";
  }

  void take_answer(const chat::Message& message) {
    if (!message.tool_call_id) return;
    const auto asked = asked_.find(*message.tool_call_id);
    if (asked != asked_.end()) files_.read(asked->second, message.content);
  }

  // By line of the new text.
  std::vector<bool> added_lines(std::string_view after) {
    std::vector<bool> added;
    for_each_line(after, [&](std::size_t, std::string_view line) {
      const auto equal = taken_out_.find(std::string(line));
      const bool is_moved = equal != taken_out_.end() && equal->second > 0;
      if (is_moved) --equal->second;
      added.push_back(!is_moved);
    });
    return added;
  }

  std::string breach_of(const chat::FileChange& change, const ChangedText& changed,
                        const std::vector<bool>& added) const {
    std::vector<Rule> rules;
    std::ranges::copy_if(rules_, std::back_inserter(rules),
                         [&](Rule rule) { return may_break(rule, change.after); });
    if (rules.empty() || std::ranges::find(added, true) == added.end()) return "";
    const auto file = rust_code::SourceFile::parse(changed.shown.text, rust_code::role_of_path(change.path));
    if (!file) return "";
    const SyntaxTree& tree = file->tree();
    const std::uint32_t first_line = tree.line(static_cast<std::uint32_t>(changed.begin));
    for (const Breach& breach : find_breaches(*file, rules, is_edition_2015_)) {
      if (breach.byte < changed.begin || breach.byte >= changed.end) continue;
      const std::uint32_t line = tree.line(breach.byte);
      if (!added[line - first_line] || !is_certain(*file, breach, changed.shown.from_start)) continue;
      const std::string number = changed.shown.from_start ? fmt::format(":{}", line) : "";
      return fmt::format("{}: `{}` in {}{}", base::name_of(breach.rule), first_line_of(breach.what),
                         change.path, number);
    }
    return "";
  }

  static std::string_view first_line_of(std::string_view text) { return text.substr(0, text.find('\n')); }

  std::span<const Rule> rules_;
  bool is_edition_2015_;
  ShownFiles files_;
  std::map<std::string, std::string> asked_;  // paths, by id of the call
  std::unordered_map<std::string, std::size_t>
      taken_out_;  // lines that earlier calls took out, without blanks around
};

}  // namespace

std::string breach_in(const chat::Example& example, std::span<const Rule> rules) {
  return Judge(example, rules).judge(example.messages);
}

}  // namespace house_style
