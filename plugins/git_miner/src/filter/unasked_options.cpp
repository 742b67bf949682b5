#include "filter/unasked_options.hpp"

#include <algorithm>
#include <iterator>
#include <set>
#include <string>

#include <fmt/format.h>
#include <re2/re2.h>

#include "change/command_line.hpp"

namespace git_miner {
namespace {

bool is_said(const std::string& option, std::string_view request, const Said& said) {
  static const RE2 short_name(R"((?:short|short_alias)\s*[(=]\s*b?['"](\w)['"])");
  static const RE2 internal(R"(^(?:new|name|with_name|rename_all)\b\s*[(=])");  // not what users write
  static const RE2 quoted(R"(^\w+\s*[(=]\s*b?['"](.*)['"]$)");
  if (RE2::PartialMatch(option, internal)) return true;
  std::string name;
  if (RE2::PartialMatch(option, short_name, &name)) {
    const std::string written = fmt::format("(?:^|[^\\w-])-{}(?:$|[^\\w-])", RE2::QuoteMeta(name));
    return RE2::PartialMatch(re2::StringPiece(request.data(), request.size()), RE2(written));
  }
  if (!RE2::PartialMatch(option, quoted, &name)) name = option;
  constexpr std::size_t least = 3;  // of a word that is looked for
  if (name.size() < least || said.holds_part_of(name)) return true;
  return RE2::PartialMatch(re2::StringPiece(request.data(), request.size()),
                           RE2("(?i)\\b" + RE2::QuoteMeta(name) + "\\b"));
}

}  // namespace

std::optional<Drop> unasked_option_drop(const ChangeSet& set, std::string_view request, const Said& said) {
  std::multiset<std::string> before, after;
  for (const ChangedFile& file : set.files) {
    if (!file.is_rust || file.is_test) continue;
    before.merge(command_line_of(*file.tree_before));
    after.merge(command_line_of(*file.tree_after));
  }
  std::multiset<std::string> added;
  std::ranges::set_difference(after, before, std::inserter(added, added.end()));
  for (const std::string& option : added) {
    if (!is_said(option, request, said))
      return Drop{DropReason::beside_request, fmt::format("the request does not name {}", option)};
  }
  return std::nullopt;
}

}  // namespace git_miner
