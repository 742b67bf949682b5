#include "justified.hpp"

#include <algorithm>
#include <charconv>
#include <map>
#include <set>
#include <sstream>

#include <simdjson.h>

#include "change/lower.hpp"
#include "deeds_told.hpp"
#include "edits_ordered.hpp"
#include "grounds_read.hpp"
#include "idle_words.hpp"
#include "lines_of.hpp"
#include "names_shown.hpp"
#include "names_told.hpp"
#include "word_char.hpp"

namespace git_miner::test {
namespace {

constexpr std::size_t most_window = 300;
constexpr std::size_t most_looked_through = 3;  // files of a listing
constexpr std::string_view root = "/workspace/";
const std::set<std::string, std::less<>> keywords{"fn",       "struct", "enum", "trait",       "mod",
                                                  "type",     "const",  "impl", "macro_rules", "dependencies",
                                                  "features", "dev",    "pub",  "async",       "static"};
const std::set<std::string, std::less<>> cargo_names{"src",      "tests",      "benches",
                                                     "examples", "Cargo.toml", "build.rs"};

struct Arguments {
  std::map<std::string, std::string> texts;
  std::map<std::string, std::size_t> numbers;

  std::string text(const std::string& key) const {
    const auto found = texts.find(key);
    if (found == texts.end()) return "";
    return found->second.starts_with(root) ? found->second.substr(root.size()) : found->second;
  }
};

Arguments parsed(const std::string& json) {
  simdjson::dom::parser parser;
  Arguments arguments;
  for (const auto [key, value] : simdjson::dom::object(parser.parse(json))) {
    std::string_view text;
    std::int64_t number = 0;
    if (value.get_string().get(text) == simdjson::SUCCESS) arguments.texts[std::string(key)] = text;
    if (value.get_int64().get(number) == simdjson::SUCCESS)
      arguments.numbers[std::string(key)] = static_cast<std::size_t>(number);
  }
  return arguments;
}

bool is_path(char c) { return is_word_char(c) || std::string_view("./-+@").contains(c); }

template <class Accept, class Use>
void tokens(std::string_view text, Accept accept, Use use) {
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = at;
    while (end < text.size() && accept(text[end])) ++end;
    if (end > at) use(text.substr(at, end - at), end);
    at = end + 1;
  }
}

std::size_t number(std::string_view text) {
  std::size_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

std::string folder_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  return slash == path.npos ? "" : path.substr(0, slash);
}

struct Range {
  std::size_t first = 0, last = 0;  // from 1
};

class Reader {
 public:
  explicit Reader(const Files& files)
      : before_(files), names_(files), told_(files), grounds_(before_), idle_(files), order_(files) {}

  std::vector<std::string> run(const chat::Example& example) {
    for (std::size_t i = 0; i < example.messages.size(); ++i) {
      const chat::Message& message = example.messages[i];
      where_ = "message " + std::to_string(i);
      if (message.role == chat::Role::user) learn(message.content);
      if (message.role == chat::Role::user) names_.told(message.content);
      if (message.role == chat::Role::user) told_.asked(message.content);
      if (message.role == chat::Role::user) grounds_.asked(message.content);
      if (message.role == chat::Role::user) idle_.asked(message.content);
      if (message.role == chat::Role::user || message.role == chat::Role::tool) told_.shown(message.content);
      if (message.role == chat::Role::tool) answer(message.content);
      for (const chat::ToolCall& call : message.tool_calls) {
        for (const auto& [key, text] : parsed(call.function.arguments).texts) told_.shown(text);
      }
      if (message.role == chat::Role::assistant) {
        all_faults(told_.say(message.content), "");
        deeds_.say(message.content, message.tool_calls.empty());
      }
      for (const chat::ToolCall& call : message.tool_calls) ask(call);
    }
    all_faults(told_.unsearched(names_.files()), "");
    Files after = names_.files();
    for (const std::string& path : gone_) after.erase(path);
    all_faults(deeds_.untrue(before_, after), "");
    all_faults(grounds_.unread(after), "");
    return faults_;
  }

 private:
  void fault(const std::string& what) { faults_.push_back(where_ + ": " + what); }

  void all_faults(const std::vector<std::string>& all, const std::string& front) {
    for (const std::string& what : all) fault(front + what);
  }

  // A listing names files, but does not say that they matter.
  void learn(std::string_view text, bool is_listing = false) {
    tokens(text, is_word_char, [&](std::string_view word, std::size_t) { words_.insert(lower(word)); });
    tokens(text, is_path, [&](std::string_view token, std::size_t end) {
      if (token.starts_with(root)) token.remove_prefix(root.size());
      while (token.ends_with('.')) token.remove_suffix(1);
      const std::string path(token);
      paths_.insert(path);
      if (!is_listing) led_to_.insert(path);
      if (end < text.size() && text[end] == ':')
        if (const std::size_t line = number(text.substr(end + 1)); line > 0) named_[path].insert(line);
    });
  }

