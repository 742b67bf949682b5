#include "change/crate_use.hpp"

#include <algorithm>
#include <utility>

#include <re2/re2.h>

#include <rust_code/code_only.hpp>
#include <rust_code/crates_used.hpp>

namespace git_miner {
namespace {

constexpr std::size_t most_names = 3;

bool has_word(const std::string& text, const std::string& word) {
  return RE2::PartialMatch(text, R"(\b)" + RE2::QuoteMeta(word) + R"(\b)");
}

// "{Arg, ArgMatches as M, self}" has Arg and ArgMatches.
std::vector<std::string> split_list(const std::string& list) {
  static const RE2 entry(R"((?:\s|\{|^)([A-Za-z_]\w*(?:::[A-Za-z_]\w*)*)(?:\s+as\s+\w+)?\s*(?:,|\}|$))");
  std::vector<std::string> names;
  std::string name;
  for (std::size_t begin = 1; begin < list.size();) {
    const std::size_t end = std::min(list.find(',', begin), list.size());
    if (RE2::PartialMatch(list.substr(begin, end - begin), entry, &name) && name != "self")
      names.push_back(name);
    begin = end + 1;
  }
  return names;
}

std::vector<std::string> names_taken(const std::string& added, const std::string& code,
                                     const std::string& crate) {
  const RE2 path(R"(\b)" + RE2::QuoteMeta(crate) +
                 R"(::(?:(?:[a-z_]\w*::)*(\{[^{}]*\})|([A-Za-z_]\w*(?:::[A-Za-z_]\w*)*)))");
  std::vector<std::string> names;
  const auto add = [&](std::string name) {
    if (has_word(code, name) && RE2::PartialMatch(code, R"(\b)" + RE2::QuoteMeta(name) + R"(!\s*[(\[{])"))
      name += '!';
    const bool is_new = std::ranges::find(names, name) == names.end();
    if (is_new && names.size() < most_names) names.push_back(std::move(name));
  };
  re2::StringPiece rest(added);
  std::string list, name;
  while (RE2::FindAndConsume(&rest, path, &list, &name)) {
    if (!name.empty()) add(std::exchange(name, {}));
    for (std::string& one : split_list(std::exchange(list, {}))) add(std::move(one));
  }
  return names;
}

}  // namespace

std::string code_name(std::string key) {
  std::ranges::replace(key, '-', '_');
  return key;
}

std::optional<CrateUse> use_in_added_lines(const ChangeSet& set, const AddedLines& added,
                                           const std::string& key) {
  const std::string crate = code_name(key);
  for (const ChangedFile& file : set.files) {
    if (!file.is_rust || !file.tree_after || file.is_test) continue;
    const auto uses = rust_code::crates_used(*file.tree_after);
    const auto use = uses.find(crate);
    if (use == uses.end() || use->second.only_in_tests) continue;
    const std::string code = code_only(*file.tree_after, rust_code::Literals::blank);
    const std::string lines = added.of(file, code);
    if (!has_word(lines, crate)) continue;
    return CrateUse{.crate = key, .file = file.change.path(), .names = names_taken(lines, code, crate)};
  }
  return std::nullopt;
}

bool is_used(const Repository& repository, const std::string& commit, const std::string& key) {
  const auto files = repository.tree(commit);
  if (!files || !*files) return false;
  const std::string crate = code_name(key);
  return std::ranges::any_of(**files, [&](const FileSide& file) {
    if (!file.path.ends_with(".rs")) return false;
    const auto text = repository.blob_beside(file.id);
    if (!text || !text->contains(crate)) return false;
    const auto tree = rust_code::SourceFile::parse(*text);
    return tree && rust_code::crates_used(*tree).contains(crate);
  });
}

}  // namespace git_miner
