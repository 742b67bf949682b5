#include <algorithm>
#include <filesystem>
#include <optional>
#include <set>
#include <utility>

#include <agent_tools/calls.hpp>
#include <agent_tools/result_texts.hpp>
#include <session_classifier/patch_edits.hpp>

namespace session_classifier {
namespace {

using Told = std::expected<std::vector<PatchCall>, std::string>;

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    std::string_view line = text.substr(0, end);
    if (line.ends_with('\r')) line.remove_suffix(1);
    lines.push_back(line);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return lines;
}

std::optional<std::string_view> after(std::string_view line, std::string_view header) {
  if (!line.starts_with(header)) return std::nullopt;
  return line.substr(header.size());
}

// The files that the tool says it changed, as "M src/lib.rs"; none if it says anything else.
std::optional<std::set<std::string, std::less<>>> changed_files(std::string_view answer) {
  std::set<std::string, std::less<>> files;
  bool first = true;
  for (const std::string_view line : lines_of(answer)) {
    if (std::exchange(first, false)) {
      if (line != "Success. Updated the following files:") return std::nullopt;
    } else if (line.starts_with("M ") || line.starts_with("A ")) {
      files.emplace(line);
    } else if (!line.empty()) {
      return std::nullopt;
    }
  }
  return files;
}

class Reader {
 public:
  Reader(std::string_view directory, std::set<std::string, std::less<>> changed)
      : directory_(directory), changed_(std::move(changed)) {}

  Told read(std::string_view patch) {
    for (const std::string_view line : lines_of(patch)) {
      if (line.starts_with("*** Begin Patch") || line.starts_with("*** End of File")) continue;
      if (line.starts_with("*** End Patch")) break;
      take(line);
      if (!wrong_.empty()) return std::unexpected(wrong_);
    }
    end_file();
    if (!wrong_.empty()) return std::unexpected(wrong_);
    if (calls_.empty()) return std::unexpected("it changes no file");
    return std::move(calls_);
  }

 private:
  void take(std::string_view line) {
    if (line.starts_with("*** Delete File: ")) return wrong("it deletes a file");
    if (line.starts_with("*** Move to: ")) return wrong("it moves a file");
    if (const auto file = after(line, "*** Update File: ")) return begin_file(*file, "M ");
    if (const auto file = after(line, "*** Add File: ")) return begin_file(*file, "A ");
    if (path_.empty()) return wrong("it does not begin with a file");
    if (adds_) return take_content(line);
    if (const auto context = after(line, "@@")) {
      end_hunk();
      if (context->find_first_not_of(' ') != std::string_view::npos)
        wrong("a hunk is placed by a line elsewhere");
      return;
    }
    take_change(line);
  }

  void begin_file(std::string_view file, std::string_view letter) {
    end_file();
    if (!changed_.contains(std::string(letter) + std::string(file)))
      return wrong("the answer does not list one of its files");
    path_ = (std::filesystem::path(directory_) / file).lexically_normal().string();
    adds_ = letter == "A ";
  }

  void take_content(std::string_view line) {
    if (!line.starts_with('+')) return wrong("a line of a new file does not begin with +");
    new_.append(line.substr(1)).append("\n");
  }

  void take_change(std::string_view line) {
    const char kind = line.empty() ? ' ' : line[0];
    const std::string_view text = line.empty() ? line : line.substr(1);
    if (kind != ' ' && kind != '-' && kind != '+') return wrong("a line of a hunk begins with no mark");
    if (kind != '+') old_.append(text).append("\n");
    if (kind != '-') new_.append(text).append("\n");
  }

  void end_hunk() {
    if (old_.empty() && new_.empty()) return;
    if (old_.empty()) return wrong("a hunk only adds lines");
    // Lines that are only taken out take their line ends with them.
    if (!new_.empty()) {
      old_.pop_back();
      new_.pop_back();
    }
    if (old_ != new_)
      calls_.push_back(
          {agent_tools::edit_call(path_, old_, new_), std::string(agent_tools::edit_applied_text)});
    old_.clear();
    new_.clear();
  }

  void end_file() {
    if (path_.empty() || !wrong_.empty()) return;
    if (adds_)
      calls_.push_back({agent_tools::write_call(path_, new_), std::string(agent_tools::file_written_text)});
    else
      end_hunk();
    old_.clear();
    new_.clear();
    path_.clear();
  }

  void wrong(std::string_view why) { wrong_ = why; }

  std::string directory_;
  std::set<std::string, std::less<>> changed_;
  std::vector<PatchCall> calls_;
  std::string path_;  // of the file at hand
  bool adds_ = false;
  std::string old_, new_;  // of the hunk at hand
  std::string wrong_;
};

}  // namespace

Told calls_of_patch(std::string_view patch, std::string_view answer, std::string_view directory) {
  auto changed = changed_files(answer);
  if (!changed) return std::unexpected("the tool's answer is more than a list of changed files");
  if (directory.empty()) return std::unexpected("the folder of its paths is not known");
  return Reader(directory, *std::move(changed)).read(patch);
}

}  // namespace session_classifier
