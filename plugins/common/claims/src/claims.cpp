#include <string>

#include <re2/re2.h>

#include <claims/claims.hpp>

namespace claims {
namespace {

const RE2& negation() {
  static const RE2 pattern(
      R"((?i)\b(not|no longer|cannot|can't|don't|doesn't|didn't|isn't|aren't|won't|unable|fail(s|ed|ing|ure)?|should|would|could|will|once|if|unless|please|to verify|error)\b)");
  return pattern;
}

// "no warnings", "zero failures", "0 failed", "without any errors", "12 of 12" say that something passes,
// although they hold the words of a failure.
std::string with_passes_spelled_out(std::string_view sentence) {
  static const RE2 nothing_wrong(
      R"((?i)\b(?:no|zero|0|without( any)?)(?: \w+)? (?:warnings?|errors?|failures?|failed|failing|issues?|problems?|complaints?|lints?)\b)");
  static const RE2 all_of_them(R"(\b(\d+)(?: of |/| out of )(\d+)\b)");
  std::string text(sentence);
  RE2::GlobalReplace(&text, nothing_wrong, "passes");
  std::string some;
  std::string all;
  if (RE2::PartialMatch(text, all_of_them, &some, &all) && some == all)
    RE2::GlobalReplace(&text, all_of_them, "passes");
  return text;
}

// Sentences end at a full stop before a blank, at a line end, and at a semicolon.
template <typename Use>
void for_each_sentence(std::string_view text, const Use& use) {
  std::size_t begin = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool full_stop = (text[i] == '.' || text[i] == '!') &&
                           (i + 1 == text.size() || text[i + 1] == ' ' || text[i + 1] == '\n');
    if (!full_stop && text[i] != '\n' && text[i] != ';') continue;
    use(text.substr(begin, i - begin));
    begin = i + 1;
  }
  use(text.substr(begin));
}

}  // namespace

std::set<Check> claimed_passes(std::string_view answer) {
  static const RE2 passing(
      R"((?i)\b(pass|passes|passed|passing|clean|cleanly|green|succeeds?|succeeded|successful|successfully|ok|fine)\b)");
  static const RE2 clippy(R"((?i)\bclippy\b)");
  static const RE2 tests(R"((?i)\btests?\b)");
  static const RE2 format(R"((?i)\b(cargo fmt|fmt|rustfmt|formatting)\b)");
  static const RE2 build(R"((?i)\b(build|builds|built|cargo check|compiles|compiled)\b)");
  static const RE2 compiles(
      R"((?i)\b(it|crate|code|project|workspace|everything)( now)? (builds|compiles)\b)");
  static const RE2 all_checks(R"((?i)\ball (the )?checks\b)");
  std::set<Check> claims;
  for_each_sentence(answer, [&](std::string_view written) {
    const std::string sentence = with_passes_spelled_out(written);
    if (RE2::PartialMatch(sentence, negation())) return;
    if (RE2::PartialMatch(sentence, compiles)) claims.insert(Check::build);
    if (!RE2::PartialMatch(sentence, passing)) return;
    if (RE2::PartialMatch(sentence, clippy)) claims.insert(Check::clippy);
    if (RE2::PartialMatch(sentence, tests)) claims.insert(Check::test);
    if (RE2::PartialMatch(sentence, format)) claims.insert(Check::fmt);
    if (RE2::PartialMatch(sentence, build)) claims.insert(Check::build);
    if (RE2::PartialMatch(sentence, all_checks)) claims.insert({Check::fmt, Check::clippy, Check::test});
  });
  return claims;
}

bool claims_run(std::string_view answer) {
  static const RE2 ran(
      R"((?i)\b(?:ran|re-?ran|verified|confirmed|tested|checked|validated)\b.*\b(?:cargo|tests?|suite|clippy|nextest|build|checks?|ci|locally)\b)");
  static const RE2 everything(
      R"((?i)\b(?:everything|all|suite|ci|nextest)\b.*\b(?:pass|passes|passed|passing|green|succeeds?|succeeded|works|compiles|builds)\b)");
  bool found = false;
  for_each_sentence(answer, [&](std::string_view written) {
    const std::string sentence = with_passes_spelled_out(written);
    if (RE2::PartialMatch(sentence, negation())) return;
    found |= RE2::PartialMatch(sentence, ran) || RE2::PartialMatch(sentence, everything);
  });
  return found;
}

bool admits_failure(std::string_view answer) {
  static const RE2 pattern(
      R"((?i)\b(fail(s|ed|ing|ure|ures)?|errors?|does not|do not|doesn't|don't|cannot|can't|could not|couldn't|unable|still|remaining|unrelated)\b)");
  return RE2::PartialMatch(re2::StringPiece(answer.data(), answer.size()), pattern);
}

}  // namespace claims
