#include "normalised.hpp"

#include <algorithm>
#include <initializer_list>
#include <string>
#include <vector>

#include "rust_tokens.hpp"
#include "tokens.hpp"

namespace dataset_curator {
namespace {

using Names = std::unordered_set<std::uint64_t>;

Names hashes_of(std::initializer_list<std::string_view> names) {
  Names hashes;
  for (const std::string_view name : names) hashes.insert(hash_of(name));
  return hashes;
}

// Nobody can rename these.
const Names& words_of_rust() {
  static const Names names = hashes_of(
      {// keywords and primitive types
       "Self",   "as",     "async", "await",  "bool",  "break", "char",   "const", "continue", "crate",
       "dyn",    "else",   "enum",  "extern", "f32",   "f64",   "false",  "fn",    "for",      "i128",
       "i16",    "i32",    "i64",   "i8",     "if",    "impl",  "in",     "isize", "let",      "loop",
       "match",  "mod",    "move",  "mut",    "pub",   "ref",   "return", "self",  "static",   "str",
       "struct", "super",  "trait", "true",   "type",  "u128",  "u16",    "u32",   "u64",      "u8",
       "union",  "unsafe", "use",   "usize",  "where", "while", "Err",    "None",  "Ok",       "Some"});
  return names;
}

// Of std what no author takes as a name of his own (as he does `map`, `filter` and `Path`).
const Names& names_of_std() {
  static const Names names = hashes_of(
      {// the prelude and its kin
       "Arc", "AsRef", "BTreeMap", "Box", "Clone", "Copy", "Debug", "Default", "Eq", "Err", "Fn", "FnMut",
       "FnOnce", "From", "FromStr", "HashMap", "HashSet", "Into", "Iterator", "Mutex", "None", "Ok", "Option",
       "Ord", "PartialEq", "PartialOrd", "PathBuf", "Rc", "RefCell", "Result", "Send", "Some", "String",
       "Sync", "Vec",
       // methods and macros
       "and_then", "as_bytes", "as_ref", "as_str", "assert", "assert_eq", "assert_ne", "cfg", "clone",
       "cloned", "collect", "copied", "derive", "enumerate", "filter_map", "flat_map", "from", "into",
       "into_iter", "is_empty", "iter", "iter_mut", "len", "map_err", "ok_or_else", "panic", "println",
       "push_str", "std", "to_owned", "to_string", "unwrap", "unwrap_or", "vec"});
  return names;
}

// Numbers the names of one statement in the order in which they come.
class NameNumbers {
 public:
  // No hash of a token is that small, but by a chance of one in 10^17.
  std::uint64_t number(std::uint64_t name) {
    const auto found = std::ranges::find(names_, name);
    const auto number = static_cast<std::uint64_t>(found - names_.begin());
    if (found == names_.end()) names_.push_back(name);
    return number;
  }
  void clear() { names_.clear(); }

 private:
  std::vector<std::uint64_t> names_;
};

bool looks_like_a_name(std::string_view word) {
  const auto is_upper = [](char c) { return c >= 'A' && c <= 'Z'; };
  const auto is_lower = [](char c) { return c >= 'a' && c <= 'z'; };
  for (std::size_t i = 0; i < word.size(); ++i) {
    if (word[i] == '_' || (i > 0 && is_upper(word[i]) && is_lower(word[i - 1]))) return true;
  }
  return false;
}

}  // namespace

bool Normaliser::is_fixed(std::uint64_t name) const {
  return words_of_rust().contains(name) || (std_names_ == StdNames::stay && names_of_std().contains(name));
}

void Normaliser::add_rust(std::string_view text, ShingleBuilder* code, ShingleBuilder* shape) {
  const auto add = [&](std::uint64_t in_code, std::uint64_t in_shape) {
    if (code) code->add(in_code);
    if (shape) shape->add(in_shape);
  };
  NameNumbers numbers;
  const auto end_statement = [&] {
    if (code) code->end_statement();
    if (shape) shape->end_statement();
    numbers.clear();
  };
  RustTokens tokens(text);
  RustToken kind{};
  std::string_view token;
  while (tokens.next(kind, token)) {
    const std::uint64_t hash = hash_of(token);
    const bool is_word = kind == RustToken::word || kind == RustToken::lifetime;
    if (is_word && (kind == RustToken::lifetime || !is_fixed(hash))) {
      names_.insert(hash);
      const std::uint64_t number = numbers.number(hash);
      add(number, number);
    } else if (is_word || kind == RustToken::mark) {
      add(hash, hash);
    } else {
      add(hash, hash_of(kind == RustToken::number ? "0" : kind == RustToken::string ? "\"\"" : "' '"));
    }
    if (kind == RustToken::mark && (token == ";" || token == "{" || token == "}")) end_statement();
  }
  end_statement();
}

void Normaliser::add_code(std::string_view path, std::string_view code_text, ShingleBuilder* code,
                          ShingleBuilder* shape) {
  if (path.ends_with(".rs")) return add_rust(code_text, code, shape);
  for (ShingleBuilder* out : {code, shape}) {
    if (out) add_plain(code_text, *out);
  }
}

void Normaliser::add_prose(std::string_view text, ShingleBuilder& out) const {
  NameNumbers numbers;
  bool is_quoted = false;
  for_each_token(text, [&](std::string_view token, bool is_last) {
    if (token == "`") {
      is_quoted = !is_quoted;
    } else if (kind_of(token.front()) == CharacterKind::word) {
      const std::uint64_t name = hash_of(token);
      const bool is_name =
          !is_fixed(name) && (is_quoted || looks_like_a_name(token) || names_.contains(name));
      out.add(is_name ? numbers.number(name) : hash_of(lower(token)));
    }
    if (!is_last) return;
    out.end_statement();
    numbers.clear();
    is_quoted = false;
  });
}

}  // namespace dataset_curator
