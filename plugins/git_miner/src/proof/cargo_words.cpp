#include "proof/cargo_words.hpp"

#include <algorithm>

#include <base/printable.hpp>

#include "says_any.hpp"

namespace git_miner {
namespace {

constexpr std::size_t most_bytes = 200;

}  // namespace

std::string first_error(std::string_view said) {
  while (!said.empty()) {
    const auto end = std::min(said.find('\n'), said.size());
    const std::string_view line = said.substr(0, end);
    said.remove_prefix(std::min(end + 1, said.size()));
    if (line.starts_with("error")) return base::printable_line(line.substr(0, most_bytes));
  }
  return {};
}

bool wants_nightly(std::string_view said) {
  return says_any(said, {"error[E0554]", "error[E0658]", "may not be used on the stable release channel",
                         "only accepted on the nightly", "requires a nightly", "is only allowed on nightly",
                         "requires the Cargo feature called"});
}

bool wants_newer_rust(std::string_view said) {
  return says_any(said, {"is not supported by the following package", "requires rustc ",
                         "cannot be built because it requires rustc"});
}

}  // namespace git_miner
