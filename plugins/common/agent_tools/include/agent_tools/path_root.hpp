// One neutral root in every text: models meet `/workspace`, files lie wherever the machine keeps them.
//
//   /tmp/rollout-17/ws/src/lib.rs  <->  /workspace/src/lib.rs
//
// Both directions replace whole path prefixes only: `/workspace2` and `/tmp/rollout-17/ws.bak` stay.
// Immutable after construction, so safe from several threads.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace agent_tools {

inline constexpr std::string_view default_root = "/workspace";

class PathRoots {
 public:
  // Both are absolute and not "/". The folder need not exist; where it does, its spelling without symbolic
  // links is replaced too, because compilers print that one.
  void add(const std::filesystem::path& folder, std::string_view neutral);

  std::string to_neutral(std::string_view text) const;
  std::string to_real(std::string_view text) const;

 private:
  struct Mapping {
    std::string from, to;
  };
  static void insert(std::vector<Mapping>& mappings, std::string from, std::string to);
  static std::string mapped(std::string_view text, const std::vector<Mapping>& mappings);

  std::vector<Mapping> to_neutral_;  // longest `from` first, so that the inner of two nested folders wins
  std::vector<Mapping> to_real_;
};

}  // namespace agent_tools
