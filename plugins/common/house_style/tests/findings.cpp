// What the rules find in foreign code.
//
//   house_style_findings files FOLDER...      every .rs file as if all of it were added: how often each rule finds something,
//                                             with its places; who writes such a file must be told the same
//   house_style_findings fragments FOLDER...  edits of ten lines of which a session has shown sixty around: what is found there
//                                             must be found in the whole file, too
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <optional>
#include <set>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include <base/json.hpp>
#include <house_style/example_breach.hpp>

namespace {

namespace fs = std::filesystem;

struct Source {
  std::string path;  // below its crate
  std::string text;
};

std::vector<Source> sources(int count, char** folders) {
  std::vector<Source> found;
  for (int i = 0; i < count; ++i) {
    for (const auto& entry : fs::recursive_directory_iterator(folders[i])) {
      if (!entry.is_regular_file() || entry.path().extension() != ".rs") continue;
      std::ifstream file(entry.path());
      found.push_back({fs::relative(entry.path(), folders[i]).string(),
                       std::string(std::istreambuf_iterator<char>(file), {})});
    }
  }
  std::ranges::sort(found, {}, &Source::path);
  return found;
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

chat::Message calling(const std::string& tool, const std::string& path, const std::string& before,
                      const std::string& after) {
  base::Json arguments = base::Json::of_object();
  arguments.set("filePath", base::Json::of_string(path));
  if (!after.empty()) {
    if (!before.empty()) arguments.set("oldString", base::Json::of_string(before));
    arguments.set("newString", base::Json::of_string(after));
  }
  chat::Message message{.role = chat::Role::assistant};
  message.tool_calls = {{.id = tool, .function = {.name = tool, .arguments = arguments.dump()}}};
  return message;
}

void count_files(const std::vector<Source>& all) {
  const auto rules = house_style::all_rules();
  std::map<std::string_view, std::size_t> counts;
  std::size_t lines = 0, files = 0, missed = 0;
  for (const Source& source : all) {
    const auto file = rust_code::SourceFile::parse(source.text, rust_code::role_of_path(source.path));
    if (!file || file->is_all_test()) continue;
    ++files;
    const auto text = lines_of(source.text);
    lines += text.size();
    for (const auto& breach : house_style::find_breaches(*file, rules)) {
      ++counts[base::name_of(breach.rule)];
      const std::uint32_t line = file->tree().line(breach.byte);
      const std::vector<house_style::Rule> rule = {breach.rule};
      const chat::Example writing{
          .messages = {calling("write", source.path, "", source.text)}, .tools = {}, .metadata = {}};
      missed += house_style::breach_in(writing, rule).empty();
      fmt::print("{}\t{}:{}\t{}\n", base::name_of(breach.rule), source.path, line, text[line - 1]);
    }
  }
  fmt::print(stderr, "{} files, {} lines, {} not told of a file that is written\n", files, lines, missed);
  for (const auto& [rule, count] : counts) fmt::print(stderr, "{:16} {}\n", rule, count);
}

std::string joined(const std::vector<std::string>& lines, std::size_t begin, std::size_t end,
                   std::optional<std::size_t> first_number) {
  std::string text;
  for (std::size_t i = begin; i < std::min(end, lines.size()); ++i)
    text += (first_number ? fmt::format("{}: ", *first_number + i - begin) : "") + lines[i] + "\n";
  return text;
}

void compare_fragments(const std::vector<Source>& all) {
  const auto rules = house_style::all_rules();
  std::size_t edits = 0, hits = 0, in_whole = 0, strangers = 0;
  for (const Source& source : all) {
    const auto file = rust_code::SourceFile::parse(source.text, rust_code::role_of_path(source.path));
    if (!file) continue;
    const auto lines = lines_of(source.text);
    const auto breaches = house_style::find_breaches(*file, rules);
    for (std::size_t at = 0; at + 10 < lines.size(); at += 10) {
      std::set<std::string_view> whole;
      for (const auto& breach : breaches) {
        const std::uint32_t line = file->tree().line(breach.byte) - 1;
        if (line >= at && line < at + 10) whole.insert(base::name_of(breach.rule));
      }
      // The session has seen the file with a line in place of the ten.
      const std::size_t begin = at < 30 ? 0 : at - 30;
      const std::string shown = joined(lines, begin, at, begin + 1) + fmt::format("{}: // PLACE\n", at + 1) +
                                joined(lines, at + 10, at + 40, at + 2);
      chat::Example example;
      example.messages = {
          calling("read", source.path, "", ""),
          {.role = chat::Role::tool, .content = shown, .tool_call_id = "read"},
          calling("edit", source.path, "// PLACE\n", joined(lines, at, at + 10, std::nullopt))};
      const std::string breach = house_style::breach_in(example, rules);
      ++edits;
      in_whole += !whole.empty();
      hits += !breach.empty();
      if (breach.empty() || whole.contains(breach.substr(0, breach.find(':')))) continue;
      ++strangers;
      fmt::print("{}:{}: {}\n", source.path, at + 1, breach);
    }
  }
  fmt::print(stderr,
             "{} edits, {} with a breach in the whole file, {} found, {} of them not in the whole file\n",
             edits, in_whole, hits, strangers);
}

}  // namespace

int main(int count, char** arguments) {
  const std::string_view what = count > 2 ? arguments[1] : "";
  if (what == "files") {
    count_files(sources(count - 2, arguments + 2));
  } else if (what == "fragments") {
    compare_fragments(sources(count - 2, arguments + 2));
  } else {
    fmt::print(stderr, "usage: house_style_findings files | fragments FOLDER...\n");
    return 2;
  }
  return 0;
}
