#include <algorithm>
#include <array>

#include <session_classifier/languages.hpp>

namespace session_classifier {
namespace {

constexpr std::array<std::string_view, 6> rust_names = {
    "Cargo.toml", "Cargo.lock", "rust-toolchain", "rust-toolchain.toml", "rustfmt.toml", "clippy.toml"};
constexpr std::array<std::string_view, 17> other_names = {
    "package.json",   "package-lock.json", "yarn.lock", "pnpm-lock.yaml", "tsconfig.json",
    "pyproject.toml", "requirements.txt",  "go.mod",    "go.sum",         "pom.xml",
    "build.gradle",   "build.gradle.kts",  "Gemfile",   "composer.json",  "Package.swift",
    "mix.exs",        "CMakeLists.txt"};
constexpr std::array<std::string_view, 66> other_endings = {
    "ts",  "tsx",   "mts", "cts",    "js",     "jsx",  "mjs",   "cjs",   "vue",   "svelte", "py",
    "pyi", "ipynb", "go",  "kt",     "kts",    "java", "scala", "c",     "swift", "h",      "cc",
    "cpp", "cxx",   "hpp", "hh",     "cs",     "rb",   "php",   "dart",  "ex",    "exs",    "erl",
    "hs",  "ml",    "lua", "zig",    "nim",    "jl",   "clj",   "m",     "mm",    "sol",    "v",
    "sql", "tf",    "hcl", "tfvars", "sh",     "bash", "zsh",   "fish",  "ps1",   "pl",     "pm",
    "r",   "R",     "Rmd", "groovy", "gradle", "fs",   "vb",    "proto", "css",   "scss",   "nix"};
// Prose, data, markup and settings: they accompany work in any language.
constexpr std::array<std::string_view, 44> plain_endings = {
    "md",   "markdown", "rst", "adoc", "txt", "json", "jsonl",   "json5",  "yaml",     "yml",  "toml",
    "lock", "ini",      "cfg", "conf", "env", "csv",  "tsv",     "xml",    "html",     "svg",  "png",
    "jpg",  "gif",      "ico", "pdf",  "log", "snap", "stderr",  "stdout", "out",      "diff", "patch",
    "hex",  "bin",      "dat", "pem",  "key", "crt",  "example", "sample", "template", "ron",  "properties"};
constexpr std::array<std::string_view, 4> rust_programs = {"rustc", "rustfmt", "clippy-driver",
                                                           "cargo-clippy"};
constexpr std::array<std::string_view, 71> other_programs = {
    "terraform",  "tofu",    "terragrunt", "psql",       "mysql",
    "sqlite3",    "Rscript", "R",          "perl",       "prove",
    "cpanm",      "ruby",    "lua",        "luajit",     "elixir",
    "ghc",        "ocaml",   "julia",      "helm",       "ansible-playbook",
    "shellcheck", "npm",     "npx",        "yarn",       "pnpm",
    "bun",        "bunx",    "deno",       "node",       "jest",
    "vitest",     "eslint",  "tsc",        "tsx",        "ts-node",
    "pytest",     "mypy",    "ruff",       "pip",        "pip3",
    "poetry",     "uv",      "tox",        "go",         "gofmt",
    "mvn",        "gradle",  "gradlew",    "javac",      "dotnet",
    "gcc",        "g++",     "clang",      "clang++",    "cmake",
    "ctest",      "rspec",   "rake",       "bundle",     "composer",
    "phpunit",    "php",     "swift",      "xcodebuild", "flutter",
    "dart",       "mix",     "stack",      "cabal",      "dune",
    "zig"};

bool is_in(const auto& words, std::string_view word) { return std::ranges::find(words, word) != words.end(); }

}  // namespace

std::string_view file_name(std::string_view path) { return path.substr(path.find_last_of("/\\") + 1); }

std::optional<Language> language_named_by(std::string_view word) {
  const std::string_view name = file_name(word);
  if (is_in(rust_names, name)) return Language::rust;
  if (is_in(other_names, name)) return Language::other;
  const std::size_t dot = name.rfind('.');
  if (dot == std::string_view::npos) return std::nullopt;
  const std::string_view ending = name.substr(dot + 1);
  if (ending == "rs") return Language::rust;
  return is_in(other_endings, ending) ? std::optional(Language::other) : std::nullopt;
}

std::optional<Language> language_of_file(std::string_view path) {
  if (const auto known = language_named_by(path)) return known;
  const std::string_view name = file_name(path);
  const std::size_t dot = name.rfind('.');
  const bool has_ending = dot != std::string_view::npos && dot > 0 && dot + 1 < name.size();
  return has_ending && !is_in(plain_endings, name.substr(dot + 1)) ? std::optional(Language::other)
                                                                   : std::nullopt;
}

std::optional<Language> language_of_program(const shell::Command& command) {
  if (!shell::cargo_subcommand(command).empty() || is_in(rust_programs, command.program))
    return Language::rust;
  const bool runs_tsc =
      command.program == "pnpx" && !command.arguments.empty() && command.arguments.front() == "tsc";
  return runs_tsc || is_in(other_programs, command.program) ? std::optional(Language::other) : std::nullopt;
}

bool is_build_output(std::string_view path) {
  for (const std::string_view folder :
       {"target", "node_modules", ".git", "dist", ".venv", "__pycache__", ".next"}) {
    for (std::size_t at = path.find(folder); at != std::string_view::npos; at = path.find(folder, at + 1)) {
      const bool begins = at == 0 || path[at - 1] == '/' || path[at - 1] == '\\';
      const std::size_t end = at + folder.size();
      if (begins && end < path.size() && (path[end] == '/' || path[end] == '\\')) return true;
    }
  }
  return false;
}

}  // namespace session_classifier
