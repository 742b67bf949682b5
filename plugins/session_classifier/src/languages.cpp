#include <algorithm>
#include <map>

#include <session_classifier/languages.hpp>

namespace session_classifier {

std::string_view file_name(std::string_view path) { return path.substr(path.find_last_of("/\\") + 1); }

std::string_view language_of_file(std::string_view path) {
  static const std::map<std::string_view, std::string_view> names = {{"Cargo.toml", "Rust"},
                                                                     {"Cargo.lock", "Rust"},
                                                                     {"rust-toolchain", "Rust"},
                                                                     {"rust-toolchain.toml", "Rust"},
                                                                     {"rustfmt.toml", "Rust"},
                                                                     {"clippy.toml", "Rust"},
                                                                     {"package.json", "JavaScript"},
                                                                     {"package-lock.json", "JavaScript"},
                                                                     {"yarn.lock", "JavaScript"},
                                                                     {"pnpm-lock.yaml", "JavaScript"},
                                                                     {"tsconfig.json", "TypeScript"},
                                                                     {"pyproject.toml", "Python"},
                                                                     {"requirements.txt", "Python"},
                                                                     {"go.mod", "Go"},
                                                                     {"go.sum", "Go"},
                                                                     {"pom.xml", "Java"},
                                                                     {"build.gradle", "Java"},
                                                                     {"build.gradle.kts", "Kotlin"},
                                                                     {"Gemfile", "Ruby"},
                                                                     {"composer.json", "PHP"},
                                                                     {"Package.swift", "Swift"},
                                                                     {"mix.exs", "Elixir"},
                                                                     {"CMakeLists.txt", "C++"}};
  static const std::map<std::string_view, std::string_view> endings = {{"rs", "Rust"},
                                                                       {"ts", "TypeScript"},
                                                                       {"tsx", "TypeScript"},
                                                                       {"mts", "TypeScript"},
                                                                       {"cts", "TypeScript"},
                                                                       {"js", "JavaScript"},
                                                                       {"jsx", "JavaScript"},
                                                                       {"mjs", "JavaScript"},
                                                                       {"cjs", "JavaScript"},
                                                                       {"vue", "JavaScript"},
                                                                       {"svelte", "JavaScript"},
                                                                       {"py", "Python"},
                                                                       {"pyi", "Python"},
                                                                       {"ipynb", "Python"},
                                                                       {"go", "Go"},
                                                                       {"java", "Java"},
                                                                       {"kt", "Kotlin"},
                                                                       {"kts", "Kotlin"},
                                                                       {"scala", "Scala"},
                                                                       {"swift", "Swift"},
                                                                       {"c", "C"},
                                                                       {"h", "C"},
                                                                       {"cc", "C++"},
                                                                       {"cpp", "C++"},
                                                                       {"cxx", "C++"},
                                                                       {"hpp", "C++"},
                                                                       {"hh", "C++"},
                                                                       {"cs", "C#"},
                                                                       {"rb", "Ruby"},
                                                                       {"php", "PHP"},
                                                                       {"dart", "Dart"},
                                                                       {"ex", "Elixir"},
                                                                       {"exs", "Elixir"},
                                                                       {"erl", "Erlang"},
                                                                       {"hs", "Haskell"},
                                                                       {"ml", "OCaml"},
                                                                       {"lua", "Lua"},
                                                                       {"zig", "Zig"},
                                                                       {"nim", "Nim"},
                                                                       {"jl", "Julia"},
                                                                       {"clj", "Clojure"},
                                                                       {"m", "Objective-C"},
                                                                       {"mm", "Objective-C"},
                                                                       {"sol", "Solidity"},
                                                                       {"v", "Verilog"}};
  const std::string_view name = file_name(path);
  if (const auto known = names.find(name); known != names.end()) return known->second;
  const std::size_t dot = name.rfind('.');
  if (dot == std::string_view::npos) return "";
  const auto known = endings.find(name.substr(dot + 1));
  return known == endings.end() ? "" : known->second;
}

std::string_view language_of_program(const shell::Command& command) {
  static const std::map<std::string_view, std::string_view> programs = {{"rustc", "Rust"},
                                                                        {"rustfmt", "Rust"},
                                                                        {"clippy-driver", "Rust"},
                                                                        {"cargo-clippy", "Rust"},
                                                                        {"npm", "JavaScript"},
                                                                        {"npx", "JavaScript"},
                                                                        {"yarn", "JavaScript"},
                                                                        {"pnpm", "JavaScript"},
                                                                        {"bun", "JavaScript"},
                                                                        {"bunx", "JavaScript"},
                                                                        {"deno", "JavaScript"},
                                                                        {"node", "JavaScript"},
                                                                        {"jest", "JavaScript"},
                                                                        {"vitest", "JavaScript"},
                                                                        {"eslint", "JavaScript"},
                                                                        {"tsc", "TypeScript"},
                                                                        {"tsx", "TypeScript"},
                                                                        {"ts-node", "TypeScript"},
                                                                        {"pytest", "Python"},
                                                                        {"mypy", "Python"},
                                                                        {"ruff", "Python"},
                                                                        {"pip", "Python"},
                                                                        {"pip3", "Python"},
                                                                        {"poetry", "Python"},
                                                                        {"uv", "Python"},
                                                                        {"tox", "Python"},
                                                                        {"go", "Go"},
                                                                        {"gofmt", "Go"},
                                                                        {"mvn", "Java"},
                                                                        {"gradle", "Java"},
                                                                        {"gradlew", "Java"},
                                                                        {"javac", "Java"},
                                                                        {"dotnet", "C#"},
                                                                        {"gcc", "C"},
                                                                        {"g++", "C++"},
                                                                        {"clang", "C"},
                                                                        {"clang++", "C++"},
                                                                        {"cmake", "C++"},
                                                                        {"ctest", "C++"},
                                                                        {"rspec", "Ruby"},
                                                                        {"rake", "Ruby"},
                                                                        {"bundle", "Ruby"},
                                                                        {"composer", "PHP"},
                                                                        {"phpunit", "PHP"},
                                                                        {"php", "PHP"},
                                                                        {"swift", "Swift"},
                                                                        {"xcodebuild", "Swift"},
                                                                        {"flutter", "Dart"},
                                                                        {"dart", "Dart"},
                                                                        {"mix", "Elixir"},
                                                                        {"stack", "Haskell"},
                                                                        {"cabal", "Haskell"},
                                                                        {"dune", "OCaml"},
                                                                        {"zig", "Zig"}};
  if (!shell::cargo_subcommand(command).empty()) return "Rust";
  const bool runs_another =
      command.program == "npx" || command.program == "bunx" || command.program == "pnpx";
  if (runs_another && !command.arguments.empty() && command.arguments.front() == "tsc") return "TypeScript";
  const auto known = programs.find(command.program);
  return known == programs.end() ? "" : known->second;
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