  bool is_named(const std::string& path) const { return paths_.contains(path); }
  bool is_folder_named(const std::string& folder) const {
    if (folder.empty() || cargo_names.contains(folder)) return true;
    const auto at = paths_.lower_bound(folder + "/");
    return at != paths_.end() && at->starts_with(folder + "/");
  }
  bool is_component_named(const std::string& name) const {
    return cargo_names.contains(name) || std::ranges::any_of(paths_, [&](const std::string& path) {
             return path == name || path.ends_with("/" + name) || path.starts_with(name + "/") ||
                    path.contains("/" + name + "/");
           });
  }
  bool is_word_shown(const std::string& word) const {
    if (keywords.contains(word)) return true;
    const auto at = words_.lower_bound(lower(word));
    if (at != words_.end() && at->starts_with(lower(word))) return true;  // a stem will do
    return std::ranges::any_of(words_, [&](const auto& one) { return one.ends_with("_" + lower(word)); });
  }

  void ask(const chat::ToolCall& call) {
    const Arguments arguments = parsed(call.function.arguments);
    name_ = call.function.name;
    path_ = arguments.text("filePath");
    if (name_ == "read") read(arguments);
    if (name_ == "edit" || name_ == "write") deeds_.touched(path_);
    if (name_ == "edit" || name_ == "write") grounds_.edited(path_);
    if (name_ == "edit") edit(arguments);
    if (name_ == "write") write(arguments);
    if (name_ == "grep") grep(arguments);
    if (name_ == "glob") glob(arguments.text("pattern"));
    if (name_ == "bash") bash(arguments.text("command"));
  }

  void read(const Arguments& arguments) {
    if (!is_named(path_)) fault("read of " + path_ + ", which was not named");
    if (!led_to_.contains(path_) && !names_.may_open(path_))
      fault("read of " + path_ + ", to which nothing led");
    if (!arguments.numbers.contains("offset")) return;
    const std::size_t first = arguments.numbers.at("offset"), count = arguments.numbers.at("limit");
    if (count > most_window) fault("read of " + std::to_string(count) + " lines of " + path_);
    const auto named = named_[path_].lower_bound(first);
    if (named != named_[path_].end() && *named < first + count) return;
    if (first == 1) {
      if (!named_[path_].empty() && read_[path_].empty())
        fault("read of the first lines of " + path_ + ", of which line " +
              std::to_string(*named_[path_].begin()) + " was named");
      return;
    }
    for (const Range& range : read_[path_]) {
      if (first <= range.last + 1 && range.first <= first + count) return;
    }
    if (totals_.contains(path_) && first + count > totals_[path_] && first + 150 > totals_[path_]) return;
    fault("read of " + path_ + " from line " + std::to_string(first) + ", to which nothing leads");
  }

  void edit(const Arguments& arguments) {
    for (const std::string& line : lines_of(arguments.texts.at("oldString"))) {
      if (!lines_[path_].contains(line)) fault("edit of " + path_ + ", whose line was not read: " + line);
    }
    for (const std::string& line : lines_of(arguments.texts.at("newString"))) lines_[path_].insert(line);
    learn(arguments.texts.at("newString"));
    const std::string &from = arguments.texts.at("oldString"), &to = arguments.texts.at("newString");
    const auto file = names_.files().find(path_);
    const std::size_t at = file == names_.files().end() ? std::string::npos : file->second.find(from);
    if (at != std::string::npos && path_.ends_with(".rs")) told_.edit(path_, file->second, at, from, to);
    all_faults(names_.edit(path_, from, to, lines_[path_]), "edit of " + path_);
    if (path_.ends_with(".rs")) all_faults(order_.change(path_, from, to), "");
  }

  void write(const Arguments& arguments) {
    const std::string folder = folder_of(path_);
    if (!is_folder_named(folder) && !is_folder_named(folder_of(folder)))
      fault("write of " + path_ + ", whose folder was not named");
    for (const std::string& line : lines_of(arguments.texts.at("content"))) lines_[path_].insert(line);
    learn(arguments.texts.at("content"));
    paths_.insert(path_);
    led_to_.insert(path_);
    told_.wrote(path_);
    all_faults(names_.write(path_, arguments.texts.at("content")), "write of " + path_);
    if (path_.ends_with(".rs")) all_faults(order_.change(path_, "", arguments.texts.at("content")), "");
  }

