#include "search/request_words.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <set>

#include "change/verbs.hpp"

namespace git_miner {
namespace {

constexpr std::size_t least_prose = 4;
constexpr std::size_t least_code = 3;
constexpr std::size_t most_phrase_bytes = 60;
constexpr std::size_t most_phrases = 80;

// Words of any request, and words that mean something else in prose than in code.
constexpr std::array common_words = {
    "about",       "above",        "accidentally", "actual",
    "actually",    "adding",       "additional",   "additionally",
    "after",       "again",        "against",      "allow",
    "allows",      "almost",       "already",      "also",
    "although",    "always",       "amount",       "another",
    "answer",      "anything",     "anyway",       "apparently",
    "application", "apply",        "approach",     "arguably",
    "around",      "available",    "avoid",        "basically",
    "because",     "become",       "been",         "before",
    "behave",      "behaves",      "behavior",     "behaviour",
    "being",       "believe",      "below",        "besides",
    "better",      "between",      "bigger",       "both",
    "branch",      "broken",       "bugs",         "bunch",
    "called",      "calls",        "cannot",       "care",
    "case",        "cases",        "cause",        "caused",
    "causes",      "causing",      "certain",      "certainly",
    "change",      "changed",      "changes",      "check",
    "checking",    "checks",       "cleaner",      "cleanup",
    "code",        "commit",       "common",       "completely",
    "contains",    "correct",      "correctly",    "correctness",
    "could",       "course",       "crate",        "currently",
    "default",     "details",      "difference",   "differences",
    "different",   "directly",     "disable",      "disabled",
    "does",        "doesn",        "doing",        "done",
    "each",        "edge",         "effect",       "effective",
    "effectively", "either",       "else",         "enable",
    "enabled",     "enough",       "entire",       "entirely",
    "especially",  "essentially",  "even",         "eventually",
    "ever",        "every",        "everything",   "exact",
    "exactly",     "example",      "examples",     "expected",
    "explicit",    "explicitly",   "fail",         "failed",
    "fails",       "faster",       "file",         "files",
    "find",        "first",        "fixed",        "fixes",
    "fixing",      "following",    "follows",      "fortunately",
    "found",       "from",         "fully",        "function",
    "functions",   "further",      "general",      "generally",
    "gets",        "give",         "given",        "gives",
    "good",        "handle",       "handled",      "handling",
    "happen",      "happens",      "have",         "having",
    "help",        "here",         "hopefully",    "however",
    "idea",        "ideally",      "implement",    "implementation",
    "implemented", "implementing", "implicit",     "implicitly",
    "improvement", "improvements", "improves",     "include",
    "incorrect",   "incorrectly",  "instead",      "into",
    "invalid",     "issue",        "issues",       "itself",
    "just",        "kind",         "know",         "large",
    "larger",      "last",         "later",        "lead",
    "leads",       "least",        "less",         "library",
    "like",        "likely",       "line",         "lines",
    "list",        "little",       "logic",        "long",
    "longer",      "look",         "looks",        "made",
    "main",        "make",         "makes",        "making",
    "many",        "matter",       "maybe",        "mean",
    "means",       "mentioned",    "might",        "module",
    "more",        "most",         "motivation",   "much",
    "multiple",    "must",         "name",         "namely",
    "names",       "necessarily",  "necessary",    "need",
    "needed",      "needs",        "never",        "next",
    "nicer",       "notably",      "nothing",      "notice",
    "noticed",     "number",       "obvious",      "often",
    "once",        "one",          "only",         "optimization",
    "originally",  "other",        "others",       "otherwise",
    "ours",        "over",         "overhead",     "overheads",
    "part",        "particular",   "per",          "performance",
    "perhaps",     "place",        "places",       "please",
    "point",       "possible",     "possibly",     "potentially",
    "presumably",  "previous",     "previously",   "probably",
    "problem",     "program",      "project",      "properly",
    "provide",     "provided",     "purpose",      "question",
    "quite",       "rather",       "really",       "reason",
    "reasonable",  "recent",       "recently",     "related",
    "relatively",  "release",      "repository",   "result",
    "results",     "right",        "run",          "running",
    "rust",        "same",         "seem",         "seems",
    "sense",       "several",      "should",       "side",
    "similar",     "simple",       "simply",       "since",
    "single",      "slightly",     "slower",       "small",
    "smaller",     "some",         "something",    "sometimes",
    "source",      "specific",     "specifically", "speed",
    "start",       "state",        "still",        "subtle",
    "such",        "support",      "sure",         "take",
    "taken",       "takes",        "test",         "tests",
    "than",        "thanks",       "that",         "their",
    "them",        "then",         "there",        "therefore",
    "these",       "they",         "thing",        "things",
    "this",        "those",        "though",       "three",
    "through",     "thus",         "time",         "together",
    "too",         "trick",        "tricky",       "tried",
    "true",        "turns",        "two",          "type",
    "types",       "under",        "unexpected",   "unfortunately",
    "unless",      "until",        "used",         "user",
    "users",       "uses",         "using",        "usually",
    "valid",       "value",        "values",       "various",
    "version",     "versions",     "very",         "via",
    "want",        "well",         "were",         "what",
    "whatever",    "when",         "whenever",     "where",
    "whether",     "which",        "while",        "whole",
    "will",        "with",         "within",       "without",
    "work",        "working",      "works",        "worth",
    "would",       "wrong",        "wrongly",      "your",
};

constexpr std::array common_names = {"self",          "Self",         "super",       "crate",
                                     "true",          "false",        "Some",        "None",
                                     "Err",           "let",          "mut",         "pub",
                                     "use",           "mod",          "impl",        "struct",
                                     "enum",          "trait",        "type",        "where",
                                     "for",           "while",        "loop",        "match",
                                     "else",          "return",       "break",       "continue",
                                     "move",          "ref",          "dyn",         "async",
                                     "await",         "const",        "static",      "unsafe",
                                     "extern",        "std",          "core",        "alloc",
                                     "String",        "str",          "Vec",         "Option",
                                     "Result",        "Box",          "Arc",         "Rc",
                                     "bool",          "usize",        "isize",       "char",
                                     "new",           "from",         "into",        "clone",
                                     "iter",          "map",          "unwrap",      "expect",
                                     "len",           "push",         "get",         "set",
                                     "insert",        "collect",      "into_iter",   "to_string",
                                     "to_owned",      "as_ref",       "as_str",      "as_mut",
                                     "is_some",       "is_none",      "is_empty",    "format",
                                     "println",       "assert_eq",    "assert",      "derive",
                                     "Debug",         "Clone",        "Copy",        "Default",
                                     "Display",       "PartialEq",    "allow",       "cfg",
                                     "test",          "tests",        "unwrap_or",   "unwrap_or_else",
                                     "and_then",      "ok_or",        "path",        "PathBuf",
                                     "Path",          "OsStr",        "OsString",    "HashMap",
                                     "HashSet",       "BTreeMap",     "Write",       "Read",
                                     "write",         "writeln",      "read",        "name",
                                     "value",         "file",         "line",        "from_str",
                                     "eprintln",      "u8",           "u16",         "u32",
                                     "u64",           "i32",          "i64",         "f64",
                                     "args",          "result",       "error",       "Error",
                                     "main",          "filter",       "next",        "default",
                                     "Iterator",      "IntoIterator", "AsRef",       "fmt",
                                     "Formatter",     "io",           "Ok",          "process",
                                     "panic",         "vec",          "matches",     "push_str",
                                     "extend",        "contains",     "starts_with", "ends_with",
                                     "to_vec",        "join",         "inline",      "must_use",
                                     "non_exhaustive"};

std::string lowered(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return out;
}

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

