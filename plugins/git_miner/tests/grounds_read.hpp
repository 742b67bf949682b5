// Whether a conversation read what its new code rests on: the part of justified.hpp that knows types and traits.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace git_miner::test {

class GroundsRead {
 public:
  using Files = std::map<std::string, std::string>;  // by path

  // `files`: Rust files before the first call, by path; must outlive it.
  explicit GroundsRead(const Files& files) : files_(files) {}

  void asked(std::string_view request) { request_ += request; }
  void read(const std::string& path, const std::string& line) { lines_[path].insert(line); }
  void moved(const std::string& from, const std::string& to) { lines_[to] = lines_[from]; }
  void edited(const std::string& path) { known_[path] = lines_; }

  // `after`: the files in the end. Of each file that was edited: the definition of a type whose impl gets a function, or
  // whose field new code accesses through `self`; the definition of a trait that gets an impl, and an impl of it; what
  // the request sets as a model; the definition of a type or trait that a new line names as no line did that was read of
  // the file, and functions of it that new lines call, or that stand behind its name and a colon. Each has to be read before the last edit of the file.
  std::vector<std::string> unread(const Files& after) const;

 private:
  struct Site {
    std::string path;
    std::vector<std::string> lines;
  };
  using Lines = std::map<std::string, std::set<std::string>>;

  std::vector<Site> definitions(const std::string& keywords, const std::string& name) const;
  std::vector<Site> impls(const std::string& trait, const std::string& type) const;
  std::vector<Site> functions_of(const std::string& name,
                                 const std::function<bool(const std::string& around)>& fits) const;
  bool is_read(const Lines& known, const std::vector<Site>& sites) const;
  void check_file(const std::string& path, const Lines& known, const Files& after,
                  std::set<std::string>& faults, std::set<std::string>& functions) const;
  void check_uses(const std::string& path, const Lines& known, const Files& after,
                  std::set<std::string>& faults) const;
  std::vector<Site> definitions_behind(const std::string& path, const std::string& module,
                                       const std::string& name) const;
  void check_models(const Lines& known, const std::set<std::string>& functions,
                    std::set<std::string>& faults) const;

  const Files& files_;
  std::string request_;
  Lines lines_;
  std::map<std::string, Lines> known_;  // at the last edit, by path
};

}  // namespace git_miner::test
