// Does a rendered chat say what was said in it, and no more? A template may leave out tool calls, or answers, without a word, or
// tell the model how long to think.
#pragma once

#include <string>

#include <chat/example.hpp>
#include <hf/chat_template.hpp>

namespace hf {

// The first thing that `learnt`, the rendering of `example`, lacks: the name of a tool; of learnt messages the content, the names of
// called functions and the names and values of their arguments, each call beside the content and behind the call before; of all
// others but the assistant's the content. Spaces around contents and a think block in front of one do not count, and values may be
// spelled as JSON or Python spells them. "" where all is there.
std::string lost_in_rendering(const chat::Example& example, const LearntText& learnt);

// Does the rendering of an example without reasoning speak of a "reasoning effort" that nobody in it spoke of? It would teach the
// model to ignore what its prompt asks for.
bool asks_for_effort(const chat::Example& example, const LearntText& learnt);

}  // namespace hf
