#include "conversation/trajectory.hpp"

#include <fstream>
#include <utility>

#include <fmt/core.h>

#include "conversation/told_names.hpp"
#include "path_parts.hpp"
#include "word_char.hpp"

namespace git_miner {
namespace fs = std::filesystem;
namespace {

std::string without_carriage_returns(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\r' && i + 1 < text.size() && text[i + 1] == '\n') continue;
    out += text[i];
  }
  return out;
}

std::set<std::string_view> words_in(std::string_view text) {
  std::set<std::string_view> words;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = at;
    while (end < text.size() && is_word_char(text[end])) ++end;
    if (end > at) words.insert(text.substr(at, end - at));
    at = end + 1;
  }
  return words;
}

}  // namespace

Workspace::Workspace(const fs::path& scratch) : folder_(scratch / "workspace") {
  fs::remove_all(folder_);
  fs::create_directories(folder_);
}

Workspace::~Workspace() {
  std::error_code ignored;
  fs::remove_all(folder_, ignored);
}

void Workspace::put(const std::string& path, const std::string& text) const {
  if (fs::exists(folder_ / path)) return;
  fs::create_directories((folder_ / path).parent_path());
  std::ofstream(folder_ / path, std::ios::binary) << text;
}

std::optional<std::string> Workspace::text(const std::string& path) const {
  std::ifstream in(folder_ / path, std::ios::binary);
  if (!in || !fs::is_regular_file(folder_ / path)) return std::nullopt;
  return std::string(std::istreambuf_iterator<char>(in), {});
}

Trajectory::Trajectory(std::vector<std::string> paths, ProjectFiles::Load load, const Outlines& outlines,
                       const EditPlans& plans, const fs::path& scratch)
    : files_(std::move(paths), std::move(load), outlines), plans_(plans), workspace_(scratch) {}

bool Trajectory::fail(DropReason reason, std::string evidence) {
  drop_ = {reason, std::move(evidence)};
  return false;
}

bool Trajectory::open(const std::string& system_prompt, const std::string& request) {
  for (const std::string& path : files_.paths()) {
    if (name_of_path(path) == ".gitignore") put_on_disk({path});  // searches heed it
  }
  // Only commands of rename() and remove() arrive in `bash`. Paths hold no character that a shell would read as its own,
  // so the deed does exactly what the command says; like mv and rm it says nothing when it succeeds.
  auto transcript =
      agent_tools::Transcript::open({.workspace = workspace_.folder(), .bash = [this](const auto&) {
                                       try {
                                         deed_();
                                       } catch (const fs::filesystem_error& error) {
                                         return agent_tools::BashOutcome{.output = error.what(), .exit = 1};
                                       }
                                       return agent_tools::BashOutcome{.output = {}, .exit = 0};
                                     }});
  if (!transcript) return fail(DropReason::scratch_unusable, "");
  transcript_.emplace(*std::move(transcript));
  transcript_->system(system_prompt);
  transcript_->user(request);
  shown_.add_text(request);
  return true;
}

// A search needs the files that it finds, and no others, to answer as it would in the whole project.
void Trajectory::put_on_disk(const std::vector<std::string>& paths) const {
  for (const std::string& path : paths) workspace_.put(path, files_.text(path));
}

bool Trajectory::carry_out(const Call& call) {
  if (const auto* one = std::get_if<ReadCall>(&call)) return read(*one);
  if (const auto* grep = std::get_if<GrepCall>(&call)) {
    put_on_disk(grep->matched);
    // A folder without a match must be there as well.
    if (!grep->folder.empty()) fs::create_directories(workspace_.folder() / grep->folder);
    const auto result = transcript_->grep(grep->pattern, grep->folder, grep->include);
    shown_.add_grep(result.text);
    return result.ok || fail(DropReason::file_not_read, grep->pattern);
  }
  const auto& glob = std::get<GlobCall>(call);
  put_on_disk(glob.matched);
  const auto result = transcript_->glob(glob.pattern);
  shown_.add_listing(result.text);
  return result.ok || fail(DropReason::file_not_read, glob.pattern);
}

