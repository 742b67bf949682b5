#include <algorithm>
#include <cerrno>
#include <fstream>
#include <iterator>
#include <set>
#include <system_error>
#include <utility>

#include <fmt/format.h>
#include <toml++/toml.h>

#include "task_folder.hpp"

namespace cargo_evaluator {
namespace {

namespace fs = std::filesystem;
using Keys = std::set<std::string, std::less<>>;

struct Mistake {
  unsigned line = 0;
  std::string why;
  std::string what_to_do;
};

std::string listed(const Keys& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
  return text;
}

// Reads the tables; the first mistake leaves as an exception of this file.
class Reader {
 public:
  TaskFile read(const toml::table& root) {
    only(root, {"title", "gap", "prompt", "editable", "expected_tests", "allows_unsafe", "crates", "bad"});
    rust_tasks::Task& task = result_.task;
    task.title = text(root, "title");
    task.gap = named<rust_tasks::Gap>(root, "gap");
    task.prompt = text(root, "prompt");
    task.editable = texts(root, "editable", true);
    task.expected_tests = texts(root, "expected_tests", true);
    task.allows_unsafe = flag(root, "allows_unsafe");
    if (const toml::node* const crates = root.get("crates")) read_crates(*crates);
    if (const toml::node* const bad = root.get("bad")) read_bad(*bad);
    return std::move(result_);
  }

 private:
  static unsigned line(const toml::table& table, std::string_view key) {
    const toml::node* const node = table.get(key);
    return node == nullptr ? table.source().begin.line : node->source().begin.line;
  }

  static void only(const toml::table& table, const Keys& known) {
    for (const auto& [key, value] : table) {
      if (known.contains(key.str())) continue;
      throw Mistake{key.source().begin.line, fmt::format("`{}` is no key here", std::string_view(key.str())),
                    "use one of: " + listed(known)};
    }
  }

  static std::string text(const toml::table& table, std::string_view key) {
    const auto value = table[key].value<std::string>();
    if (!value || value->empty())
      throw Mistake{line(table, key), fmt::format("`{}` is missing, empty or no text", key),
                    fmt::format("write {} = \"...\"", key)};
    return *value;
  }

  template <base::NamedEnum E>
  static E named(const toml::table& table, std::string_view key) {
    const std::string name = text(table, key);
    if (const auto value = base::enum_of<E>(name)) return *value;
    throw Mistake{line(table, key), fmt::format("`{}` is no {}", name, key), "use " + base::one_of<E>()};
  }

  static bool flag(const toml::table& table, std::string_view key) {
    if (!table.contains(key)) return false;
    const auto value = table[key].value_exact<bool>();
    if (!value)
      throw Mistake{line(table, key), fmt::format("`{}` is neither true nor false", key),
                    "write one of them"};
    return *value;
  }

  static std::vector<std::string> texts(const toml::table& table, std::string_view key, bool required) {
    const toml::array* const array = table[key].as_array();
    if (array == nullptr && !table.contains(key) && !required) return {};
    const auto mistake = [&](const char* why) {
      return Mistake{line(table, key), fmt::format("`{}` {}", key, why),
                     fmt::format("write {} = [\"...\"]", key)};
    };
    if (array == nullptr || (required && array->empty())) throw mistake("is missing, empty or no list");
    std::vector<std::string> result;
    for (const toml::node& node : *array) {
      const auto value = node.value<std::string>();
      if (!value || value->empty()) throw mistake("holds something else than texts");
      if (std::ranges::find(result, *value) != result.end())
        throw Mistake{node.source().begin.line, fmt::format("`{}` stands twice in `{}`", *value, key),
                      "leave one out"};
      result.push_back(*value);
    }
    return result;
  }

  void read_crates(const toml::node& node) {
    const toml::table* const table = node.as_table();
    if (table == nullptr) throw Mistake{node.source().begin.line, "`crates` is no table", "write [crates]"};
    only(*table, {"allowed", "expected", "avoided"});
    auto& crates = result_.task.crates;
    crates = {texts(*table, "allowed", false), texts(*table, "expected", false),
              texts(*table, "avoided", false)};
    for (const std::string& name : crates.expected) {
      if (std::ranges::find(crates.allowed, name) == crates.allowed.end())
        throw Mistake{line(*table, "expected"), fmt::format("`{}` is expected but not allowed", name),
                      "add it to `allowed`"};
    }
  }

  void read_bad(const toml::node& node) {
    const toml::array* const array = node.as_array();
    if (array == nullptr)
      throw Mistake{node.source().begin.line, "`bad` is no list of tables", "write [[bad]]"};
    for (const toml::node& one : *array) {
      const toml::table* const table = one.as_table();
      if (table == nullptr)
        throw Mistake{one.source().begin.line, "`bad` is no list of tables", "write [[bad]]"};
      only(*table, {"name", "criterion"});
      TaskFile::Bad bad{text(*table, "name"), named<rust_tasks::CriterionName>(*table, "criterion"),
                        one.source().begin.line};
      if (std::ranges::find(result_.bad, bad.name, &TaskFile::Bad::name) != result_.bad.end())
        throw Mistake{line(*table, "name"), fmt::format("two bad solutions are named `{}`", bad.name),
                      "rename one"};
      result_.bad.push_back(std::move(bad));
    }
  }

  TaskFile result_;
};

}  // namespace

std::string short_name(const fs::path& file) {
  return (file.parent_path().filename() / file.filename()).string();
}

base::Result<TaskFile> read_task_file(const fs::path& file) {
  const auto problem = [&](unsigned line, std::string why, std::string what_to_do) {
    return base::failure(line > 0 ? fmt::format("{}:{} cannot be used", short_name(file), line)
                                  : fmt::format("{} cannot be used", short_name(file)),
                         std::move(why), std::move(what_to_do));
  };
  if (const fs::file_status status = fs::status(file); !fs::is_regular_file(status))
    return problem(0, fs::exists(status) ? "it is no file" : "there is no such file",
                   "each folder of tasks needs one");
  std::ifstream stream(file, std::ios::binary);
  if (!stream) throw fs::filesystem_error("", file, std::error_code(errno, std::generic_category()));
  const std::string text{std::istreambuf_iterator<char>(stream), {}};
  try {
    return Reader().read(toml::parse(text));
  } catch (const toml::parse_error& error) {
    return problem(error.source().begin.line, std::string(error.description()), "write valid TOML in UTF-8");
  } catch (const Mistake& mistake) {
    return problem(mistake.line, mistake.why, mistake.what_to_do);
  }
}

}  // namespace cargo_evaluator
