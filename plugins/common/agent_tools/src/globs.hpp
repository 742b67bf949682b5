// Which files a search looks at, as ripgrep decides it.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <rust_bridge/globs.h>

namespace agent_tools {

// One pattern or one .gitignore, compiled. Safe to use from many threads.
class Globs {
 public:
  enum class Match { none, left_out, chosen };

  // As ripgrep's --glob: `*` and `?` stay within a name, `**` crosses folders, `{a,b}` and `[a-z]` choose; a pattern
  // without `/` matches a name at any depth; a leading `!` turns it round. An invalid pattern chooses nothing.
  static Globs choice(std::string_view pattern);
  static Globs gitignore(std::string_view text);

  // `path` is relative to the folder that the pattern or the file belongs to, with `/`.
  Match match(std::string_view path, bool is_directory) const;

 private:
  struct Free {
    void operator()(rust_bridge_globs* globs) const noexcept { rust_bridge_globs_free(globs); }
  };
  explicit Globs(rust_bridge_globs* globs) : globs_(globs) {}

  std::unique_ptr<rust_bridge_globs, Free> globs_;
};

// The .gitignore files from the workspace down to the folder at hand. Unlike ripgrep this holds without a `.git` folder
// too, because a workspace is often a copy without one.
class IgnoreRules {
 public:
  // The rules of one .gitignore; `folder` is its place relative to the workspace, "" or ending with "/".
  void add(std::string folder, std::string_view text);
  // Takes back the rules of the file added last.
  void remove_last() { files_.pop_back(); }

  // `path` is relative to the workspace. The innermost file that says something decides.
  bool ignores(std::string_view path, bool is_directory) const;

 private:
  struct File {
    std::string folder;
    Globs rules;
  };
  std::vector<File> files_;
};

}  // namespace agent_tools
