// File name patterns as ripgrep's --glob and .gitignore understand them: `*` and `?` stay within a name, `**`
// crosses folders, `{a,b}` and `[a-z]` choose. A pattern without `/` matches a name at any depth, one with
// `/` the whole relative path.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include <re2/re2.h>

namespace agent_tools {

class GlobPattern {
 public:
  enum class Braces { alternatives, literal };  // .gitignore has no `{a,b}`

  explicit GlobPattern(std::string_view pattern, Braces braces = Braces::alternatives);

  // `path` is relative to the folder that the pattern belongs to, with `/`. An invalid pattern matches
  // nothing.
  bool matches(std::string_view path) const;

 private:
  std::unique_ptr<const re2::RE2> expression_;
};

}  // namespace agent_tools
