// What kinds of nodes are statements, and how they are joined.
#pragma once

#include <optional>

#include <shell/commands.hpp>

#include "syntax_tree.hpp"

namespace shell {

// Runs one program or builtin.
bool is_simple_command(Kind kind);

bool is_assignment(Kind kind);

bool is_statement(Kind kind);

// Those that end as the last statement in them does; a loop or a condition may not run it at all.
bool ends_as_its_last(Kind kind);

// Of an operator; none for what joins nothing.
std::optional<Joint> joint_of(Kind kind);

}  // namespace shell
