#include "search/std_names.hpp"

#include <algorithm>
#include <array>
#include <set>

namespace git_miner {
namespace {

// Names of std that projects have, too.
constexpr std::array names_of_std = {
    "dbg",
    "todo",
    "unimplemented",
    "unreachable",
    "eprint",
    "debug_assert",
    "debug_assert_eq",
    "assert_ne",
    "thread_local",
    "compile_error",
    "include",
    "include_bytes",
    "option_env",
    "line",
    "column",
    "module_path",
    "slice",
    "empty",
    "once",
    "repeat",
    "Other",
    "NotFound",
    "InvalidInput",
    "InvalidData",
    "Cow",
    "Deref",
    "Drop",
    "Duration",
    "Err",
    "ErrorKind",
    "File",
    "From",
    "Future",
    "Hash",
    "Instant",
    "Into",
    "Mutex",
    "None",
    "Ordering",
    "Pin",
    "RwLock",
    "Self",
    "Send",
    "Sized",
    "Some",
    "Sync",
    "all",
    "any",
    "append",
    "as_bytes",
    "as_mut",
    "as_path",
    "assert_ne",
    "borrow",
    "bytes",
    "chain",
    "chars",
    "clear",
    "cmp",
    "concat",
    "contains_key",
    "count",
    "crate",
    "drain",
    "drop",
    "entry",
    "enumerate",
    "exit",
    "extend",
    "filter",
    "find",
    "finish",
    "flat_map",
    "flush",
    "fold",
    "for_each",
    "format_args",
    "fs",
    "get_mut",
    "get_or_insert_with",
    "hash",
    "include_str",
    "insert",
    "into_inner",
    "is_dir",
    "is_err",
    "is_file",
    "is_ok",
    "keys",
    "last",
    "lines",
    "lock",
    "map_err",
    "max",
    "mem",
    "min",
    "num",
    "open",
    "parse",
    "peek",
    "poll",
    "pop",
    "position",
    "prelude",
    "remove",
    "replace",
    "reserve",
    "resize",
    "retain",
    "rev",
    "self",
    "skip",
    "sleep",
    "sort",
    "split",
    "stringify",
    "super",
    "swap",
    "sync",
    "take",
    "thread",
    "to_bytes",
    "trim",
    "truncate",
    "try_from",
    "try_into",
    "values",
    "vec",
    "wait",
    "with",
    "with_capacity",
    "write_all",
    "write_str",
    "zip",
};

}  // namespace

bool is_std_name(std::string_view name) {
  static const std::set<std::string_view> names(names_of_std.begin(), names_of_std.end());
  return names.contains(name);
}

bool is_std_api(std::string_view name) {
  static const std::set<std::string_view> names = [] {
    std::set<std::string_view> all;
    for (std::size_t at = 0; at < std_api.size();) {
      const std::size_t end = std::min(std_api.find_first_of(" \n", at), std_api.size());
      if (end > at) all.insert(std_api.substr(at, end - at));
      at = end + 1;
    }
    return all;
  }();
  return names.contains(name);
}

}  // namespace git_miner
