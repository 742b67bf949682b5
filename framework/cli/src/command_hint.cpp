#include "command_hint.hpp"

#include <algorithm>
#include <cctype>

namespace flowrun::cli {

std::string shell_quoted(std::string_view word) {
  const auto is_plain = [](unsigned char c) {
    return std::isalnum(c) || std::string_view("_./:=@%+,-").contains(static_cast<char>(c));
  };
  if (!word.empty() && std::ranges::all_of(word, is_plain)) return std::string(word);
  std::string quoted = "'";
  for (const char c : word) {
    if (c == '\'')
      quoted += R"('\'')";
    else
      quoted += c;
  }
  return quoted + "'";
}

std::string command_hint(std::string_view command, const FileOptions& options,
                         const std::vector<std::string>& more) {
  const FileOptions defaults;
  std::string text = "flowrun";
  const auto add = [&](std::string_view word) { text += " " + shell_quoted(word); };
  const auto add_option = [&](std::string_view name, std::string_view value) {
    add(name);
    add(value);
  };
  if (!command.empty()) add(command);
  add(options.file);
  for (const std::string& word : more) add(word);
  if (!options.profile.empty()) add_option("--profile", options.profile);
  for (const std::string& set : options.sets) add_option("--set", set);
  if (options.store != defaults.store) add_option("--store", options.store.string());
  if (options.out != defaults.out) add_option("--out", options.out.string());
  for (const auto& folder : options.plugin_dirs) add_option("--plugin-dir", folder.string());
  return text;
}

}  // namespace flowrun::cli