  void grep(const Arguments& arguments) {
    std::string pattern = arguments.texts.at("pattern");
    if (pattern.starts_with("(?i)")) pattern.erase(0, 4);
    for (std::size_t at = pattern.find("\\b"); at != pattern.npos; at = pattern.find("\\b"))
      pattern.replace(at, 2, " ");
    names_.searched(pattern, arguments.text("include"));
    told_.searched(pattern);
    if (const std::string idle =
            idle_.searched(arguments.texts.at("pattern"), arguments.text("path"), arguments.text("include"));
        !idle.empty())
      fault(idle);
    tokens(pattern, is_word_char, [&](std::string_view word, std::size_t) {
      if (word != "_" && !is_word_shown(std::string(word)))
        fault("grep for " + std::string(word) + ", which was not shown");
    });
    if (!is_folder_named(arguments.text("path")))
      fault("grep in " + arguments.text("path") + ", which was not named");
    const std::string include = arguments.text("include");
    if (!include.starts_with("*.") && !include.empty() && !is_component_named(include))
      fault("grep in files " + include + ", which were not named");
  }

  void glob(const std::string& pattern) {
    std::istringstream parts(pattern);
    for (std::string part; std::getline(parts, part, '/');) {
      const std::string stem = part.substr(0, part.rfind('.'));
      if (part.contains('*') || is_component_named(part) || is_word_shown(stem)) continue;
      fault("glob " + pattern + ", whose " + part + " was not shown");
    }
  }

  void bash(const std::string& command) {
    std::istringstream words(command);
    std::vector<std::string> all;
    for (std::string word; words >> word;) all.push_back(word);
    if (all.front() == "cargo") return order_.ran();
    if (all.front() == "mkdir") all.erase(all.begin(), all.begin() + 4);  // mkdir -p FOLDER &&
    if (!is_named(all.at(1))) fault(command + ", of what was not named");
    deeds_.touched(all.back());
    gone_.insert(all.at(1));
    if (all.front() != "mv") return;
    const std::string from = all.at(1), to = all.at(2);
    paths_.insert(to);
    led_to_.insert(to);
    names_.moved(from, to);
    grounds_.moved(from, to);
    lines_[to] = lines_[from];
    read_[to] = read_[from];
    named_[to] = named_[from];
  }

  void answer(const std::string& result) {
    learn(result, name_ == "glob" && lines_of(result).size() > most_looked_through);
    if (name_ == "bash") names_.told(result);
    if (name_ == "grep" || name_ == "read") names_.see(result);
    idle_.shown(result);
    std::string path;
    std::size_t first = 0, last = 0;
    for (const std::string& line : lines_of(result)) {
      if (name_ == "grep") {
        if (line.starts_with(root) && line.ends_with(':'))
          path = line.substr(root.size(), line.size() - root.size() - 1);
        if (line.starts_with("  Line ")) named_[path].insert(number(std::string_view(line).substr(7)));
      }
      if (name_ == "read") {
        const std::size_t colon = line.find(": ");
        const std::size_t at = number(line);
        if (at > 0 && colon != line.npos && line.substr(0, colon) == std::to_string(at)) {
          if (first == 0) first = at;
          last = at;
          lines_[path_].insert(line.substr(colon + 2));
          grounds_.read(path_, line.substr(colon + 2));
          declare(line.substr(colon + 2));
        }
        if (line.starts_with("(Showing lines ")) totals_[path_] = number(line.substr(line.find(" of ") + 4));
      }
    }
    if (first > 0) read_[path_].push_back({first, last});
  }

  // `mod x;`
  void declare(const std::string& line) {
    const std::size_t at = line.find("mod ");
    if (at == line.npos || !line.ends_with(';')) return;
    const std::string module = line.substr(at + 4, line.size() - at - 5),
                      file = path_.substr(path_.rfind('/') + 1);
    const bool is_root =
        file == "lib.rs" || file == "main.rs" || file == "mod.rs" || path_.starts_with("src/bin/");
    const std::string front = is_root ? folder_of(path_) : path_.substr(0, path_.rfind('.'));
    for (const char* back : {".rs", "/mod.rs"}) {
      paths_.insert(front + "/" + module + back);
      led_to_.insert(front + "/" + module + back);
    }
  }

  std::string where_, name_, path_;  // of the call at hand
  std::set<std::string> words_, paths_, led_to_;
  Files before_;
  std::set<std::string> gone_;
  NamesShown names_;
  NamesTold told_;
  DeedsTold deeds_;
  GroundsRead grounds_;
  IdleWords idle_;
  EditsOrdered order_;
  std::map<std::string, std::set<std::size_t>> named_;
  std::map<std::string, std::vector<Range>> read_;
  std::map<std::string, std::size_t> totals_;
  std::map<std::string, std::set<std::string>> lines_;
  std::vector<std::string> faults_;
};

}  // namespace

Files files_at(const Repository& repository, const std::string& commit) {
  Files files;
  const auto tree = repository.tree(commit);
  for (const FileSide& file : **tree) {
    if (file.path.ends_with(".rs")) files[file.path] = repository.blob(file.id).value_or("");
  }
  return files;
}

std::vector<std::string> unjustified_calls(const chat::Example& example, const Files& files) {
  return Reader(files).run(example);
}

}  // namespace git_miner::test
