#include "normalised.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include "rust_tokens.hpp"
#include "tokens.hpp"

namespace dataset_curator {
namespace {

// What a copy cannot rename, and what tells one piece of code from another. Words that authors use as names of their own
// (`map`, `filter`, `Path`) are not among them.
const std::unordered_set<std::uint64_t>& fixed_names() {
  static const auto names = [] {
    std::unordered_set<std::uint64_t> hashes;
    for (const std::string_view name :
         {// keywords and primitive types
          "Self", "as", "async", "await", "bool", "break", "char", "const", "continue", "crate", "dyn",
          "else", "enum", "extern", "f32", "f64", "false", "fn", "for", "i128", "i16", "i32", "i64", "i8",
          "if", "impl", "in", "isize", "let", "loop", "match", "mod", "move", "mut", "pub", "ref", "return",
          "self", "static", "str", "struct", "super", "trait", "true", "type", "u128", "u16", "u32", "u64",
          "u8", "union", "unsafe", "use", "usize", "where", "while",
          // the prelude and its kin
          "Arc", "AsRef", "BTreeMap", "Box", "Clone", "Copy", "Debug", "Default", "Eq", "Err", "Fn", "FnMut",
          "FnOnce", "From", "FromStr", "HashMap", "HashSet", "Into", "Iterator", "Mutex", "None", "Ok",
          "Option", "Ord", "PartialEq", "PartialOrd", "PathBuf", "Rc", "RefCell", "Result", "Send", "Some",
          "String", "Sync", "Vec",
          // methods and macros
          "and_then", "as_bytes", "as_ref", "as_str", "assert", "assert_eq", "assert_ne", "cfg", "clone",
          "cloned", "collect", "copied", "derive", "enumerate", "filter_map", "flat_map", "from", "into",
          "into_iter", "is_empty", "iter", "iter_mut", "len", "map_err", "ok_or_else", "panic", "println",
          "push_str", "std", "to_owned", "to_string", "unwrap", "unwrap_or", "vec"}) {
      hashes.insert(hash_of(name));
    }
    return hashes;
  }();
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

void Normaliser::add_rust(std::string_view code, ShingleBuilder& out) {
  const auto& fixed = fixed_names();
  NameNumbers numbers;
  RustTokens tokens(code);
  RustToken kind{};
  std::string_view text;
  while (tokens.next(kind, text)) {
    const std::uint64_t hash = hash_of(text);
    if (kind == RustToken::mark) {
      out.add(hash);
    } else if (kind == RustToken::word || kind == RustToken::lifetime) {
      const bool is_free = kind == RustToken::lifetime || !fixed.contains(hash);
      if (is_free) names_.insert(hash);
      out.add(is_free ? numbers.number(hash) : hash);
    } else {
      out.add(hash_of(kind == RustToken::number ? "0" : kind == RustToken::string ? "\"\"" : "' '"));
    }
    if (kind != RustToken::mark || (text != ";" && text != "{" && text != "}")) continue;
    out.end_statement();
    numbers.clear();
  }
  out.end_statement();
}

void Normaliser::add_code(std::string_view path, std::string_view code, ShingleBuilder& out) {
  if (path.ends_with(".rs")) return add_rust(code, out);
  for_each_token(code, [&](std::string_view token, bool is_last) {
    out.add(hash_of(token));
    if (is_last) out.end_statement();
  });
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
          !fixed_names().contains(name) && (is_quoted || looks_like_a_name(token) || names_.contains(name));
      out.add(is_name ? numbers.number(name) : hash_of(lower(token)));
    }
    if (!is_last) return;
    out.end_statement();
    numbers.clear();
    is_quoted = false;
  });
}

}  // namespace dataset_curator
