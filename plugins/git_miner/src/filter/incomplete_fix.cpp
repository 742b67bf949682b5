#include "filter/incomplete_fix.hpp"

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "change/added_lines.hpp"
#include "change/code_tokens.hpp"

namespace git_miner {
namespace {

using rust_code::Field;
using rust_code::Kind;
using rust_code::no_node;
using rust_code::NodeId;
using rust_code::SourceFile;

constexpr std::size_t least_tokens = 5;   // of an expression that is replaced at several places
constexpr std::size_t least_of_call = 6;  // `self.f()?;`

struct Expression {
  NodeId node = no_node;
  std::string key;
  std::size_t tokens = 0;
};

bool is_binary(const SourceFile& file, NodeId id) {
  const auto& tree = file.tree();
  return tree.child(id, Field::left) != no_node && tree.child(id, Field::right) != no_node;
}

// `$.starts_with(prefix)` of a call on a variable that is given something, whatever the variable; "" of others.
std::string call_key(const SourceFile& file, NodeId id) {
  const auto& tree = file.tree();
  const NodeId function = tree.child(id, Field::function), arguments = tree.child(id, Field::arguments);
  if (!tree.is(function, Kind::field_expression) || arguments == no_node) return "";
  const NodeId receiver = tree.child(function, Field::value), method = tree.child(function, Field::field);
  const auto given = tokens_within(file, tree[arguments].bytes);
  constexpr std::size_t brackets = 2;
  if (!tree.is(receiver, Kind::identifier) || method == no_node || given.size() <= brackets) return "";
  return "$." + std::string(tree.text(method)) + key_of(given);
}

// Operands of `+` and `*` in one order.
Expression expression_at(const SourceFile& file, NodeId id) {
  const auto& tree = file.tree();
  const auto tokens = tokens_within(file, tree[id].bytes);
  Expression expression{id, key_of(tokens), tokens.size()};
  if (std::string key = call_key(file, id); !key.empty()) expression.key = std::move(key);
  if (!is_binary(file, id)) return expression;
  const NodeId left = tree.child(id, Field::left), right = tree.child(id, Field::right);
  const std::string_view sign = tree.text({tree[left].bytes.end, tree[right].bytes.begin});
  if (!sign.contains('*') && !sign.contains('+')) return expression;
  std::string a = key_of(tokens_within(file, tree[left].bytes)),
              b = key_of(tokens_within(file, tree[right].bytes));
  if (b < a) std::swap(a, b);
  expression.key = a + std::string(sign.contains('*') ? "*" : "+") + '\xFF' + b;
  return expression;
}

class Expressions {
 public:
  Expressions(const SourceFile& file, const std::vector<ChangedLines>& changes,
              LineRange ChangedLines::*side) {
    const auto& tree = file.tree();
    for (NodeId id = 0; id < tree.nodes().size(); ++id) {
      const bool is_asked = tree[id].kind == Kind::call_expression || is_binary(file, id);
      if (!is_asked || file.in_test(id)) continue;
      const Expression expression = expression_at(file, id);
      if (expression.tokens < least_tokens) continue;
      const std::size_t line = tree.line(tree[id].bytes.begin) - 1;
      const bool is_changed = std::ranges::any_of(changes, [&](const ChangedLines& one) {
        return (one.*side).begin <= line && line < (one.*side).end;
      });
      Count& count = counts_[expression.key];
      ++(is_changed ? count.changed : count.kept);
      count.tokens = expression.tokens;
      if (!is_changed) count.line = line + 1;
    }
  }

  struct Count {
    std::size_t changed = 0, kept = 0;  // on lines of the change, and on others
    std::size_t tokens = 0;
    std::size_t line = 0;  // the last of those that are kept, from 1
  };
  const std::map<std::string, Count>& counts() const { return counts_; }
  Count of(const std::string& key) const {
    const auto found = counts_.find(key);
    return found == counts_.end() ? Count() : found->second;
  }