  void add(SearchPhrase::Kind kind, std::string text, std::string pattern, bool is_detail = false) {
    if (phrases_.size() < most_phrases && known_.insert(pattern).second)
      phrases_.push_back({kind, std::move(text), std::move(pattern), is_detail});
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

}  // namespace

bool is_common_word(std::string_view word) {
  static const std::set<std::string_view> words = [] {
    std::set<std::string_view> all(common_words.begin(), common_words.end());
    for (const Verb& verb : subject_verbs()) all.insert(verb.base);
    return all;
  }();
  return words.contains(word);
}

bool is_telling_name(std::string_view name) {
  static const std::set<std::string_view> names(common_names.begin(), common_names.end());
  return name.size() >= least_code && !names.contains(name);
}

std::string escaped_pattern(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (std::string_view("\\.+*?()|[]{}^$").contains(c)) out += '\\';
    out += c;
  }
  return out;
}

std::vector<SearchPhrase> search_phrases(std::string_view request) {
  Phrases phrases;
  const std::size_t lead = std::min(request.find("\n\n"), request.size());
  std::string before;  // the word of prose directly before
  for (std::size_t at = 0; at < request.size();) {
    const char c = request[at];
    if (c == '`' || c == '"') {
      const std::size_t begin = request.find_first_not_of('`', at);
      const std::size_t end =
          begin == request.npos || c == '"' ? request.find(c, at + 1) : request.find('`', begin);
      if (end != request.npos && end > at) {
        const std::size_t first = c == '"' ? at + 1 : begin;
        add_code(phrases, request.substr(first, end - first));
        at = end;
        while (at < request.size() && request[at] == c) ++at;
        before.clear();
        continue;
      }
    }
    if (!is_token_char(c)) {
      if (c != ' ' && c != '\n') before.clear();
      ++at;
      continue;
    }
    std::size_t end = at;
    while (end < request.size() && is_token_char(request[end])) ++end;
    const std::string_view token = request.substr(at, end - at);
    const char next = end < request.size() ? request[end] : ' ';
    const bool is_path = next == '/' || (at > 0 && request[at - 1] == '/');
    at = end;
    std::string word = lowered(token);
    while (word.ends_with(':') || word.ends_with('\'')) word.pop_back();
    const bool is_prose = !word.empty() && std::ranges::all_of(word, is_letter);
    if (is_path) {
      before.clear();
    } else if (token.starts_with("--") || looks_like_code(token, next) ||
               (token.contains('-') && !is_prose)) {
      phrases.code(token);
      before.clear();
    } else if (is_prose) {
      phrases.prose(is_common_word(word) ? word : stem(word), before, at > lead);
      before = word.size() >= 3 && !is_common_word(word) ? word : "";
      if (token.ends_with(':')) before.clear();
    } else {
      before.clear();
    }
  }
  return std::move(phrases).take();
}

}  // namespace git_miner
