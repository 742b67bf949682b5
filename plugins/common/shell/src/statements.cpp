#include "statements.hpp"

namespace shell {

bool is_simple_command(Kind kind) {
  return kind == Kind::command || kind == Kind::declaration_command || kind == Kind::unset_command ||
         kind == Kind::test_command;
}

bool is_assignment(Kind kind) {
  return kind == Kind::variable_assignment || kind == Kind::variable_assignments;
}

bool is_statement(Kind kind) {
  switch (kind) {
    case Kind::c_style_for_statement:
    case Kind::case_statement:
    case Kind::compound_statement:
    case Kind::for_statement:
    case Kind::function_definition:
    case Kind::if_statement:
    case Kind::list:
    case Kind::negated_command:
    case Kind::pipeline:
    case Kind::redirected_statement:
    case Kind::subshell:
    case Kind::while_statement:
      return true;
    default:
      return is_simple_command(kind) || is_assignment(kind);
  }
}

bool ends_as_its_last(Kind kind) {
  switch (kind) {
    case Kind::command:  // `time (...)`
    case Kind::command_substitution:
    case Kind::compound_statement:
    case Kind::heredoc_redirect:
    case Kind::list:
    case Kind::negated_command:
    case Kind::pipeline:
    case Kind::program:
    case Kind::redirected_statement:
    case Kind::subshell:
      return true;
    default:
      return false;
  }
}

std::optional<Joint> joint_of(Kind kind) {
  switch (kind) {
    case Kind::and_and:
      return Joint::and_then;
    case Kind::bar_bar:
      return Joint::or_else;
    case Kind::bar:
    case Kind::bar_and:
      return Joint::pipe;
    case Kind::ampersand:
      return Joint::background;
    default:
      return std::nullopt;
  }
}

}  // namespace shell
