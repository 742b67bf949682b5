// Evidence that a build compiled what a commit changed.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <cargo/diagnostics.hpp>
#include <cargo/packages.hpp>

#include "change/change_set.hpp"

namespace git_miner {

struct BuildFacts {
  std::vector<cargo::Package> packages;
  cargo::Messages messages;                                         // of the build
  std::string cfgs;                                                 // what `rustc --print cfg` writes
  std::map<std::string, std::filesystem::file_time_type> compiled;  // see cargo/dep_info.hpp
  std::filesystem::path source;  // the files that were built, with their times
};

// Why a part of a change is not compiled.
enum class Lack {
  file,     // nothing of the build names it
  feature,  // one that is off
  target,   // another system, or a cfg that nothing sets
};

struct Uncompiled {
  std::string what;  // "src/win.rs", "src/lib.rs: #[cfg(windows)]"
  Lack lack = Lack::file;
};

// The first part of the change that this build did not compile; none where all was. Each changed Rust file that
// is still there must be among the compiled files, later than it was written; what changed in it must not stand under
// a condition that is false here. Files of Rust that are data of tests (tests/ui, fixtures) are no code of the build.
std::optional<Uncompiled> uncompiled_part(const ChangeSet& set, const BuildFacts& facts);

// The first part that is not compiled for this target whatever the features: told before anything is built, from
// `packages` and `cfgs` alone.
std::optional<Uncompiled> foreign_part(const ChangeSet& set, const BuildFacts& facts);

// A file of the commit that does not build any more if what it is put into is compiled.
struct Probe {
  std::string path, text;
  std::string macro;  // "feature!"
};

// Of macro calls among items that the change touches: only the compiler knows whether such a macro leaves out what it is
// given (`cfg_unix! { .. }`). Each text has one item more in the call, which is an error wherever it is compiled, and
// where the macro takes no items as well. At most four.
std::vector<Probe> probes_of(const ChangeSet& set);

}  // namespace git_miner
