#include <algorithm>
#include <array>
#include <cctype>
#include <set>

#include <session_classifier/command_edits.hpp>
#include <session_classifier/languages.hpp>

namespace session_classifier {
namespace {

using Words = std::vector<std::string>;
using Names = std::set<std::string, std::less<>>;

bool has(const Words& words, std::string_view word) { return std::ranges::find(words, word) != words.end(); }

bool has_any(const Words& words, const Names& wanted) {
  return std::ranges::any_of(words, [&](const std::string& word) { return wanted.contains(word); });
}

// Arguments that are no options.
Words operands(const Words& arguments) {
  Words found;
  for (const std::string& word : arguments)
    if (!word.starts_with('-')) found.push_back(word);
  return found;
}

// Nobody's source: temporary files, devices, what builds write.
bool is_scratch(std::string_view path) {
  return path.starts_with("/tmp/") || path.starts_with("/dev/") || path.starts_with("/var/tmp/") ||
         path == "/tmp" || path == "target" || path.ends_with("/target") || is_build_output(path);
}

// `> test.log` keeps words of a run.
bool is_report(std::string_view path) {
  const std::string_view name = file_name(path);
  const std::size_t dot = name.rfind('.');
  static const Names endings = {"log", "txt", "out", "err", "tmp"};
  return dot == std::string_view::npos || endings.contains(name.substr(dot + 1));
}

std::optional<CommandEdit> edit_unless_scratch(Words files) {
  std::erase_if(files, [](const std::string& file) { return is_scratch(file); });
  if (files.empty()) return std::nullopt;
  return CommandEdit{std::move(files)};
}

// `-i`, `-i.bak`, `-ni`, `-pi -e`, `--in-place`.
bool edits_in_place(const Words& arguments) {
  return std::ranges::any_of(arguments, [](const std::string& word) {
    if (word.starts_with("--in-place")) return true;
    if (word.size() < 2 || word[0] != '-' || word[1] == '-') return false;
    const std::string_view letters = std::string_view(word).substr(1, word.find_first_of(".=") - 1);
    return letters.size() <= 4 && letters.contains('i');
  });
}

// The files at the end: an operand before them may be the script.
std::optional<CommandEdit> edit_in_place(const Words& arguments) {
  Words files;
  for (const std::string& word : operands(arguments)) {
    const bool is_script = word.contains(' ') || word.starts_with("s/") || word.starts_with("s|") ||
                           word.starts_with("s#") || word.ends_with("/d") || word.ends_with("/g");
    if (!is_script) files.push_back(word);
  }
  if (files.empty()) return CommandEdit{};  // `xargs sed -i ...`
  return edit_unless_scratch(std::move(files));
}

std::optional<CommandEdit> edit_by_git(const Words& arguments) {
  static const Names always = {"apply",       "am", "merge", "pull",  "rebase",         "revert",
                               "cherry-pick", "mv", "rm",    "clean", "checkout-index", "read-tree"};
  Words words = operands(arguments);
  for (std::size_t i = 0; i + 1 < arguments.size(); ++i)  // `git -C dir checkout`
    if (arguments[i] == "-C" || arguments[i] == "-c") std::erase(words, arguments[i + 1]);
  if (words.empty()) return std::nullopt;
  const std::string name = words.front();
  words.erase(words.begin());
  const bool asks =
      has_any(arguments, {"--check", "--stat", "--dry-run", "-n", "--abort", "--numstat", "--cached"});
  if (always.contains(name)) return asks ? std::nullopt : std::optional(CommandEdit{});
  if (name == "reset")
    return has_any(arguments, {"--hard", "--merge", "--keep"}) ? std::optional(CommandEdit{}) : std::nullopt;
  if (name == "stash") {
    const bool changes =
        words.empty() || (words.front() != "list" && words.front() != "show" && words.front() != "drop");
    return changes ? std::optional(CommandEdit{}) : std::nullopt;
  }
  if (name == "restore")
    return has(arguments, "--staged") && !has_any(arguments, {"--worktree", "-W"})
               ? std::nullopt
               : edit_unless_scratch(words);
  if (name == "switch" || name == "checkout") {
    if (has_any(arguments, {"-b", "-B", "-c", "-C", "--create", "--orphan"}) && name == "switch")
      return std::nullopt;
    if (has_any(arguments, {"-b", "-B", "--orphan"})) return std::nullopt;
    if (!has(arguments, "--")) return CommandEdit{};  // a branch, or files
    return edit_unless_scratch(
        {words.begin() + (words.size() > 1 && arguments[1] != "--" ? 1 : 0), words.end()});
  }
  return std::nullopt;
}

std::optional<CommandEdit> edit_by_cargo(const std::string& subcommand, const Words& arguments) {
  static const Names manifests = {"add",     "remove", "rm",  "update",
                                  "upgrade", "init",   "new", "generate-lockfile"};
  if (has_any(arguments, {"--check", "--dry-run", "-n", "--help", "-h"})) return std::nullopt;
  if (manifests.contains(subcommand)) return CommandEdit{{"Cargo.toml"}};
  if (subcommand == "fmt" || subcommand == "fix") return CommandEdit{};
  if (subcommand == "clippy" && has(arguments, "--fix")) return CommandEdit{};
  if (subcommand == "insta" && has_any(arguments, {"accept", "review", "--accept"})) return CommandEdit{};
  return std::nullopt;
}

bool is_word_of_writing(std::string_view word) {
  static constexpr std::array<std::string_view, 19> words = {
      "fmt",        "format", "fix",     "generate", "gen",     "codegen", "regen",
      "regenerate", "update", "bless",   "rewrite",  "migrate", "bump",    "apply",
      "patch",      "rename", "replace", "accept",   "sync"};
  return std::ranges::find(words, word) != words.end();
}

// `scripts/gen_tables.py`, `format:rust`, `fix-all`.
bool name_says_writes(std::string_view name) {
  name = file_name(name);
  std::string word;
  for (std::size_t i = 0; i <= name.size(); ++i) {
    if (i < name.size() && std::isalnum(static_cast<unsigned char>(name[i]))) {
      word += static_cast<char>(std::tolower(static_cast<unsigned char>(name[i])));
      continue;
    }
    if (is_word_of_writing(word)) return true;
    word.clear();
  }
  return false;
}

bool is_check_only(const Words& arguments) {
  return std::ranges::any_of(arguments, [](const std::string& word) {
    return word.contains("check") || word == "--dry-run" || word == "-n" || word.contains("verify");
  });
}

// A script in the line itself, or one that tells what it wrote.
bool script_writes(std::string_view line, std::string_view output) {
  static constexpr std::array<std::string_view, 12> ways = {
      "write_text", ".write(", "writelines", "writeFile", "'w'",        "\"w\"",
      "'a'",        "\"a\"",   "'r+'",       "\"r+\"",    "File.write", "os.rename"};
  static constexpr std::array<std::string_view, 10> reports = {
      "wrote ",   "Wrote ",   "generated ", "Generated ", "rewrote ",
      "updated ", "Updated ", "patched ",   "Rewrote ",   "replaced "};
  const auto in = [](std::string_view text) {
    return [text](std::string_view words) { return text.contains(words); };
  };
  if (std::ranges::any_of(ways, in(line))) return true;
  return output.contains(".rs") && std::ranges::any_of(reports, in(output));
}

std::optional<CommandEdit> edit_by_runner(const shell::Command& command, std::string_view line,
                                          std::string_view output) {
  static const Names interpreters = {"python", "python3", "python2", "ruby", "node",
                                     "deno",   "bun",     "perl",    "php",  "lua"};
  static const Names runners = {"make",    "gmake",  "just",   "task", "npm",    "pnpm",  "yarn",
                                "nox",     "invoke", "rake",   "mage", "xtask",  "cargo", "pre-commit",
                                "treefmt", "buf",    "protoc", "sqlx", "diesel", "mise"};
  const Words words = operands(command.arguments);
  if (is_check_only(command.arguments)) return std::nullopt;
  if (interpreters.contains(command.program)) {
    const bool named = std::ranges::any_of(words, name_says_writes);
    return named || script_writes(line, output) ? std::optional(CommandEdit{}) : std::nullopt;
  }
  const bool is_script = command.program.ends_with(".sh") || command.program.ends_with(".py");
  if (is_script)
    return name_says_writes(command.program) || std::ranges::any_of(words, name_says_writes) ||
                   script_writes("", output)
               ? std::optional(CommandEdit{})
               : std::nullopt;
  const std::string subcommand = shell::cargo_subcommand(command);
  if (!runners.contains(command.program) || (!subcommand.empty() && subcommand != "run")) return std::nullopt;
  const auto own = std::ranges::find(command.arguments, "--");  // what follows is for the program that is run
  const Words named = operands({command.arguments.begin(), own});
  return std::ranges::any_of(named, name_says_writes) ? std::optional(CommandEdit{}) : std::nullopt;
}

std::optional<CommandEdit> edit_by_program(const shell::Command& command) {
  const Words& arguments = command.arguments;
  const std::string& program = command.program;
  if (program == "sed" || program == "perl" || program == "gsed")
    return edits_in_place(arguments) ? edit_in_place(arguments) : std::nullopt;
  if (program == "sd" || program == "comby" || program == "ast-grep" || program == "sg" || program == "ex" ||
      program == "ed")
    return CommandEdit{};
  if (program == "tee" || program == "rm" || program == "truncate" || program == "unlink")
    return edit_unless_scratch(operands(arguments));
  if (program == "cp" || program == "mv" || program == "install" || program == "ln" || program == "rsync") {
    const Words files = operands(arguments);
    return files.empty() ? std::nullopt : edit_unless_scratch({files.back()});
  }
  if (program == "patch" || program == "apply_patch" || program == "dos2unix")
    return has(arguments, "--dry-run") ? std::nullopt : std::optional(CommandEdit{});
  if (program == "xargs" && edits_in_place(arguments) && has_any(arguments, {"sed", "perl"}))
    return CommandEdit{};
  if (program == "rustfmt" || program == "cargo-fmt")
    return has(arguments, "--check") ? std::nullopt : std::optional(CommandEdit{operands(arguments)});
  if (program == "git") return edit_by_git(arguments);
  return edit_by_cargo(shell::cargo_subcommand(command), arguments);
}

}  // namespace

bool may_change_build(std::string_view path) {
  static const Names prose = {"md",  "markdown", "txt", "rst",  "adoc", "log",
                              "bak", "orig",     "tmp", "diff", "patch"};
  static const Names names = {"LICENSE",        "LICENCE",       "COPYING",   "CHANGELOG",
                              "README",         "NOTICE",        "AUTHORS",   ".gitignore",
                              ".gitattributes", ".editorconfig", "CODEOWNERS"};
  if (is_scratch(path)) return false;
  for (const std::string_view folder : {".github/", ".gitlab/", ".vscode/", ".idea/", ".circleci/"})
    if (path.starts_with(folder) || path.contains(std::string("/") + std::string(folder))) return false;
  const std::string_view name = file_name(path);
  if (names.contains(name)) return false;
  const std::size_t dot = name.rfind('.');
  return dot == std::string_view::npos || !prose.contains(name.substr(dot + 1));
}

std::optional<CommandEdit> edit_of(const shell::Command& command, std::string_view line,
                                   std::string_view output) {
  for (const shell::Redirection& redirection : command.redirections) {
    const bool keeps_errors = redirection.from == "2";
    if (redirection.to_file && !keeps_errors && !is_report(redirection.to) && !is_scratch(redirection.to))
      return CommandEdit{{redirection.to}};
  }
  if (auto edit = edit_by_program(command)) return edit;
  return edit_by_runner(command, line, output);
}

bool may_change_build(const CommandEdit& edit) {
  return edit.files.empty() ||
         std::ranges::any_of(edit.files, [](const auto& file) { return may_change_build(file); });
}

}  // namespace session_classifier
