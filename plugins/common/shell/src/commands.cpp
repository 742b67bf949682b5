#include <map>
#include <optional>
#include <set>
#include <utility>

#include <shell/commands.hpp>

#include "program.hpp"
#include "statements.hpp"
#include "syntax_tree.hpp"
#include "words.hpp"

namespace shell {
namespace {

constexpr int max_nesting = 3;  // of `sh -c` and calls of functions

class Reader {
 public:
  Reader(std::string_view line, int nesting, std::vector<Command>& out)
      : tree_(parse(line)), next_(tree_.nodes.size(), Joint::sequence), nesting_(nesting), out_(out) {}

  void read(Joint last) {
    if (tree_.nodes.empty()) return;
    next_[0] = last;
    read_part(0, nesting_);
  }

 private:
  // A node whose commands are being read.
  struct Open {
    NodeId id;
    std::size_t commands;  // found before it
  };

  // In the order of the text; what a command substitutes runs before it.
  void read_part(NodeId root, int nesting) {
    std::vector<Open> open;
    const auto close_until = [&](NodeId id) {
      for (; !open.empty() && tree_[open.back().id].subtree_end <= id; open.pop_back())
        close(open.back(), nesting);
    };
    for (NodeId id = root; id < tree_[root].subtree_end;) {
      close_until(id);
      const Kind kind = tree_[id].kind;
      if (kind == Kind::function_definition) {
        define(id);
        id = tree_[id].subtree_end;
        continue;
      }
      join_children(id);
      if (kind == Kind::file_redirect) add_redirection(id, open);
      if (kind == Kind::file_redirect || kind == Kind::heredoc_redirect) add_words_behind(id, open);
      if (is_simple_command(kind) || is_assignment(kind) || kind == Kind::redirected_statement)
        open.push_back({id, out_.size()});
      ++id;
    }
    close_until(tree_[root].subtree_end);
  }

  // What follows each statement in a node.
  void join_children(NodeId id) {
    NodeId statement = no_node;
    bool is_joined = false;
    tree_.each_child(id, [&](NodeId child) {
      const Kind kind = tree_[child].kind;
      if (is_statement(kind)) {
        statement = child;
        is_joined = false;
      } else if (const auto joint = joint_of(kind); joint && statement != no_node) {
        next_[statement] = *joint;
        is_joined = true;
      } else if (kind == Kind::heredoc_redirect && statement != no_node) {
        next_[child] = next_[id];
        if (const auto continued = joint_behind(child)) {
          next_[statement] = *continued;  // `cat <<EOF | grep x`
          is_joined = true;
        }
      }
    });
    if (statement != no_node && !is_joined && ends_as_its_last(tree_[id].kind)) next_[statement] = next_[id];
  }

  // How the line of a here-document goes on behind its delimiter.
  std::optional<Joint> joint_behind(NodeId heredoc) const {
    std::optional<Joint> found;
    tree_.each_child(heredoc, [&](NodeId child) {
      const Kind kind = tree_[child].kind;
      if (found) return;
      found = kind == Kind::pipeline ? Joint::pipe : joint_of(kind);
    });
    return found;
  }

  // The first definition counts, at the first call.
  void define(NodeId id) {
    NodeId name = no_node, body = no_node;
    tree_.each_child(id, [&](NodeId child) {
      if (name == no_node && tree_[child].kind == Kind::word) name = child;
      if (is_statement(tree_[child].kind)) body = child;
    });
    if (name != no_node && body != no_node) functions_.emplace(tree_.text(name), body);
  }

  // Of the command that was read last, or that is being read.
  void add_redirection(NodeId redirect, const std::vector<Open>& open) {
    const auto redirection = redirection_of(tree_, redirect);
    if (!redirection || open.empty()) return;
    if (tree_[open.back().id].kind != Kind::redirected_statement)
      before_command_.push_back(*redirection);
    else if (out_.size() > open.back().commands)
      out_.back().redirections.push_back(*redirection);
  }

  bool is_negated(NodeId id) const {
    NodeId parent = tree_[id].parent;
    while (parent != no_node && tree_[parent].kind == Kind::redirected_statement)
      parent = tree_[parent].parent;
    return parent != no_node && tree_[parent].kind == Kind::negated_command;
  }

