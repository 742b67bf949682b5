// One example from one unit: rendered, proved, and written down as a conversation.
#pragma once

#include <string>

#include <chat/example.hpp>
#include <synthetic_generator/prove.hpp>
#include <synthetic_generator/telling.hpp>

namespace synthetic_generator {

struct Generated {
  chat::Example example;
  Proof proof;
};

// The same bytes for the same unit and toolchain. `system_prompt` becomes the first message.
Proved<Generated> generate(const Unit& unit, const std::string& system_prompt,
                           const Environment& environment);

// The conversation of a proved unit, carried out in environment.scratch; its tool calls turn the start side
// into exactly the done side, or the gate "edits give other files" fails.
Proved<chat::Example> converse(const Unit& unit, const Proof& proof, const Telling& telling,
                               const std::string& system_prompt, const Environment& environment);

}  // namespace synthetic_generator
