// Replaces secrets by placeholders `<SECRET:kind:number>`: the same value by the same placeholder in the
// whole example, so that what an edit quotes still equals what was read.
//
//   Redactor redactor(scanner);                       // one for each example
//   for (field : fields) redactor.learn(field);       // first all of them,
//   for (field : fields) field = redactor.redact(field);
//
// Numbers count per kind in the order of first appearance; numbers that stand in the text already are not
// given again. A value that a rule found once is replaced wherever it stands in any field, with or without
// its name, plain or escaped as in a JSON string; only short or plain words (a password `winter`) are
// replaced just where a rule finds them, lest ordinary text be torn. Fields may be JSON text: it stays
// well-formed.
#pragma once

#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <secrets/scanner.hpp>

namespace secrets {

// Keeps a reference to the scanner. Not for several threads at once.
class Redactor {
 public:
  explicit Redactor(const Scanner& scanner) : scanner_(scanner) {}

  // Remembers the secrets of `text`.
  void learn(std::string_view text);

  // Learns `text`, too. A later scan of the result has no finding, and redacting it again changes nothing.
  std::string redact(std::string_view text);

  // Placeholders put in so far, by all calls.
  std::size_t replaced() const { return replaced_; }

 private:
  struct Secret {
    Kind kind = Kind::token;
    int number = 0;  // 0 until the first redact
  };
  // One spelling of a secret that is looked for in text.
  struct Needle {
    std::string spelling;
    std::size_t secret = 0;
    bool inside_words = false;
  };
  struct Span {
    std::size_t begin = 0, end = 0, secret = 0;
  };

  std::size_t remember(const Finding& finding, std::string_view value);
  void add_needles(const std::string& value, std::size_t secret);
  void reserve_numbers(std::string_view text);
  void number_secrets();
  std::vector<Span> found_spans(std::string_view text);
  void add_known_spans(std::string_view text, std::vector<Span>& spans) const;
  std::string replace(std::string_view text, const std::vector<Span>& spans) const;

  const Scanner& scanner_;
  std::vector<Secret> secrets_;                                   // in the order of first appearance
  std::map<std::string, std::size_t> identities_;                 // plain value -> index in secrets_
  std::unordered_map<std::string, std::vector<Needle>> needles_;  // by their first bytes
  std::map<Kind, std::set<int>> reserved_;  // kind -> numbers that stand in the text already
  std::map<Kind, int> last_number_;         // kind -> the last one given
  std::size_t numbered_ = 0;                // of secrets_, from the front
  std::size_t replaced_ = 0;
};

}  // namespace secrets
