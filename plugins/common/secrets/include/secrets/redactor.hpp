// Replaces secrets by placeholders `<SECRET:kind:number>`: the same value by the same placeholder in the
// whole example, so that what an edit quotes still equals what was read.
//
//   Redactor redactor(scanner);                       // one for each example
//   for (field : fields) redactor.learn(field);       // first all of them,
//   for (field : fields) field = redactor.redact(field);
//
// Numbers count per kind in the order of first appearance; numbers that stand in the text already are not
// given again. A value that a rule found once is replaced wherever it stands in any field, with or without
// its name: plain, escaped as in a JSON string, URL-encoded, in base64, in hexadecimal digits, or a long part of
// it. Only short or plain words (a password `winter`) are replaced just where a rule finds them, lest ordinary
// text be torn. Fields may be JSON text: it stays well-formed. Time is linear in the size of the fields, times the
// logarithm of the number of secrets.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include <secrets/needles.hpp>
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

  // The same; none if nothing is to be replaced.
  std::optional<std::string> redacted(std::string_view text);

  // The rule that found the secret which `placeholder` stands for; "" if it stood in the text already.
  std::string_view rule_of(std::string_view placeholder) const;

  // Placeholders put in so far, by all calls.
  std::size_t replaced() const { return replaced_; }

 private:
  struct Secret {
    Kind kind = Kind::token;
    std::string rule;
    int number = 0;  // 0 until the first redact
  };
  struct Span {
    std::size_t begin = 0, end = 0, secret = 0;
  };

  std::size_t remember(const Finding& finding, std::string_view value);
  void add_needles(const std::string& value, std::size_t secret);
  void reserve_numbers(std::string_view text);
  void number_secrets();
  std::vector<Span> found_spans(std::string_view text);
  void add_known_spans(std::string_view text, std::vector<Span>& spans);
  std::string replace(std::string_view text, const std::vector<Span>& spans) const;

  const Scanner& scanner_;
  std::vector<Secret> secrets_;                    // in the order of first appearance
  std::map<std::string, std::size_t> identities_;  // plain value -> index in secrets_
  Needles needles_;                                // the spellings of all of them
  std::map<Kind, std::set<int>> reserved_;         // kind -> numbers that stand in the text already
  std::map<Kind, int> last_number_;                // kind -> the last one given
  std::unordered_set<std::size_t> clean_;  // hashes of texts in which no rule found anything: not read again
  std::size_t numbered_ = 0;               // of secrets_, from the front
  std::size_t replaced_ = 0;
};

}  // namespace secrets
