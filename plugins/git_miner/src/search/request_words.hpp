// What of a request an engineer would search for.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace git_miner {

struct SearchPhrase {
  enum class Kind {
    code,   // an identifier, an option, text in backticks or quotes
    pair,   // two words of prose side by side: `path printer` for PathPrinter and path_printer
    prose,  // one word
  };
  Kind kind = Kind::prose;
  std::string text;      // as it stands there; a pair without its blank; prose in lower case
  std::string pattern;   // a regular expression that both RE2 and ripgrep read alike; matches `text` in code
  bool is_stem = false;  // how the word begins whatever its ending: `migrat` for `migrate`
  bool is_detail = false;  // it stands behind the first sentence, and only once

  // A word of prose that tells how, or where, and not of what the request is about.
  bool is_idle() const { return kind == Kind::prose && is_detail; }
};

// In order of appearance, each pattern once. Words that stand in any text (articles, verbs of requests) are
// left out, and so is what is shorter than three letters.
std::vector<SearchPhrase> search_phrases(std::string_view request);

// What a request is about; the rest tells how, when and why.
std::string_view first_sentence(std::string_view request);

// A verb without its ending, "" where it has none that is plain: `migrat` of `migrating` and `migrated`.
std::string stem_of_verb(std::string_view word);

// A literal text as a regular expression.
std::string escaped_pattern(std::string_view text);

}  // namespace git_miner
