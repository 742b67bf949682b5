#include "change/diagnosis.hpp"

#include <re2/re2.h>

#include "change/references.hpp"
#include "change/subject.hpp"

namespace git_miner {
namespace {

constexpr std::size_t least_symptom_bytes = 20;

bool tells_the_cause(const std::string& mask) {
  static const RE2 cause(
      R"((?i)\b(?:root|underlying|actual) (?:cause|bug|problem|issue)|\b(?:culprit|root cause|the reason (?:for|is|was|why|that)|the cause (?:is|was|of))\b|\b(?:is|was|are|were|seems|appears) (?:simply |probably |likely |mostly |partly |just |all )?(?:because|due to|caused by|the result of|a result of|owed to)\b|\b(?:caused|triggered|introduced) by\b|\b(?:stems?|stemmed|results?|resulted|arises?|arose) from\b|\b(?:turns|turned) out\b|\bit (?:looks|seems) like\b|\b(?:appears|seems) to be (?:an?|another|the) (?:\w+ )?(?:bug|mistake|oversight|typo)\b|^this (?:if|loop|code|line|block|condition|logic) |\b(?:is|are|was|were) supposed to\b.*\bactually\b|\bin an effort to\b|\bregression was\b)");
  static const RE2 problem(
      R"((?i)^(?:anyway|so|well|basically|in short|essentially|specifically|unfortunately)?,? ?(?:the|one|another|this|its|a) (?:\w+ ){0,2}(?:problem|issue|bug|trouble|mistake|explanation|trick|catch|difficulty|oversight)(?: here| there)? (?:was|is|were|lies|lay|seems to be|appears to be|occurs because|happens because)\b)");
  return RE2::PartialMatch(mask, cause) || RE2::PartialMatch(mask, problem);
}

bool tells_the_remedy(const std::string& mask) {
  static const RE2 remedy(
      R"((?i)\b(?:should|must|needs?|ha(?:s|ve)|ought)(?: to)? be (?:re)?(?:set|called|checked|cut|moved|passed|stored|wrapped|incremented|decremented|initiali[sz]ed|cleared|cloned|locked|swapped|replaced|renamed|removed|stripped|escaped)\b|\bwe (?:\w+ )?should (?:(?:just|simply|also|only|instead|probably) )?(?:choose|use|check|call|set|add|do|try|just|simply|make|cut|strip|store|pass|wrap|have|be able)\b|\b(?:it is|it's|it would be) (?:sufficient|enough|easy|easier|simpler|better|best|possible) to\b|\ball (?:that|we|it) (?:is needed|needs?)\b|\bthe (?:right|correct|proper|real|true|actual|easiest|simplest) (?:thing|fix|way|approach|solution)\b|\b(?:a|the|true|real|proper|better|actual|obvious|principled) (?:\w+ )?(?:fix|solution|remedy) (?:for|is|was|to|would)\b|\b(?:use|used|using) (?:it|this|that|them) instead\b|^(?:make|use|add|remove|replace|call|rename|change|move) [^.]*\binstead\b)");
  return RE2::PartialMatch(mask, remedy);
}

// "We" are the authors, who tell what their code does; what "we should not" do is wanted, though.
bool tells_of_the_authors(const std::string& mask) {
  static const RE2 authors(
      R"((?i)(?:^|, |; |: |\(|- |\b(?:that|and|but|so|then|because|although|though|which) )(?:we|let's|let us)\b)");
  static const RE2 wanted(
      R"((?i)\bwe (?:should(?: not|n't)?|shouldn't|must(?: not|n't)?|might not|may not|expect|want|get|see) )");
  // "We need to know what we want to print" tells of the authors by its first words.
  static const RE2 front(
      R"((?i)^(?:so |but |and |then |here )?we (?:need|have|can|cannot|can't|use|only|just|were|are|do|don't)\b)");
  return RE2::PartialMatch(mask, front) ||
         (RE2::PartialMatch(mask, authors) && !RE2::PartialMatch(mask, wanted));
}

bool is_judgement(const std::string& mask) {
  static const RE2 aside(R"(^(?:NOTE|Note|N\.?B\.?)\b|\?\)?$)");
  static const RE2 judgement(
      R"((?i)\b(?:nice|nicer|neat|cool|awesome|ham-?fisted|hack(?:s|y|ish)?|kludg\w*|fuck\w*|shit\w*|crap\w*|damn\w*|silly|weird bug|brain|status quo|strictly better|rethink|rethought|rethinking|principled|good enough|not (?:great|ideal|pretty)|isn't (?:_?great_?|ideal|pretty)|trade-?offs?|conceivably|back this out|breaking change|not sure|i guess|oddity|by myself|another pass|stabiliz\w+|obviously|necessarily|apparent|this thing|something "?odd"?|will require|may make|nota bene|in my opinion,? (?:the|it|this))\b)");
  return RE2::PartialMatch(mask, aside) || RE2::PartialMatch(mask, judgement);
}

bool is_report(const std::string& mask) {
  static const RE2 done(
      R"((?i)^(?:(?:the|all|some|an?|its|unit|integration|new|existing|corresponding|relevant|related|regression|appropriate) )*(?:[\w`'-]+ ){1,3}(?:has|have|had) (?:also |now |all )?been [a-z]+(?:ed|en|t)\b)");
  static const RE2 tests(
      R"((?i)^(?:the |a |an |some |unit |new |existing |regression |integration )*(?:tests?|test cases?|documentation|docs|changelog|readme|examples?) (?:is|are|was|were|has|have|for|cover|added|adjusted|included|did not|didn't)\b)");
  return RE2::PartialMatch(mask, done) || RE2::PartialMatch(mask, tests);
}

bool tells_a_measure(const std::string& mask) {
  static const RE2 measure(
      R"((?i)\b(?:\w*-?benchmark\w*|speed-?ups?|faster|throughput|(?:performance|perf) (?:improvements?|gains?|wins?|impact)|invariant in|ballpark|wall[- ]clock|x improvement)\b|\b\d+(?:\.\d+)?x (?:faster|improvement|performance|speed))");
  return RE2::PartialMatch(mask, measure);
}

// Where the clause of a cause begins, npos where there is none.
std::size_t cause_at(const std::string& mask) {
  static const RE2 clause(
      R"((?i)(,? (?:because|due to|owing to|as a result of|in that|which is because)\b|,? since (?:it|the|this|that|they|we|there|`)|, as (?:it|the|this|that|they|we|there|`)|(?:, |; | -+ | \x{2014} |, and )(?:so|therefore|thus|hence|instead) |, (?:causing|caused) by\b))");
  re2::StringPiece found;
  if (!clause.Match(mask, 0, mask.size(), RE2::UNANCHORED, &found, 1)) return mask.npos;
  return static_cast<std::size_t>(found.data() - mask.data());
}

}  // namespace

std::string without_diagnosis(const std::string& sentence) {
  std::string mask = masked_code(sentence);
  std::string text = sentence;
  const std::size_t end = cause_at(mask);
  if (end != mask.npos && end >= least_symptom_bytes && is_symptom(sentence.substr(0, end)) &&
      !tells_the_cause(mask.substr(0, end))) {
    text = sentence.substr(0, end) + ".";
    mask = masked_code(text);
  }
  const bool gives_away = tells_the_cause(mask) || tells_the_remedy(mask) || tells_of_the_authors(mask) ||
                          is_judgement(mask) || is_report(mask) || tells_a_measure(mask);
  return gives_away ? "" : text;
}

bool is_measurement(const std::string& code) {
  static const RE2 times(
      R"((?m)^\s*(?:real|user|sys|maxmem)\s+\d|ns/iter|\btime:\s+\[|Time \(mean|^\s*Benchmark\b|±|\d\s?(?:ms|µs|us|ns|GiB/s|MiB/s|GB/s|MB/s)\b)");
  return RE2::PartialMatch(code, times);
}

bool has_drawing(const std::string& text) {
  static const RE2 drawing(R"([\x{2500}-\x{259F}\x{21A5}\x{21B5}]|\+-{3,}\+|-{4,}>|<-{4,}|={5,})");
  return RE2::PartialMatch(masked_code(text), drawing);
}

}  // namespace git_miner
