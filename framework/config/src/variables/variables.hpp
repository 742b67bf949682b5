// Puts the values of variables into a tree.
#pragma once

#include <string>
#include <vector>

#include <config/environment.hpp>
#include <config/node.hpp>

#include "variables/template_text.hpp"

namespace flowrun::config {

// The values that `${name}` can take: those of one profile, with --set on top. Values may use the environment
// and each other; each is worked out once, when it is first used.
class Variables {
 public:
  // `unset_reason` and `unset_hint` complete the message about an unknown name.
  Variables(std::vector<Entry> values, std::string unset_reason, std::string unset_hint,
            const Environment& environment, Diagnostics& diagnostics);

  // Replaces variables in all values of the tree. What cannot be replaced becomes `invalid`, once reported.
  void substitute(Node& node);

 private:
  enum class State { raw, in_work, done };
  struct Variable {
    Entry entry;
    State state = State::raw;
  };

  void substitute_scalar(Node& node);
  void replace_whole(Node& node, const Piece& piece);
  void splice(Node& node, const std::vector<Piece>& pieces);
  // None where it has no value; that is reported.
  const Node* value_of(const Node& scalar, const Piece& piece);
  std::optional<Node> environment_value(const Node& scalar, const Piece& piece);
  void report_loop(const Span& where, const std::string& name);

  std::vector<Variable> variables_;
  std::vector<std::string> in_work_;
  std::string unset_reason_;
  std::string unset_hint_;
  const Environment& environment_;
  Diagnostics& diagnostics_;
};

}  // namespace flowrun::config
