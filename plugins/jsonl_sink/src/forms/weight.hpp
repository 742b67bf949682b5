// Whether a message is to be learnt, as data sets say it.
#pragma once

#include <chat/example.hpp>

#include "reading.hpp"

namespace jsonl_sink::forms {

// `weight` (OpenAI), `train` or `training` (axolotl), `loss` (ms-swift), `loss_weight`: 0, 1, 0.0, 1.0, false or true; the first
// that is there counts. A part of a weight is a fault: here a message is learnt or not. What is not an assistant's is never
// learnt, so its 0 says nothing, and its 1 is kept as what it is, a wish that is not followed.
void read_weight(Members& message, chat::Message& into);

}  // namespace jsonl_sink::forms
