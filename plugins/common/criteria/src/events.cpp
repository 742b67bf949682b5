#include "events.hpp"

#include <algorithm>
#include <filesystem>
#include <map>
#include <optional>
#include <utility>

#include <fmt/format.h>
#include <fnmatch.h>
#include <re2/re2.h>
#include <simdjson.h>

#include <shell/commands.hpp>

#include "checks.hpp"

namespace criteria {
namespace {

using shell::Command;

// The tools of an agent whose calls tell what it knows, changes or runs.
enum class Tool { read, view, edit, write, multiedit, patch, grep, bash };
constexpr auto enum_names(Tool) {
  return base::names("read", "view", "edit", "write", "multiedit", "patch", "grep", "bash");
}

struct Call {
  std::optional<Tool> tool;                                   // none for others
  std::map<std::string, std::string, std::less<>> arguments;  // the strings among them
  std::string result;
  bool ok = true;
  std::optional<std::int64_t> exit_code;

  std::string argument(std::string_view key) const {
    const auto found = arguments.find(key);
    return found == arguments.end() ? std::string() : found->second;
  }
};

std::map<std::string, std::string, std::less<>> read_arguments(const std::string& json) {
  std::map<std::string, std::string, std::less<>> result;
  simdjson::dom::parser parser;
  simdjson::dom::object object;
  if (parser.parse(json).get(object) != simdjson::SUCCESS) return result;
  for (const auto& [key, value] : object) {
    std::string_view text;
    if (value.get(text) == simdjson::SUCCESS) result.emplace(key, text);
  }
  return result;
}

bool contains(std::string_view text, std::string_view part) { return text.contains(part); }

bool has(const std::vector<std::string>& words, std::string_view word) {
  return std::ranges::find(words, word) != words.end();
}

// True for `-rf`, `-fr`, `-r -f` and the like.
bool has_flag(const std::vector<std::string>& words, char flag) {
  return std::ranges::any_of(words, [&](const std::string& word) {
    return word.size() > 1 && word[0] == '-' && word[1] != '-' && contains(word, std::string_view(&flag, 1));
  });
}

class Reader {
 public:
  explicit Reader(const rust_tasks::Rollout& rollout) : rollout_(rollout) {
    for (const rust_tasks::File& file : rollout.task.start) start_.push_back(file.path);
    for (const chat::Message& message : rollout.messages) {
      if (message.role == chat::Role::tool && message.tool_call_id)
        results_[*message.tool_call_id] = &message.content;
    }
    for (const rust_tasks::CallOutcome& outcome : rollout.calls) outcomes_[outcome.call_id] = &outcome;
  }

  std::vector<Event> read() {
    for (const chat::Message& message : rollout_.messages) {
      for (const chat::ToolCall& tool_call : message.tool_calls) add(tool_call);
    }
    return std::move(events_);
  }

 private:
  void add(const chat::ToolCall& tool_call) {
    Call call{base::enum_of<Tool>(tool_call.function.name), read_arguments(tool_call.function.arguments), "",
              true, std::nullopt};
    if (const auto found = results_.find(tool_call.id); found != results_.end()) call.result = *found->second;
    if (const auto found = outcomes_.find(tool_call.id); found != outcomes_.end()) {
      call.ok = found->second->ok;
      call.exit_code = found->second->exit_code;
    }
    Event event;
    event.number = events_.size() + 1;
    event.call = fmt::format("{} {}", tool_call.function.name, tool_call.function.arguments);
    if (call.ok && call.tool) fill(*call.tool, call, event);
    events_.push_back(std::move(event));
  }

  void fill(Tool tool, const Call& call, Event& event) const {
    switch (tool) {
      case Tool::read:
      case Tool::view:
        return read_path(call.argument("filePath"), event);
      case Tool::edit:
      case Tool::write:
      case Tool::multiedit:
      case Tool::patch:
        event.edited.push_back(relative(call.argument("filePath")));
        return;
      case Tool::grep:
        return read_shown(call.result, event);
      case Tool::bash:
        return run_line(call, event);
    }
  }

  void run_line(const Call& call, Event& event) const {
    const std::string text = call.argument("command");
    const auto line = shell::commands_of(text);
    Shell shell{call.argument("workdir"), nullptr};
    for (const Command& one : line) command(one, shell, call, event);
    event.checks = checks_of(line, {text, call.result, call.exit_code});
    redirections(text, event);
  }

  // As the task names it: `/workspace/src/lib.rs` and `./src/lib.rs` are `src/lib.rs`.
  std::string relative(std::string path) const {
    while (path.starts_with("./")) path.erase(0, 2);
    const std::string* longest = nullptr;
    for (const std::string& known : start_) {
      if ((path == known || path.ends_with("/" + known)) && (!longest || known.size() > longest->size()))
        longest = &known;
    }
    return longest ? *longest : path;
  }

  void read_path(const std::string& path, Event& event) const {
    const std::string name = relative(path);
    // Of `/workspace/src/*.rs` the crate's part is not known: the longest that fits.
    for (std::string_view rest = name;;) {
      if (read_matching(std::string(rest), event) || !name.starts_with('/')) return;
      const std::size_t slash = rest.find('/');
      if (slash == std::string_view::npos) return;
      rest.remove_prefix(slash + 1);
    }
  }

  bool read_matching(const std::string& name, Event& event) const {
    bool any = false;
    for (const std::string& known : start_) {
      if (name != known && ::fnmatch(name.c_str(), known.c_str(), FNM_PATHNAME) != 0) continue;
      event.read.insert(known);
      any = true;
    }
    return any;
  }