 private:
  std::map<std::string, Count> counts_;
};

std::optional<Drop> replaced_drop(const ChangedFile& file) {
  const Expressions before(*file.tree_before, file.change.lines, &ChangedLines::before);
  const Expressions after(*file.tree_after, file.change.lines, &ChangedLines::after);
  // What the same replacement brings to each place.
  std::size_t most_brought = 0;
  for (const auto& [key, now] : after.counts()) {
    const auto old = before.of(key);
    if (old.changed + old.kept == 0) most_brought = std::max(most_brought, now.changed);
  }
  for (const auto& [key, old] : before.counts()) {
    const auto now = after.of(key);
    if (old.changed < 2 || most_brought < old.changed || now.changed > 0 || now.kept == 0) continue;
    return Drop{DropReason::incomplete_fix, fmt::format("{}:{}: what is replaced at {} places stays here",
                                                        file.change.path(), now.line, old.changed)};
  }
  return std::nullopt;
}

// Whether a condition around a node holds another.
bool stands_under(const SourceFile& file, NodeId id, const std::string& condition) {
  const auto& tree = file.tree();
  for (; id != no_node; id = tree.parent(id)) {
    if (!tree.is(id, Kind::if_expression)) continue;
    const NodeId own = tree.child(id, Field::condition);
    if (own != no_node && key_of(tokens_within(file, tree[own].bytes)).contains(condition)) return true;
  }
  return false;
}

bool is_statement_of_call(const SourceFile& file, NodeId id) {
  const auto& tree = file.tree();
  if (!tree.is(id, Kind::expression_statement) || file.in_test(id)) return false;
  NodeId inner = id + 1;
  if (tree.is(inner, Kind::try_expression)) ++inner;
  return tree.is(inner, Kind::call_expression) && tokens_within(file, tree[id].bytes).size() >= least_of_call;
}

std::string key_at(const SourceFile& file, NodeId id) {
  return key_of(tokens_within(file, file.tree()[id].bytes));
}

// Calls on their own, by key.
using Calls = std::multimap<std::string, NodeId>;

Calls calls_of(const SourceFile& file) {
  Calls calls;
  for (NodeId id = 0; id < file.tree().nodes().size(); ++id) {
    if (is_statement_of_call(file, id)) calls.emplace(key_at(file, id), id);
  }
  return calls;
}

std::ptrdiff_t count_conditional(const SourceFile& file, const Calls& calls, const std::string& key) {
  const auto& tree = file.tree();
  const auto [begin, end] = calls.equal_range(key);
  return std::count_if(begin, end, [&](const auto& call) {
    const NodeId block = tree.parent(call.second);
    return block != no_node && tree.is(tree.parent(block), Kind::if_expression);
  });
}

std::optional<Drop> guarded_drop(const ChangedFile& file, const AddedLines& added) {
  const SourceFile& after = *file.tree_after;
  const auto& tree = after.tree();
  const auto old_calls = calls_of(*file.tree_before), calls = calls_of(after);
  for (NodeId id = 0; id < tree.nodes().size(); ++id) {
    if (!tree.is(id, Kind::if_expression) || after.in_test(id)) continue;
    if (!added.hold(file, tree.line(tree[id].bytes.begin) - 1)) continue;
    const NodeId condition = tree.child(id, Field::condition), block = tree.child(id, Field::consequence);
    if (condition == no_node || block == no_node) continue;
    const std::string guard = key_at(after, condition);
    for (const NodeId statement : tree.children(block)) {
      if (!is_statement_of_call(after, statement)) continue;
      const std::string key = key_at(after, statement);
      // As many as before, and more under conditions: this one came there, and is no new one.
      if (old_calls.count(key) < calls.count(key)) continue;
      if (count_conditional(after, calls, key) <= count_conditional(*file.tree_before, old_calls, key))
        continue;
      const auto [begin, end] = calls.equal_range(key);
      const auto other = std::find_if(
          begin, end, [&](const auto& call) { return !stands_under(after, call.second, guard); });
      if (other == end) continue;
      return Drop{DropReason::incomplete_fix,
                  fmt::format("{}:{}: made without the condition of line {}", file.change.path(),
                              tree.line(tree[other->second].bytes.begin), tree.line(tree[id].bytes.begin))};
    }
  }
  return std::nullopt;
}

}  // namespace

std::optional<Drop> incomplete_fix_drop(const ChangeSet& set) {
  const AddedLines added(set);
  for (const ChangedFile& file : set.files) {
    if (!file.is_rust || file.is_test || file.change.kind != ChangeKind::modified) continue;
    if (auto drop = replaced_drop(file)) return drop;
    if (auto drop = guarded_drop(file, added)) return drop;
  }
  return std::nullopt;
}

}  // namespace git_miner
