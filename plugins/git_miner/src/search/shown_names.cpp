// Which names a conversation has shown, and which files they lead to.
#include <algorithm>
#include <array>

#include "change/common_words.hpp"
#include "path_parts.hpp"
#include "search/code_words.hpp"
#include "search/shown.hpp"

namespace git_miner {
namespace {

constexpr std::size_t least_word = 3;
constexpr std::size_t least_inside = 5;  // of a word inside a longer one
constexpr std::ptrdiff_t few_files = 3;  // that one looks into, one after the other

// Where one puts a test that belongs nowhere else.
bool is_for_any_test(std::string_view stem) {
  constexpr std::array stems{"test",       "tests",      "integration", "integration_tests",
                             "regression", "regressions"};
  return std::ranges::find(stems, stem) != stems.end();
}

// What stands before the folder of a package's tests; the path itself if it lies in none.
std::string front_of_tests(const std::string& path) {
  if (path.starts_with("tests/")) return "";
  const std::size_t at = path.find("/tests/");
  return path.substr(0, at == path.npos ? at : at + 1);
}

}  // namespace

unsigned Shown::way_in_code(std::string_view before, std::string_view after) {
  unsigned way = 0;
  const bool is_called = after.starts_with('(') || after.starts_with("::<");
  if (is_called || after.starts_with('<') || before.ends_with("fn ")) way |= as_call;
  // What a method is called tells of no field.
  if ((before.ends_with('.') && !before.ends_with("..") && !is_called) ||
      (after.starts_with(':') && !after.starts_with("::")))
    way |= as_field;
  if (after.starts_with("::") || before.ends_with("mod ")) way |= as_module;
  if ((after.starts_with('!') && !after.starts_with("!=")) || before.ends_with("macro_rules! "))
    way |= as_macro;
  return way;
}

bool Shown::has_macro(std::string_view name) const {
  const auto found = code_.find(name);
  return found != code_.end() && (found->second & as_macro) != 0;
}

bool Shown::has_use(const UsedName& name) const {
  const auto found = code_.find(name.name);
  if (found == code_.end()) return false;
  switch (name.use) {
    case NameUse::call:
      return (found->second & as_call) != 0;
    case NameUse::field:
      return (found->second & as_field) != 0;
    case NameUse::other:
      return true;
  }
  return false;
}

bool Shown::is_told_of(std::string_view name) const {
  return std::ranges::any_of(parts_of_names(name), [&](const std::string& part) {
    return part.size() >= least_word && !is_common_word(part) &&
           (told_.contains(part) ||
            (part.size() > least_inside && told_.contains(part.substr(0, part.size() - 1))));
  });
}

// All parts of a name, `line` and `buffer` of line_buffer; or one inside it: `ignore` of gitignore.
bool Shown::is_told(std::string_view name) const {
  const auto parts = parts_of_names(name);
  const auto is_known = [&](const std::string& part) {
    const std::string front = part.substr(0, part.size() - 1);
    return told_.contains(part) || told_.contains(part + "s") ||
           (part.size() > least_inside && (part.ends_with('s') || part.ends_with('e')) &&
            told_.contains(front));
  };
  if (!parts.empty() && std::ranges::all_of(parts, is_known)) return true;
  return std::ranges::any_of(told_, [&](const std::string& word) {
    return word.size() >= least_inside && name.contains(word) && !is_common_word(word);
  });
}

bool Shown::is_crate_named(std::string_view name) const {
  std::string in_code(name);
  std::ranges::replace(in_code, '-', '_');
  return is_told(name) || is_module_named(in_code);
}

bool Shown::is_module_named(std::string_view stem) const {
  const auto code = code_.find(stem);
  return code != code_.end() && (code->second & as_module) != 0;
}

bool Shown::knows_package(const std::string& front) const {
  const auto at = named_paths_.lower_bound(front);
  return front.empty() || (at != named_paths_.end() && at->starts_with(front));
}

bool Shown::may_open(const std::string& path) const {
  return named_paths_.contains(path) || (knows(path) && is_led_to(path));
}

bool Shown::is_led_to(const std::string& path) const {
  const std::string_view name = name_of_path(path);
  const std::string folder = folder_of_path(path);
  if (name == "Cargo.toml" || name.starts_with("CHANGELOG") || name.starts_with("README")) return true;
  if (!name.ends_with(".rs")) return is_told(name.substr(0, name.find('.')));
  const std::string_view stem = name.substr(0, name.size() - 3);
  if (stem == "mod") return is_told(name_of_path(folder)) || is_module_named(name_of_path(folder));
  if (folder == "src/bin") return true;
  if (const std::string front = front_of_tests(path); front != path) {
    const std::string tests = front + "tests/";
    const auto count = std::ranges::count_if(files_.paths(), [&](const std::string& one) {
      return one.starts_with(tests) && one.ends_with(".rs");
    });
    return knows_package(front) && (count <= few_files || is_for_any_test(stem) || is_told(stem));
  }
  if (stem != "lib" && stem != "main") return is_told(stem) || is_module_named(stem);
  if (folder == "src") return true;
  const std::string package = name_of_path(folder) == "src" ? folder_of_path(folder) : folder;
  return is_told(name_of_path(package));
}

}  // namespace git_miner
