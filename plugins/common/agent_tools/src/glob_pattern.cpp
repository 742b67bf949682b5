#include "glob_pattern.hpp"

#include <re2/stringpiece.h>

namespace agent_tools {
namespace {

// `[a-z]` and `[!a-z]` as a class that never matches `/`. Returns the position behind it, or npos if it is
// not closed.
std::size_t translate_class(std::string_view pattern, std::size_t at, std::string& out) {
  std::size_t i = at + 1;
  const bool negated = i < pattern.size() && (pattern[i] == '!' || pattern[i] == '^');
  if (negated) ++i;
  const std::size_t first = i;
  std::string inner;
  for (; i < pattern.size() && (pattern[i] != ']' || i == first); ++i) {
    if (pattern[i] == '-' && i != first && i + 1 < pattern.size() && pattern[i + 1] != ']')
      inner += '-';
    else
      inner += re2::RE2::QuoteMeta(re2::StringPiece(&pattern[i], 1));
  }
  if (i >= pattern.size()) return std::string_view::npos;
  out += negated ? "[^/" + inner + "]" : "[" + inner + "]";
  return i + 1;
}

std::string translate(std::string_view pattern, GlobPattern::Braces braces) {
  std::string out;
  int depth = 0;
  for (std::size_t i = 0; i < pattern.size();) {
    const std::string_view rest = pattern.substr(i);
    const bool at_name = i == 0 || pattern[i - 1] == '/';
    if (at_name && rest.starts_with("**/")) {
      out += "(?:.*/)?";
      i += 3;
    } else if (rest.starts_with("**")) {
      out += at_name ? ".+" : ".*";
      i += 2;
    } else if (rest[0] == '*' || rest[0] == '?') {
      out += rest[0] == '*' ? "[^/]*" : "[^/]";
      ++i;
    } else if (rest[0] == '[') {
      const std::size_t end = translate_class(pattern, i, out);
      if (end == std::string_view::npos) return "\\z.";  // matches nothing
      i = end;
    } else if (braces == GlobPattern::Braces::alternatives && rest[0] == '{') {
      out += "(?:";
      ++depth, ++i;
    } else if (depth > 0 && (rest[0] == '}' || rest[0] == ',')) {
      out += rest[0] == '}' ? ")" : "|";
      depth -= rest[0] == '}';
      ++i;
    } else {
      if (rest[0] == '\\' && rest.size() > 1) ++i;
      out += re2::RE2::QuoteMeta(re2::StringPiece(&pattern[i], 1));
      ++i;
    }
  }
  return out;
}

}  // namespace

GlobPattern::GlobPattern(std::string_view pattern, Braces braces) {
  while (pattern.starts_with("./")) pattern.remove_prefix(2);
  const bool anywhere = pattern.find('/') == std::string_view::npos;
  if (pattern.starts_with('/')) pattern.remove_prefix(1);
  re2::RE2::Options options;
  options.set_log_errors(false);
  options.set_dot_nl(true);
  options.set_encoding(
      re2::RE2::Options::EncodingLatin1);  // names are bytes; `?` matching one byte is accepted
  expression_ =
      std::make_unique<re2::RE2>((anywhere ? "(?:.*/)?" : "") + translate(pattern, braces), options);
}

bool GlobPattern::matches(std::string_view path) const {
  return expression_->ok() && re2::RE2::FullMatch(re2::StringPiece(path.data(), path.size()), *expression_);
}

}  // namespace agent_tools
