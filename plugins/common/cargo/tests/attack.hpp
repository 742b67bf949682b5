// What hostile code tries, as Rust source: the same from a build script, a procedural macro and a test.
#pragma once

#include <filesystem>
#include <map>
#include <string>

namespace cargo_test {

struct Targets {
  std::filesystem::path canaries;  // a folder of the host that nothing may touch; holds a listener, "socket"
  std::filesystem::path cache;     // of the crate set
  int port = 0;                    // of a listener on 127.0.0.1
  std::string word;                // in the names of files, processes and sockets that it makes
};

// `pub fn attack(how: &str)`, for edition 2024. "quiet" tries all that ends by itself, and writes what
// succeeded to /target/deeds, between the lines "began" and "ended". The others:
//   endless, forks, flood (output), threads, memory, holder (a daemon keeps the output open), daemon (it
//   does not), disk (many files), sparse (one of a terabyte), deep (folders), closed (folders without
//   permissions), rigged (links and pipes in the place of cargo's own files), parent (kills its parent)
std::string attack_source(const Targets& targets);

// Name, kind, permissions, owner, size, time and content of everything below `folder`.
std::map<std::string, std::string> listing(const std::filesystem::path& folder);

}  // namespace cargo_test
