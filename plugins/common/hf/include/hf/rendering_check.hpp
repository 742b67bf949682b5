// Does a rendered chat still hold what was said in it? A template may leave out tool calls, or answers, without a word.
#pragma once

#include <string>

#include <chat/example.hpp>
#include <hf/chat_template.hpp>

namespace hf {

// The first thing that `learnt`, the rendering of `example`, lacks: of learnt messages the content, the names of called
// functions and the names and texts of their arguments, of tools' messages the content. Spaces around contents and a think block
// in front of one do not count, and arguments may be spelled as JSON. "" where all is there.
std::string lost_in_rendering(const chat::Example& example, const LearntText& learnt);

}  // namespace hf
