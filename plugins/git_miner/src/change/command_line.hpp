// The command line that a program offers, as far as its source spells it out.
#pragma once

#include <set>
#include <string>

#include <rust_code/items.hpp>

namespace git_miner {

// Names of options and arguments in calls and attributes of clap and its kin (`.long("size")`, `#[arg(long =
// "size")]`) and the fields and variants of types that derive such a parser. Help texts do not count. Empty
// where a file names none of these crates.
std::multiset<std::string> command_line_of(const rust_code::SourceFile& file);

}  // namespace git_miner
