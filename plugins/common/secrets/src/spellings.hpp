// The other ways in which a value that is known may stand in a text.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace secrets {

// How far a place reaches where a spelling was found.
enum class Reach {
  word,    // a word of its own
  inside,  // wherever it stands
  run,     // the whole run of base64 or hexadecimal digits around it
  part,    // the beginning or the end of the value: the whole token around it
};

struct Spelling {
  std::string text;
  Reach reach = Reach::word;
};

// Plain, JSON-escaped once and twice, URL-encoded, in HTML, in base64 at each alignment, in hexadecimal digits, and
// what the value itself stands for where it is URL-encoded or base64. Longest parts of a long value, too.
std::vector<Spelling> spellings_of(std::string_view value);

}  // namespace secrets
