// Which crates a file names: to tell declared from used dependencies.
//
// One file cannot tell a crate from a module of its own crate that another file declares. What is reported
// are the first names of paths that can be crates; keep those that the manifest declares (with `-` read as
// `_`), and question the others only where `is_certain`.
#pragma once

#include <map>
#include <string>

#include <rust_code/source_file.hpp>

namespace rust_code {

struct CrateUse {
  std::uint32_t first_line = 0;  // of the first use that is not in a test; of the first use if all are
  bool is_certain = false;       // by `extern crate x` or `::x::`
  bool only_in_tests = true;
};

// By name as in code (`serde_json`), std, core, alloc, test and proc_macro left out. From `use` and
// `extern crate` declarations, paths in code, attributes (`#[tokio::main]`, `#[derive(serde::Serialize)]`)
// and the tokens of macro calls (`vec![rand::random()]`). Names that the file declares or imports are no
// crates. A macro or derive that another import brings (`use serde::Serialize; #[derive(Serialize)]`) counts
// through that import.
std::map<std::string, CrateUse> crates_used(const SourceFile& file);

}  // namespace rust_code
