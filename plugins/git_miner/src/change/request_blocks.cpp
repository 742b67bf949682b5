#include "change/request_blocks.hpp"

#include <algorithm>
#include <cctype>
#include <utility>

#include <re2/re2.h>

#include "change/demand.hpp"
#include "change/diagnosis.hpp"
#include "change/judgement.hpp"
#include "change/message.hpp"
#include "change/new_names.hpp"
#include "change/prose.hpp"
#include "change/references.hpp"
#include "change/subject.hpp"
#include "change/titles.hpp"

namespace git_miner {
namespace {

constexpr std::size_t least_words = 3;  // of a sentence that begins a paragraph
constexpr double most_known = 0.85;     // words of a wish that stand before it

// "This fixes a bug where X" and "Before this change, X" tell X.
std::string told_plainly(const std::string& sentence) {
  static const RE2 fixed(
      R"((?i)^(?:this|it)?(?: (?:commit|patch|pr|change|also))* ?(?:fix(?:es|ed)?|resolves?|corrects?|addresses|solves?)(?: an?| the| another)?(?: [\w-]+){0,3} (?:bug|issue|problem|case|situation|regression|error) (?:where(?:by)?|in which)(?: sometimes)? (\S.*)$)");
  static const RE2 before(
      R"((?i)^(?:previously|formerly|(?:before|prior to|without) (?:this|that|the)(?: (?:commit|patch|pr|change|fix|merge|branch))?)(?: (?:commit|patch|pr|change|fix))?, (\S.*)$)");
  std::string rest;
  if (RE2::FullMatch(sentence, fixed, &rest) || RE2::FullMatch(sentence, before, &rest))
    return capitalised(rest);
  static const RE2 previous(
      R"((?i)\b(the) (?:previous|old|former|existing) (code|version|behaviou?r|logic|implementation)\b)");
  std::string now = sentence;
  if (RE2::GlobalReplace(&now, previous, R"(\1 \2)") > 0) return now;
  if (sentence.starts_with("Want to ")) return "I want" + sentence.substr(4);
  if (sentence.starts_with("... ")) return capitalised(sentence.substr(4));
  return sentence;
}

bool leans_on_the_one_before(const std::string& sentence) {
  static const RE2 leaning(
      R"((?i)^["'(]*(?:(?:e\.g\.|i\.e\.)|(?:it|its|this|that|these|those|they|their|them|he|she|however|but|also|additionally|furthermore|moreover|instead|so|therefore|thus|hence|otherwise|then|and|or|in particular|specifically|namely|for example|for instance|which|such|both|similarly|likewise|[a-z]+ing (?:it|this|that|these|those|them)|consequently|as a result|unfortunately|in addition|note that|the (?:former|latter|same)|conversely|still|nevertheless|nonetheless|after(?:wards| that)|of course|finally|second(?:ly)?|third(?:ly)?|in fact|indeed|because of|as such|rather|yet|while (?:this|that|it)|since (?:this|that|it)|here|there are|now|one (?:where|is|of)|in (?:these|those|that|this|such|either|both|the (?:former|latter)) cases?|the (?:first|second|third|other|long|short|old|previous) (?:one|is|bug|issue|problem|version|form|name|names))\b))");
  static const RE2 ending(
      R"((?i)\b(?:(?:do|does|did|doing|fix|fixes|avoid|avoids|prevent|prevents) (?:that|this|so)[.!]$|here\b))");
  return RE2::PartialMatch(sentence, leaning) || RE2::PartialMatch(sentence, ending);
}

// "`a` now formats b": where that is no wish, it is how the work was done; "it now panics" is a fault.
bool tells_the_new_state(const std::string& sentence) {
  static const RE2 now(R"((?i)\bnow [a-z]+s\b)");
  return RE2::PartialMatch(sentence, now) && !tells_a_failure(sentence);
}

// A sentence that has no sense without the code behind it.
bool announces(const std::string& text) {
  static const RE2 following(R"((?i)(?::|\b(?:the following|as follows|like (?:this|so))\b[^.]*\.)$)");
  return RE2::PartialMatch(text, following);
}

// Without the words of a reference, of the commit and of the diagnosis; "" where nothing is left to tell.
std::string kept(const std::string& sentence, const NameTest& is_refused, Deeds deeds) {
  // What is only supposed is no order, and says nothing without what it leads to.
  static const RE2 supposed(
      R"((?i)^(?:let's say|say that|say,|suppose|supposing|imagine|assume (?:that|we|you)) )");
  if (RE2::PartialMatch(sentence, supposed)) return "";
  std::string text = without_references(sentence);
  if (std::string wish = as_wish(text, deeds); !wish.empty()) {
    return is_refused(wish) || without_diagnosis(wish).empty() ? "" : wish;
  }
  text = without_diagnosis(told_plainly(text));
  RE2::GlobalReplace(&text, R"((^|[\s(])\[(`[^`\n]+`)\])", R"(\1\2)");  // a link without its address
  if (tells_the_new_state(text)) return "";
  const bool is_purpose = deeds == Deeds::are_wanted && tells_the_purpose(text);
  if (text.empty() || (!is_purpose && speaks_of_the_commit(text)) || is_refused(text)) return "";
  return text;
}

bool announces_a_solution(const std::string& heading) {
  static const RE2 solution(
      R"((?i)\b(?:solutions?|chang(?:es|ed)|implementation|fix(?:es)?|approach|test(?:s|ing|ed)?|plan|checklist|todo|how|what|notes?|review(?:ers?)?|related|links?|references|screenshots?|bench(?:marks?)?|results?|performance|future|alternatives?|remaining|breaking|after|outcome|done|acknowledge?ments?|drawbacks?|unresolved|open questions?)\b)");
  return RE2::PartialMatch(heading, solution);
}

class Picker {
 public:
  Picker(const NameTest& is_refused, const BodyReading& reading)
      : is_refused_(is_refused), reading_(reading), lost_(reading.subject.empty()) {}

  // `leads_to_code`: a block of code follows.
  void take(const Block& block, bool leads_to_code) {
    leads_to_code_ = leads_to_code;
    if (block.kind == BlockKind::heading) {
      only_wishes_ = announces_a_solution(block.text) && reading_.deeds == Deeds::are_wanted;
      skips_ = announces_a_solution(block.text) && !only_wishes_;
      lost_ = reading_.subject.empty();
      return;
    }
    const bool is_code = block.kind == BlockKind::code;
    if (only_wishes_ && block.kind != BlockKind::paragraph) return;
    if (skips_ && !(skips_titles_ && block.kind == BlockKind::list)) return;
    skips_ = skips_titles_ = false;
    if (block.kind == BlockKind::paragraph) return take_paragraph(block.text);
    const bool lost_lead = lost_ && (lead_lost_ || (is_code && !is_first_));
    is_first_ = false;
    if (lost_lead || !is_fit(block)) {
      drop_lead();
      lost_ = lead_lost_ = true;
      if (block.kind == BlockKind::list && is_list_of_deeds(block.text))
        skips_ = skips_titles_ = !repeats(entries_of(block.text).back(), reading_.subject);
      return;
    }
    blocks_.push_back(block);
    lost_ = lead_lost_ = false;
  }

  RequestBody body() && {
    drop_lead();  // with nothing behind
    if (reading_.only_faults && has_lost_) drop_idle();
    if (has_lost_ || is_cut_) drop_judgements(blocks_, reading_.subject);
    is_whole_ &= !only_speak_against(blocks_, reading_.subject);
    for (std::size_t i = 0; i < blocks_.size(); ++i) {
      const bool has_code_behind = i + 1 < blocks_.size() && blocks_[i + 1].kind == BlockKind::code;
      std::string& text = blocks_[i].text;
      if (blocks_[i].kind == BlockKind::paragraph && !has_code_behind && is_open(text)) text += '.';
    }
    return {std::move(blocks_), is_whole_, has_front_};
  }

 private:
  void take_paragraph(const std::string& paragraph) {
    drop_lead();
    const bool is_continued = !blocks_.empty() && blocks_.back().kind == BlockKind::code && !lost_ &&
                              std::islower(static_cast<unsigned char>(paragraph.front())) != 0;
    is_first_ = false;
    std::string text;
    const auto sentences = sentences_of(paragraph);
    for (const std::string& sentence : sentences) {
      if (has_drawing(sentence)) {
        skips_ = true;
        break;
      }
      if (text.empty() && is_fragment(sentence) && !is_continued) {
        lost_ = true;
        continue;
      }
      std::string one = only_wishes_ ? wish_of(sentence) : kept(sentence, is_refused_, reading_.deeds);
      if (is_said(one)) continue;
      if (one.empty()) is_whole_ &= !is_missed(sentence);
      // It ends with the code, which has no sense without the end.
      const bool goes_on = leads_to_code_ && &sentence == &sentences.back() && is_open(sentence);
      if (goes_on && !is_open(one)) one.clear();
      if (is_remedy(one) || (lost_ && leans_on_the_one_before(one)) || (has_lost_ && !stands_alone(one)))
        one.clear();
      lost_ = one.empty();
      has_lost_ |= lost_;
      is_cut_ |= judgement_of(one, reading_.subject).is_one && one.size() + 1 < sentence.size();
      has_front_ &= !(lost_ && blocks_.empty() && text.empty());
      lead_lost_ = lost_ && (goes_on || sentence.ends_with(':'));
      if (lost_ || (text.empty() && words_of(one).size() < least_words && !one.ends_with(':'))) continue;
      text += text.empty() ? (is_continued ? one : capitalised(one)) : " " + capitalised(one);
    }
    if (text.empty()) return;
    blocks_.push_back({BlockKind::paragraph, std::move(text)});
  }

  static bool is_open(const std::string& sentence) {
    return !sentence.empty() && std::isalnum(static_cast<unsigned char>(sentence.back())) != 0;
  }

  // Of a fix a command in the body is how it was mended, unless it tells how the program should behave; "Since .." why
  // it went wrong, "the correct argument is" what the mistake was.
  bool is_remedy(const std::string& sentence) const {
    static const RE2 cause(R"(^(?:Since|Because) (?:the|it|this|that|we|they|there|an?|both|only)\b)");
    static const RE2 mistake(
        R"((?i)\b(?:the (?:correct|right|proper) [\w-]+ (?:is|are|would be)|(?:is|are|was|were|been|got) (?:swapped|reversed|inverted|transposed|flipped|mixed up|backwards)|the (?:old|previous|former) (?:value|code|version|logic|check|condition|implementation|approach)|off by one)\b)");
    // `Closed` instead of `KeepAlive`: both sides of the edit.
    static const RE2 exchange(R"(\w(?:::|_)\w+`? (?:instead of|rather than) `?\w+(?:::|_)\w)");
    if (!reading_.only_faults) return false;
    if (RE2::PartialMatch(sentence, cause) || RE2::PartialMatch(sentence, exchange) ||
        RE2::PartialMatch(masked_code(sentence), mistake))
      return true;
    static const RE2 noun(R"(^\w+ (?:of|to|is|are|on|from)\b)");  // "Use of `a` panics"
    const std::string phrase = as_request(sentence);
    return !phrase.empty() && !RE2::PartialMatch(phrase, noun) && !is_seen_by_users(first_word(phrase)) &&
           words_of(phrase).front() == words_of(sentence).front();
  }

  // Of a fix the fault or a wish; else what names its subject or its condition, too.
  bool stands_alone(const std::string& sentence) const {
    static const RE2 condition(R"((?i)^(?:when|if|with|without|by default)\b)");
    if (tells_a_failure(sentence) || tells_a_wish(sentence) || !as_request(sentence).empty()) return true;
    return !reading_.only_faults && (RE2::PartialMatch(sentence, condition) || !names_in(sentence).empty());
  }

  // A deed that the request would have to ask for, but cannot: details that only the change names are none.
  bool is_missed(const std::string& sentence) const {
    if (reading_.only_faults || only_wishes_ || is_refused_(sentence)) return false;
    return tells_a_deed(sentence) && !is_by_the_way(sentence) && !repeats(sentence, reading_.subject);
  }

  // Below the heading of a solution the rest is how it was done.
  std::string wish_of(const std::string& sentence) const {
    if (as_wish(without_references(sentence), reading_.deeds).empty()) return "";
    return kept(sentence, is_refused_, reading_.deeds);
  }

  // A sentence that ends with a colon has no sense without what follows.
  void drop_lead() {
    if (blocks_.empty() || blocks_.back().kind != BlockKind::paragraph || !announces(blocks_.back().text))
      return;
    auto sentences = sentences_of(blocks_.back().text);
    sentences.pop_back();
    is_whole_ = false;
    std::string text;
    for (const std::string& sentence : sentences) text += (text.empty() ? "" : " ") + sentence;
    blocks_.back().text = std::move(text);
    if (blocks_.back().text.empty()) blocks_.pop_back();
  }

  // Of a fault whose explanation is gone, what tells neither the fault nor a wish is the rest of the explanation.
  void drop_idle() {
    for (std::size_t i = blocks_.size(); i-- > 0;) {
      const bool leads = i + 1 < blocks_.size() && blocks_[i + 1].kind != BlockKind::paragraph;
      const bool is_idle = std::ranges::none_of(
          sentences_of(blocks_[i].text),
          [](const std::string& sentence) { return tells_a_failure(sentence) || tells_a_wish(sentence); });
      if (blocks_[i].kind == BlockKind::paragraph && is_idle && !leads)
        blocks_.erase(blocks_.begin() + static_cast<std::ptrdiff_t>(i));
    }
  }

  // A wish that says no more than what stands before it.
  bool is_said(const std::string& sentence) const {
    if (sentence.empty() || as_request(sentence).empty()) return false;
    return share_known(sentence, reading_.subject) >= most_known ||
           std::ranges::any_of(blocks_, [&](const Block& block) {
             return block.kind == BlockKind::paragraph && block.text.size() < 2 * sentence.size() &&
                    share_known(sentence, block.text) >= most_known;
           });
  }

  static bool is_fragment(const std::string& sentence) {
    static const RE2 fragment(
        R"(^(?:is|are|was|were|and|or|of|to|in|by|for|which|that)\b|^(?:Would|Could|Did|Does|Was|Were|Is|Are|Has|Had|Have|Will|Can|Should) [^?]*$)");
    return RE2::PartialMatch(sentence, fragment);
  }

  bool has_lead() const { return !blocks_.empty() && blocks_.back().text.ends_with(':'); }

  bool is_fit(const Block& block) const {
    static const RE2 empty(R"(```.*\n\s*```)");
    if (block.kind == BlockKind::code) {
      const bool is_drawn = has_drawing(block.text.substr(3, block.text.size() - 6));
      return !RE2::FullMatch(block.text, empty) && !is_measurement(block.text) && (!is_drawn || has_lead()) &&
             !is_refused_(block.text);
    }
    if (block.kind == BlockKind::quote)
      return !kept(block.text.substr(2), is_refused_, reading_.deeds).empty();
    return is_fit_list(block.text);
  }

  // Titles of squashed commits, a template's check boxes and lists of deeds are of the commit.
  bool is_fit_list(const std::string& list) const {
    const auto entries = entries_of(list);
    return !entries.empty() && !is_list_of_deeds(list) && std::ranges::all_of(entries, [&](const auto& text) {
      if (text.starts_with("[ ]") || text.starts_with("[x]") || is_refused_(text)) return false;
      return std::ranges::all_of(sentences_of(text), [](const std::string& sentence) {
        return without_references(sentence) == sentence && !speaks_of_the_commit(sentence) &&
               without_diagnosis(sentence) == sentence && !has_drawing(sentence);
      });
    });
  }

  const NameTest& is_refused_;
  const BodyReading& reading_;
  std::vector<Block> blocks_;
  bool skips_ = false;
  bool only_wishes_ = false;   // below the heading of a solution
  bool skips_titles_ = false;  // up to the next list of titles
  bool is_first_ = true;
  bool is_whole_ = true;
  bool has_lost_ = false;
  bool is_cut_ = false;  // of a judgement the reason is gone
  bool has_front_ = true;
  bool lost_;               // the sentence or block before
  bool lead_lost_ = false;  // which announced what follows
  bool leads_to_code_ = false;
};

}  // namespace

RequestBody request_blocks(const std::vector<Block>& body, const NameTest& is_refused,
                           const BodyReading& reading) {
  Picker picker(is_refused, reading);
  for (std::size_t i = 0; i < body.size(); ++i)
    picker.take(body[i], i + 1 < body.size() && body[i + 1].kind == BlockKind::code);
  return std::move(picker).body();
}

}  // namespace git_miner
