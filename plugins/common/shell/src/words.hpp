// The words of a command as the program gets them, as far as the text tells.
#pragma once

#include <optional>
#include <string>

#include <shell/commands.hpp>

#include "syntax_tree.hpp"

namespace shell {

// True for what is one word of a command.
bool is_word(Kind kind);

// Without quotes and escapes; expansions and substitutions stay as they are spelled.
std::string word_of(const SyntaxTree& tree, NodeId id);

// Of a `file_redirect`; none for what is read.
std::optional<Redirection> redirection_of(const SyntaxTree& tree, NodeId id);

}  // namespace shell