bool Trajectory::read(const ReadCall& call) {
  put_on_disk({call.path});
  const auto result = call.is_whole
                          ? transcript_->read(call.path)
                          : transcript_->read(call.path, static_cast<std::int64_t>(call.lines.begin) + 1,
                                              static_cast<std::int64_t>(call.lines.count()));
  const std::size_t count = files_.lines(call.path).count();
  shown_.add_read(call.path, {call.lines.begin, std::min(call.lines.end, count)});
  return result.ok || fail(DropReason::file_not_read, call.path);
}

bool Trajectory::change(const std::string& path, const std::string& to, bool with_remark) {
  if (files_.has(path)) put_on_disk({path});
  const bool is_written = !files_.has(path) || files_.text(path).empty();
  if (!is_written) return files_.text(path) == to || edit(path, to, with_remark);
  if (with_remark && said_.insert(path).second)
    say({plans_.remarks().on_new_file(path), ""}, path + "\n" + to);
  files_.put(path, to);
  shown_.add_written(path);
  return transcript_->write(path, to).ok || fail(DropReason::file_not_written, path);
}

// A model sees lines without carriage returns and answers so; the tool puts the file's line ends back.
bool Trajectory::edit(const std::string& path, const std::string& to, bool with_remark) {
  const EditPlan& plan = plans_.of(path, files_.text(path), to);
  if (with_remark && !plan.edits.empty() && said_.insert(path).second)
    say(plan.remark, path + "\n" + plan.edits.front().new_text);
  for (const edits::Edit& edit : plan.edits) {
    const std::string from = files_.text(path);
    const auto result = transcript_->edit(path, without_carriage_returns(edit.old_text),
                                          without_carriage_returns(edit.new_text));
    if (!result.ok) return fail(DropReason::edits_do_not_replay, path);
    std::string now = from;
    now.replace(now.find(edit.old_text), edit.old_text.size(), edit.new_text);
    files_.put(path, now);
    shown_.add_edits(path, from, {edit});
  }
  return true;
}

// Before the call that makes `change`, which may show what was not there yet. Silence, where a name is not known.
void Trajectory::say(const Remark& remark, std::string_view change) {
  const auto words = words_in(change);
  const auto is_shown = [&](std::string_view word) { return shown_.has_name(word) || words.contains(word); };
  auto told = with_told_names(remark.text, is_shown);
  if (!told) told = with_told_names(remark.plain, is_shown);
  if (told && !told->empty()) transcript_->remark(*told);
}

bool Trajectory::rename(const std::string& from, const std::string& to) {
  put_on_disk({from});
  const std::string folder = folder_of_path(to);
  const bool is_new = !files_.has_folder(folder);
  const bool is_run = run(
      is_new ? fmt::format("mkdir -p {} && mv {} {}", folder, from, to) : fmt::format("mv {} {}", from, to),
      [this, from, to] {
        fs::create_directories((workspace_.folder() / to).parent_path());
        fs::rename(workspace_.folder() / from, workspace_.folder() / to);
      });
  files_.put(to, files_.text(from));
  files_.remove(from);
  shown_.add_moved(from, to);
  return is_run;
}

bool Trajectory::remove(const std::string& path) {
  put_on_disk({path});
  const bool is_run = run("rm " + path, [this, path] { fs::remove(workspace_.folder() / path); });
  files_.remove(path);
  return is_run;
}

bool Trajectory::run(const std::string& command, std::function<void()> deed) {
  deed_ = std::move(deed);
  const auto result = transcript_->bash(command);
  return (result.ok && result.exit == 0) || fail(DropReason::file_not_moved, command);
}

void Trajectory::show(const std::vector<CapturedRun>& runs) {
  for (const CapturedRun& run : runs) {
    show_aside(run);
    shown_.add_text(run.output);
  }
}

void Trajectory::show_aside(const CapturedRun& run) { transcript_->captured_bash(run.command, run.output); }

chat::Example Trajectory::end(const std::string& report) && {
  transcript_->answer(report);
  return std::move(*transcript_).take();
}

}  // namespace git_miner
