#include "search/request_words.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

#include <re2/re2.h>

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

  // Words with hyphens between them, which may be prose as well as a crate.
  void joined(const std::string& words, bool is_detail) {
    std::string text, pattern = "(?i)";
    for (const char c : words) {
      if (c != '-') text += c;
      pattern += c == '-' ? "[_-]?" : std::string(1, c);
    }
    if (text.size() >= least_prose)
      add(SearchPhrase::Kind::pair, std::move(text), std::move(pattern), is_detail);
  }

  std::vector<SearchPhrase> take() && { return std::move(phrases_); }

 private:
  void one_code(std::string_view name) {
    std::string text(name);
    while (!text.empty() && !is_letter(text.back()) &&
           std::isdigit(static_cast<unsigned char>(text.back())) == 0 && text.back() != '_')
      text.pop_back();
    const bool is_ending = text.starts_with('_') && text.size() > 1 && is_letter(text[1]) &&
                           std::islower(static_cast<unsigned char>(text[1])) != 0;  // `a{,_key}`
    if (text.size() < least_code || is_ending || !is_telling_name(text) || text.contains(' ')) return;
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
    const auto known = std::ranges::find(phrases_, pattern, &SearchPhrase::pattern);
    if (known != phrases_.end())
      known->is_detail = false;
    else if (phrases_.size() < most_phrases)
      phrases_.push_back({kind, std::move(text), std::move(pattern), is_stem, is_detail});
  }

  std::vector<SearchPhrase> phrases_;
};

// `src/walk.rs`, and not `next_str/next_bytes` or IndexMap/IndexSet: a path has a dot or begins or goes on further.
bool is_in_path(std::string_view text, std::size_t begin, std::size_t end) {
  const auto is_inside = [](char c) { return is_token_char(c) || c == '/' || c == '.'; };
  while (begin > 0 && is_inside(text[begin - 1])) --begin;
  while (end < text.size() && is_inside(text[end])) ++end;
  std::string_view run = text.substr(begin, end - begin);
  while (run.ends_with('.')) run.remove_suffix(1);
  const auto slashes = std::ranges::count(run, '/');
  const std::size_t slash = run.find('/');
  if (slashes != 1 || run.contains('.')) return slashes > 0;
  return !looks_like_code(run.substr(0, slash), ' ') || !looks_like_code(run.substr(slash + 1), ' ');
}

// The names and options in a piece of code, or in a text that is quoted, whose other words are no names.
void add_code(Phrases& phrases, std::string_view code, bool is_text) {
  phrases.literal(code);
  for (std::size_t at = 0; at < code.size();) {
    if (!is_token_char(code[at])) {
      ++at;
      continue;
    }
    std::size_t end = at;
    while (end < code.size() && is_token_char(code[end])) ++end;
    const std::string_view token = code.substr(at, end - at);
    const bool is_name =
        !is_text || token.starts_with("--") || looks_like_code(token, end < code.size() ? code[end] : ' ');
    const bool is_idle = is_text && is_common_word(lower(token));  // `all(`
    if (is_name && !is_idle && !is_in_path(code, at, end)) phrases.code(token);
    at = end;
  }
}

// Rust without comments and the contents of its texts.
std::string names_of_rust(std::string_view code) {
  static const RE2 idle(R"re((?s)r#+".*?"#+|"(?:[^"\\]|\\.)*"|//[^\n]*|/\*.*?\*/)re");
  std::string names(code);
  RE2::GlobalReplace(&names, idle, " ");
  return names;
}

// A singular where the plural is plain.
std::string stem(std::string word) {
  const bool is_singular = std::ranges::any_of(std::array{"as", "is", "ss", "us"},  // alias, axis
                                               [&](const char* ending) { return word.ends_with(ending); });
  if (word.size() > least_prose && word.ends_with('s') && !is_singular) word.pop_back();
  for (const char* hiss : {"che", "she", "xe", "sse"}) {
    if (word.ends_with(hiss)) word.pop_back();
  }
  return word;
}

class PhraseReader {
 public:
  explicit PhraseReader(std::string_view request)
      : request_(request), lead_(first_sentence(request).size()) {}

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
    std::size_t begin =
        mark == '"' ? at_ + 1 : std::min(request_.find_first_not_of(mark, at_), request_.size());
    // Behind the mark of a block its language is named.
    const bool is_block = mark == '`' && begin - at_ >= 3;
    const bool is_rust = is_block && request_.substr(begin).starts_with("rust\n");
    if (is_block) begin = std::min(request_.find('\n', begin), request_.size());
    const std::size_t end = is_block ? request_.find("\n```", begin) : request_.find(mark, begin);
    if (end == request_.npos) return false;
    const std::string_view front = request_.substr(0, at_);
    const std::string_view code = request_.substr(begin, end - begin);
    at_ = is_block ? end + 1 : end;
    while (at_ < request_.size() && request_[at_] == mark) ++at_;
    const bool is_wanted = mark == '"' && front.ends_with("should say: ");  // it stands nowhere yet
    if (is_rust)
      add_code(phrases_, names_of_rust(code), true);
    else if (!is_wanted && !is_place(front, request_.substr(at_)))
      add_code(phrases_, code, mark == '"');
    before_.clear();
    return true;
  }

  // `in the .. module of the .. crate`: there one looks, but not for that.
  static bool is_place(std::string_view front, std::string_view back) {
    const bool is_inside = front.ends_with("n the ") || front.ends_with("of the ");
    return is_inside && (back.starts_with(" module") || back.starts_with(" crate"));
  }

  void token() {
    std::size_t end = at_;
    while (end < request_.size() && is_token_char(request_[end])) ++end;
    const std::string_view token = request_.substr(at_, end - at_);
    const char next = end < request_.size() ? request_[end] : ' ';
    const bool is_path = is_in_path(request_, at_, end);
    at_ = end;
    std::string word = lower(token);
    while (word.ends_with(':') || word.ends_with('\'')) word.pop_back();
    const bool is_prose = !word.empty() && std::ranges::all_of(word, is_letter);
    const std::string before = std::exchange(before_, {});
    if (is_path) return;
    const bool is_joined = std::ranges::all_of(token, [](char c) { return is_letter(c) || c == '-'; });
    if (token.starts_with("--") || looks_like_code(token, next) || (token.contains('-') && !is_joined)) {
      phrases_.code(token);
    } else if (is_joined && !is_prose) {
      phrases_.joined(word, at_ > lead_);
    } else if (is_prose) {
      const bool is_common = is_common_word(word);
      phrases_.prose(is_common ? word : stem(word), before, at_ > lead_);
      if (word.size() >= least_code && !is_common && !token.ends_with(':')) before_ = std::move(word);
    }
  }

  std::string_view request_;
  std::size_t at_ = 0;
  std::size_t lead_;    // where the first sentence ends
  std::string before_;  // the word of prose directly before
  Phrases phrases_;
};

}  // namespace

std::string_view first_sentence(std::string_view request) {
  return request.substr(0, std::min(request.find('\n'), request.find(". ")));
}

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
