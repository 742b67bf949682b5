#include <filesystem>

#include <session_classifier/seen_files.hpp>
#include <session_classifier/stored_json.hpp>
#include <session_classifier/tools.hpp>

namespace session_classifier {
namespace {

// One shown line without its number: "12: text" since 1.1, "00012| text" before.
std::optional<std::string_view> shown_line(std::string_view line) {
  const std::size_t digits = line.find_first_not_of("0123456789");
  if (digits == 0 || digits == std::string_view::npos) return std::nullopt;
  const std::string_view rest = line.substr(digits);
  if (!rest.starts_with(": ") && !rest.starts_with("| ")) return std::nullopt;
  return rest.substr(2);
}

// The text that the answer of `read` shows; none unless it is the whole file.
std::optional<std::string> whole_text(std::string_view answer) {
  if (!answer.contains("\n(End of file - total ")) return std::nullopt;
  const bool from_first = answer.contains("\n1: ") || answer.contains(">1: ") || answer.contains("\n00001| ");
  if (!from_first) return std::nullopt;
  if (const std::size_t content = answer.find("<content>"); content != std::string_view::npos)
    answer.remove_prefix(content + std::string_view("<content>").size());
  std::string text;
  while (!answer.empty()) {
    const std::size_t end = answer.find('\n');
    if (const auto line = shown_line(answer.substr(0, end))) text.append(*line).append("\n");
    answer.remove_prefix(end == std::string_view::npos ? answer.size() : end + 1);
  }
  return text;
}

std::size_t occurrences(std::string_view text, std::string_view part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != std::string_view::npos; at = text.find(part, at + 1)) ++count;
  return count;
}

}  // namespace

void SeenFiles::see(const Part& call, std::string_view directory) {
  const ToolFacts facts = facts_of(call);
  if (!facts.succeeded || facts.use == ToolUse::search) return;
  const auto input = parse_stored(call.state.input);
  if (facts.files.size() != 1 || !input) {
    texts_.clear();
    return;
  }
  const std::string path = (std::filesystem::path(directory) / facts.files[0]).lexically_normal().string();
  if (facts.use == ToolUse::read) {
    if (auto text = whole_text(call.state.output)) texts_[path] = *std::move(text);
  } else if (call.tool == "write") {
    texts_[path] = (*input)["content"].string();
  } else if (call.tool == "edit" && !(*input)["replaceAll"].is_true()) {
    replace(path, (*input)["oldString"].string(), (*input)["newString"].string());
  } else {
    texts_.erase(path);
  }
}

void SeenFiles::replace(const std::string& path, std::string_view old_text, std::string_view new_text) {
  const auto known = texts_.find(path);
  if (known == texts_.end()) return;
  const std::size_t at = old_text.empty() ? std::string::npos : known->second.find(old_text);
  if (at == std::string::npos)
    texts_.erase(known);
  else
    known->second.replace(at, old_text.size(), new_text);
}

std::optional<std::size_t> SeenFiles::count(std::string_view path, std::string_view text) const {
  const auto known = texts_.find(path);
  return known == texts_.end() ? std::nullopt : std::optional(occurrences(known->second, text));
}

}  // namespace session_classifier