  // The grammar takes arguments behind a redirection for more targets of it.
  void add_words_behind(NodeId redirect, const std::vector<Open>& open) {
    const bool fits = !open.empty() && tree_[open.back().id].kind == Kind::redirected_statement &&
                      out_.size() > open.back().commands;
    if (!fits) return;
    bool is_target = tree_[redirect].kind == Kind::file_redirect;
    tree_.each_child(redirect, [&](NodeId child) {
      if (!is_word(tree_[child].kind) || std::exchange(is_target, false)) return;
      out_.back().arguments.push_back(word_of(tree_, child));
    });
  }

  void close(const Open& node, int nesting) {
    const Kind kind = tree_[node.id].kind;
    if (is_simple_command(kind)) {
      const std::size_t before = out_.size();
      add(words_of(node.id), next_[node.id], nesting);
      if (out_.size() > before) {
        out_.back().is_negated = is_negated(node.id);
        out_.back().redirections = std::exchange(before_command_, {});
      }
    } else if (is_assignment(kind) && is_statement_place(node.id) && out_.size() > node.commands) {
      out_.back().next = next_[node.id];  // `x=$(cargo test)` ends as what it substitutes
    }
  }

  // Not before a command, nor one of several.
  bool is_statement_place(NodeId id) const {
    const NodeId parent = tree_[id].parent;
    return parent == no_node ||
           !(is_simple_command(tree_[parent].kind) || tree_[parent].kind == Kind::variable_assignments);
  }

  std::vector<std::string> words_of(NodeId id) const {
    std::vector<std::string> words;
    const Kind command = tree_[id].kind;
    const auto add = [&](NodeId child) { words.push_back(word_of(tree_, child)); };
    if (command == Kind::test_command) {
      for (NodeId child = id + 1; child < tree_[id].subtree_end;) {
        const bool is_whole = is_word(tree_[child].kind) || tree_[child].subtree_end == child + 1;
        if (is_whole) add(child);
        child = is_whole ? tree_[child].subtree_end : child + 1;
      }
      return words;
    }
    tree_.each_child(id, [&](NodeId child) {
      const Kind kind = tree_[child].kind;
      const bool is_left_out = kind == Kind::file_redirect || kind == Kind::herestring_redirect ||
                               kind == Kind::subshell || kind == Kind::comment || kind == Kind::error ||
                               (command == Kind::command && kind == Kind::variable_assignment);
      if (!is_left_out) add(child);
    });
    return words;
  }

  void add(const std::vector<std::string>& words, Joint next, int nesting) {
    static const std::set<std::string, std::less<>> shells = {"sh", "bash", "zsh", "dash", "fish"};
    const std::size_t at = program_at(words);
    if (at >= words.size() || words[at].empty()) return;
    Command command{
        program_of(words[at]), {words.begin() + static_cast<std::ptrdiff_t>(at) + 1, words.end()}, next};
    if (nesting < max_nesting) {
      if (shells.contains(command.program)) add_scripts(command.arguments, nesting + 1);
      add_function(command.program, nesting + 1);
    }
    out_.push_back(std::move(command));
  }

  // The shell ends as the last command of its script does.
  void add_scripts(const std::vector<std::string>& arguments, int nesting) {
    for (std::size_t i = 0; i + 1 < arguments.size(); ++i) {
      if (arguments[i].starts_with('-') && !arguments[i].starts_with("--") && arguments[i].ends_with('c'))
        Reader(arguments[i + 1], nesting, out_).read(Joint::and_then);
    }
  }

  void add_function(const std::string& name, int nesting) {
    auto function = functions_.extract(name);
    if (function.empty()) return;
    next_[function.mapped()] = Joint::and_then;
    read_part(function.mapped(), nesting);
  }

  SyntaxTree tree_;
  std::vector<Joint> next_;  // what follows each statement
  int nesting_;
  std::vector<Command>& out_;
  std::vector<Redirection> before_command_;               // of the command that is being read
  std::map<std::string, NodeId, std::less<>> functions_;  // bodies, of those not called yet
};

}  // namespace

// Several judges of a session ask for the same lines, and agents run the same ones again.
std::vector<Command> commands_of(std::string_view line) {
  constexpr std::size_t most_known = 200, longest_known = 1000;
  thread_local std::map<std::string, std::vector<Command>, std::less<>> known;
  if (const auto found = known.find(line); found != known.end()) return found->second;
  std::vector<Command> out;
  Reader(line, 0, out).read(Joint::end);
  if (known.size() == most_known) known.clear();
  if (line.size() <= longest_known) known.emplace(line, out);
  return out;
}

}  // namespace shell
