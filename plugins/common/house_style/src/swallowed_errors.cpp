#include "swallowed_errors.hpp"

#include <set>
#include <string_view>

#include <fmt/format.h>

namespace house_style {
namespace {

using rust_code::Field;
using rust_code::Kind;
using rust_code::no_node;
using rust_code::NodeId;

class Finder {
 public:
  explicit Finder(const rust_code::SourceFile& file) : file_(file), tree_(file.tree()) {}

  std::vector<SwallowedError> run() {
    for (NodeId id = 0; id < tree_.nodes().size(); ++id) note_fallible(id);
    for (NodeId id = 0; id < tree_.nodes().size(); ++id) {
      const Kind kind = tree_[id].kind;
      if ((kind != Kind::call_expression && kind != Kind::let_declaration) || file_.in_test(id)) continue;
      const std::string what = kind == Kind::call_expression ? swallowing_call(id) : swallowing_binding(id);
      if (!what.empty()) found_.push_back({byte_of(id), what});
    }
    return std::move(found_);
  }

 private:
  // What the file itself asks for an error somewhere can fail.
  void note_fallible(NodeId call) {
    static const std::set<std::string_view> asking{"is_ok", "is_err", "map_err", "unwrap_err", "expect_err"};
    if (!tree_.is(call, Kind::call_expression)) return;
    const NodeId next = next_call(call);
    const bool is_asked = next != no_node && asking.contains(method_of(next));
    if (is_asked || tree_.is(tree_.parent(call), Kind::try_expression))
      fallible_.insert(name_of_callee(call));
  }

  std::string_view name_of_callee(NodeId call) const {
    if (const std::string_view method = method_of(call); !method.empty()) return method;
    const NodeId function = callee(call);
    if (function == no_node) return "";
    const std::string_view path = tree_.text(function);
    const std::size_t colon = path.rfind("::");
    return colon == path.npos ? path : path.substr(colon + 2);
  }

  // Of a chain of calls over several lines that of the last.
  std::uint32_t byte_of(NodeId id) const {
    const NodeId name = method_name(id);
    return tree_[name == no_node ? id : name].bytes.begin;
  }

  // What is called, without type arguments.
  NodeId callee(NodeId call) const {
    NodeId function = tree_.child(call, Field::function);
    if (tree_.is(function, Kind::generic_function)) function = tree_.child(function, Field::function);
    return function;
  }

  NodeId method_name(NodeId call) const {
    if (!tree_.is(call, Kind::call_expression)) return no_node;
    const NodeId function = callee(call);
    return tree_.is(function, Kind::field_expression) ? tree_.child(function, Field::field) : no_node;
  }

  std::string_view method_of(NodeId call) const {
    const NodeId name = method_name(call);
    return name == no_node ? "" : tree_.text(name);
  }

  NodeId receiver_of(NodeId call) const { return tree_.child(callee(call), Field::value); }

  // The call of which a call is the receiver.
  NodeId next_call(NodeId call) const {
    NodeId above = tree_.parent(call);
    if (!tree_.is(above, Kind::field_expression)) return no_node;
    above = tree_.parent(above);
    if (tree_.is(above, Kind::generic_function)) above = tree_.parent(above);
    return tree_.is(above, Kind::call_expression) ? above : no_node;
  }

  static bool is_default(std::string_view method) {
    return method == "unwrap_or" || method == "unwrap_or_default" || method == "unwrap_or_else";
  }

  std::string swallowing_call(NodeId call) const {
    const std::string_view method = method_of(call);
    const bool is_parsed = !method.empty() && method_of(receiver_of(call)) == "parse";
    // A closure may look at the error.
    if (is_parsed && (method == "unwrap_or" || method == "unwrap_or_default"))
      return fmt::format(".parse().{}()", method);
    if (method != "ok") return "";
    if (tree_.is(tree_.parent(call), Kind::expression_statement)) {
      const std::string_view receiver = tree_.text(receiver_of(call));
      return writes(receiver) && !writes_to_stream(receiver) ? "" : ".ok() of which nothing is made";
    }
    if (!is_parsed) return "";
    if (const NodeId next = next_call(call); next != no_node && is_default(method_of(next)))
      return fmt::format(".parse().ok().{}()", method_of(next));
    const NodeId closure = tree_.parent(call);
    if (!tree_.is(closure, Kind::closure_expression)) return "";
    const NodeId taker = tree_.parent(tree_.parent(closure));
    return method_of(taker) == "and_then" ? ".and_then(|..| .. .parse().ok())" : "";
  }

  std::string swallowing_binding(NodeId binding) const {
    static const std::set<std::string_view> fallible{
        "write",       "write_all",  "write_fmt", "flush",           "remove_file", "remove_dir",
        "create_dir",  "rename",     "copy",      "remove_dir_all",  "sync_all",    "create_dir_all",
        "read_to_end", "read_exact", "kill",      "set_permissions", "shutdown",    "read_to_string"};
    const NodeId pattern = tree_.child(binding, Field::pattern), value = tree_.child(binding, Field::value);
    if (pattern == no_node || value == no_node || tree_.text(pattern) != "_") return "";
    if (tree_.is(value, Kind::macro_invocation)) {
      return writes_to_stream(tree_.text(value)) ? "let _ = write!()" : "";
    }
    if (!tree_.is(value, Kind::call_expression)) return "";
    const std::string_view name = name_of_callee(value);
    return fallible.contains(name) || fallible_.contains(name) ? fmt::format("let _ = {}()", name) : "";
  }

  static bool writes(std::string_view macro) {
    return macro.starts_with("write!") || macro.starts_with("writeln!");
  }

  // To a string it cannot fail.
  static bool writes_to_stream(std::string_view macro) {
    if (!writes(macro)) return false;
    const std::string_view target = macro.substr(0, macro.find(','));
    for (const std::string_view stream : {"stdout", "stderr", "writer", "file", "socket"}) {
      if (target.contains(stream)) return true;
    }
    return false;
  }

  const rust_code::SourceFile& file_;
  const rust_code::SyntaxTree& tree_;
  std::set<std::string_view> fallible_;  // names of functions
  std::vector<SwallowedError> found_;
};

}  // namespace

std::vector<SwallowedError> find_swallowed_errors(const rust_code::SourceFile& file) {
  return Finder(file).run();
}

}  // namespace house_style
