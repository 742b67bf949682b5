#include "search/request_words.hpp"

#include <algorithm>
#include <cctype>
#include <set>
#include <utility>

#include "change/common_words.hpp"
#include "change/lower.hpp"

namespace git_miner {
namespace {

constexpr std::size_t least_prose = 4;
constexpr std::size_t least_code = 3;
constexpr std::size_t most_phrase_bytes = 60;
constexpr std::size_t most_phrases = 80;

bool is_letter(char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0; }
bool is_token_char(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '-' || c == ':' || c == '\'';
}

// Written as only code is: `max_columns`, `LineTerminator`, `is_suffix()`, `io::Error`, `MAX`.
bool looks_like_code(std::string_view token, char next) {
  if (token.contains('_') || token.contains("::") || next == '(' || next == '!') return true;
  bool upper_inside = false, lower = false;
  for (std::size_t i = 0; i < token.size(); ++i) {
    const auto c = static_cast<unsigned char>(token[i]);
    lower |= std::islower(c) != 0;
    upper_inside |= i > 0 && std::isupper(c) != 0;
  }
  return upper_inside && (lower || token.size() >= 4);
}

class Phrases {
 public:
  void code(std::string_view text) {
    while (text.starts_with('-')) text.remove_prefix(1);  // of an option
    for (std::size_t at = 0; at <= text.size();) {        // the last names of a path are what is searched for
      const std::size_t end = std::min(text.find("::", at), text.size());
      one_code(text.substr(at, end - at));
      at = end + 2;
    }
  }

  void literal(std::string_view text) {
    if (text.contains(' ') && text.size() <= most_phrase_bytes && !text.contains('\n'))
      add(SearchPhrase::Kind::code, std::string(text), escaped_pattern(text));
  }

  void prose(const std::string& word, const std::string& before, bool is_detail) {
    if (!before.empty() && word.size() >= least_code)
      add(SearchPhrase::Kind::pair, before + word, "(?i)" + before + "[_-]?" + word, is_detail);
    if (word.size() >= least_prose && !is_common_word(word))
      add(SearchPhrase::Kind::prose, word, "(?i)" + word, is_detail);
    if (const std::string stem = stem_of_verb(word); stem.size() >= least_prose && !is_common_word(word))
      add(SearchPhrase::Kind::prose, stem, "(?i)" + stem, is_detail, true);
  }

  std::vector<SearchPhrase> take() && { return std::move(phrases_); }

 private:
  void one_code(std::string_view name) {
    std::string text(name);
    while (!text.empty() && !is_letter(text.back()) &&
           std::isdigit(static_cast<unsigned char>(text.back())) == 0 && text.back() != '_')
      text.pop_back();
    if (text.size() < least_code || !is_telling_name(text) || text.contains(' ')) return;
    if (text.contains('-')) {  // an option, or a crate: its name in code has underscores
      std::string pattern;
      for (const char c : text) pattern += c == '-' ? "[_-]" : escaped_pattern(std::string(1, c));
      add(SearchPhrase::Kind::code, std::move(text), std::move(pattern));
    } else {
      std::string pattern = escaped_pattern(text);
      add(SearchPhrase::Kind::code, std::move(text), std::move(pattern));
    }
  }

  void add(SearchPhrase::Kind kind, std::string text, std::string pattern, bool is_detail = false,
           bool is_stem = false) {
    if (phrases_.size() < most_phrases && known_.insert(pattern).second)
      phrases_.push_back({kind, std::move(text), std::move(pattern), is_stem, is_detail});
  }

  std::vector<SearchPhrase> phrases_;
  std::set<std::string> known_;
};

// The names and options in a piece of code.
void add_code(Phrases& phrases, std::string_view code) {
  phrases.literal(code);
  for (std::size_t at = 0; at < code.size();) {
    if (!is_token_char(code[at])) {
      ++at;
      continue;
    }
    std::size_t end = at;
    while (end < code.size() && is_token_char(code[end])) ++end;
    phrases.code(code.substr(at, end - at));
    at = end;
  }
}

// A singular where the plural is plain.
std::string stem(std::string word) {
  if (word.size() > least_prose && word.ends_with('s') && !word.ends_with("ss")) word.pop_back();
  for (const char* hiss : {"che", "she", "xe", "sse"}) {
    if (word.ends_with(hiss)) word.pop_back();
  }
  return word;
}

class PhraseReader {
 public:
  explicit PhraseReader(std::string_view request)
      : request_(request), lead_(std::min(request.find("\n\n"), request.size())) {}

  std::vector<SearchPhrase> read() {
    while (at_ < request_.size()) {
      const char c = request_[at_];
      if ((c == '`' || c == '"') && quoted(c)) continue;
      if (is_token_char(c)) {
        token();
      } else {
        if (c != ' ' && c != '\n') before_.clear();
        ++at_;
      }
    }
    return std::move(phrases_).take();
  }

 private:
  // What stands between one or more backticks, or quotes.
  bool quoted(char mark) {
    const std::size_t begin =
        mark == '"' ? at_ + 1 : std::min(request_.find_first_not_of(mark, at_), request_.size());
    const std::size_t end = request_.find(mark, begin);
    if (end == request_.npos) return false;
    add_code(phrases_, request_.substr(begin, end - begin));
    at_ = end;
    while (at_ < request_.size() && request_[at_] == mark) ++at_;
    before_.clear();
    return true;
  }

  void token() {
    std::size_t end = at_;
    while (end < request_.size() && is_token_char(request_[end])) ++end;
    const std::string_view token = request_.substr(at_, end - at_);
    const char next = end < request_.size() ? request_[end] : ' ';
    const bool is_path = next == '/' || (at_ > 0 && request_[at_ - 1] == '/');
    at_ = end;
    std::string word = lower(token);
    while (word.ends_with(':') || word.ends_with('\'')) word.pop_back();
    const bool is_prose = !word.empty() && std::ranges::all_of(word, is_letter);
    const std::string before = std::exchange(before_, {});
    if (is_path) return;
    if (token.starts_with("--") || looks_like_code(token, next) || (token.contains('-') && !is_prose)) {
      phrases_.code(token);
    } else if (is_prose) {
      const bool is_common = is_common_word(word);
      phrases_.prose(is_common ? word : stem(word), before, at_ > lead_);
      if (word.size() >= least_code && !is_common && !token.ends_with(':')) before_ = std::move(word);
    }
  }

  std::string_view request_;
  std::size_t at_ = 0;
  std::size_t lead_;    // where the first paragraph ends
  std::string before_;  // the word of prose directly before
  Phrases phrases_;
};

}  // namespace

std::string stem_of_verb(std::string_view word) {
  constexpr std::size_t least = 4;
  for (const std::string_view ending : {"ing", "ed"}) {
    if (!word.ends_with(ending) || word.size() < least + ending.size()) continue;
    word.remove_suffix(ending.size());
    if (word[word.size() - 1] == word[word.size() - 2] && !word.ends_with("ss")) word.remove_suffix(1);
    return std::string(word);
  }
  return "";
}

std::string escaped_pattern(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (std::string_view("\\.+*?()|[]{}^$").contains(c)) out += '\\';
    out += c;
  }
  return out;
}

std::vector<SearchPhrase> search_phrases(std::string_view request) { return PhraseReader(request).read(); }

}  // namespace git_miner
