// The words of a conversation: what the user asks and what the agent says, from paraphrase grammars and the
// trap's own texts. Nothing here claims a result; the numbers and outputs come from the proof.
#pragma once

#include <string>

#include <base/error.hpp>
#include <synthetic_generator/prove.hpp>

namespace synthetic_generator {

struct Telling {
  std::string request;
  bool reproduces =
      false;  // the agent runs the failing command; else the request holds its output, or there is none
  std::string on_run, on_read, on_edit, on_check;  // remarks; may be empty
  std::string answer;                              // at most 120 words
};

// The error is one of a template, such as an unknown slot or an answer that is too long.
base::Result<Telling> tell(const Unit& unit, const Rendered& rendered, const Proof& proof);

}  // namespace synthetic_generator