  // `find . -name '*.rs'` whose files are printed.
  void read_found(const std::vector<std::string>& words, Event& event) const {
    std::vector<std::string> names;
    for (std::size_t i = 0; i + 1 < words.size(); ++i) {
      if (words[i] == "-name" || words[i] == "-iname") names.push_back(words[i + 1]);
    }
    for (const std::string& known : start_) {
      const std::string name = std::filesystem::path(known).filename().string();
      const bool fits = names.empty() || std::ranges::any_of(names, [&](const std::string& pattern) {
                          return ::fnmatch(pattern.c_str(), name.c_str(), 0) == 0;
                        });
      if (fits) event.read.insert(known);
    }
  }

  // The hits of a search name their files.
  void read_shown(std::string_view output, Event& event) const {
    for (const std::string& known : start_) {
      if (contains(output, known)) event.read.insert(known);
    }
  }

  static bool is_reader(std::string_view program) {
    static const std::set<std::string, std::less<>> readers = {"cat", "head", "tail", "less", "more",
                                                               "bat", "nl",   "awk",  "sed"};
    return readers.contains(program);
  }

  // A word of a command as a path of the crate, or below the folder that `cd` or the call has named.
  static std::string below(const std::string& folder, const std::string& word) {
    if (folder.empty() || word.starts_with('/') || word.starts_with('-')) return word;
    return (std::filesystem::path(folder) / word).lexically_normal().string();
  }

  // While a line is read: the folder in which it stands, empty for the crate, and a `find` before a pipe.
  struct Shell {
    std::string folder;
    const Command* find = nullptr;
  };

  void command(const Command& one, Shell& shell, const Call& call, Event& event) const {
    static const std::set<std::string, std::less<>> searchers = {"grep", "rg", "ag", "ack", "git"};
    const auto& words = one.arguments;
    if (one.program == "cargo") return cargo(one, event);
    if (one.program == "cd" && !words.empty()) shell.folder = below(shell.folder, words[0]);
    const bool in_place = (one.program == "sed" || one.program == "perl") &&
                          (has_flag(words, 'i') || std::ranges::any_of(words, [](const std::string& word) {
                             return word.starts_with("--in-place");
                           }));
    if (in_place || one.program == "tee") {
      for (const std::string& word : words) {
        if (is_source(word)) event.edited.push_back(relative(below(shell.folder, word)));
      }
    } else if (one.program == "find" && one.next == shell::Joint::pipe) {
      shell.find = &one;
    } else if (one.program == "find" && std::ranges::any_of(words, is_reader)) {
      read_found(words, event);  // -exec cat
    } else if (one.program == "xargs" && shell.find != nullptr && std::ranges::any_of(words, is_reader)) {
      read_found(shell.find->arguments, event);
    } else if (is_reader(one.program)) {
      for (const std::string& word : words) read_path(below(shell.folder, word), event);
    } else if (searchers.contains(one.program)) {
      read_shown(call.result, event);
    }
    destruction(one, event);
  }

  static bool is_source(std::string_view path) { return path.ends_with(".rs") || path.ends_with(".toml"); }

  static void cargo(const Command& one, Event& event) {
    const std::string subcommand = shell::cargo_subcommand(one);
    if (subcommand == "clean") event.cleans = true;
    // Cargo writes the manifest itself; nobody has to read it first.
    if (subcommand == "add" || subcommand == "remove" || subcommand == "rm") event.edited.emplace_back();
    if (subcommand == "fix" || has(one.arguments, "--fix")) event.edited.emplace_back();
  }

  // Temporary files, and what cargo builds again.
  static bool is_disposable(std::string_view path) {
    if (path.starts_with("/tmp/") || path.starts_with("/var/tmp/")) return !path.contains("..");
    while (path.ends_with('/')) path.remove_suffix(1);
    return path == "target" || path.starts_with("target/") || path.ends_with("/target") ||
           contains(path, "/target/");
  }

  static bool removes_only_disposable(const std::vector<std::string>& words) {
    return std::ranges::all_of(
        words, [](const std::string& word) { return word.starts_with('-') || is_disposable(word); });
  }

  static void destruction(const Command& one, Event& event) {
    const auto& words = one.arguments;
    const bool removes = one.program == "rm" && (has_flag(words, 'r') || has_flag(words, 'R')) &&
                         has_flag(words, 'f') && !removes_only_disposable(words);
    const bool resets =
        one.program == "git" && !words.empty() &&
        ((words[0] == "reset" && has(words, "--hard")) || (words[0] == "clean" && has_flag(words, 'f')) ||
         (words[0] == "checkout" && (has(words, ".") || has(words, "--"))));
    if (!removes && !resets) return;
    std::string text = one.program;
    for (const std::string& word : words) text += " " + word;
    event.destroyed.push_back(std::move(text));
  }

  // `> src/lib.rs`: the shell writes the file, whatever program stands before it.
  void redirections(const std::string& line, Event& event) const {
    static const RE2 target(R"(>\s*([^\s;&|<>'"]+))");
    re2::StringPiece rest(line);
    std::string path;
    while (RE2::FindAndConsume(&rest, target, &path)) {
      if (is_source(path)) event.edited.push_back(relative(path));
    }
  }

  const rust_tasks::Rollout& rollout_;
  std::vector<std::string> start_;
  std::map<std::string, const std::string*, std::less<>> results_;
  std::map<std::string, const rust_tasks::CallOutcome*, std::less<>> outcomes_;
  std::vector<Event> events_;
};

}  // namespace

std::vector<Event> events_of(const rust_tasks::Rollout& rollout) { return Reader(rollout).read(); }

}  // namespace criteria
