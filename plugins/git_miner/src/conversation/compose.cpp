#include "conversation/compose.hpp"

#include <algorithm>
#include <fstream>
#include <set>

#include <fmt/core.h>

#include <agent_tools/transcript.hpp>

#include "conversation/reading.hpp"

namespace git_miner {
namespace fs = std::filesystem;
namespace {

// Removes what a commit's files left behind, also when a phrase ends the work early.
class Workspace {
 public:
  explicit Workspace(const fs::path& scratch) : folder_(scratch / "workspace") {
    fs::remove_all(folder_);
    fs::create_directories(folder_);
  }
  ~Workspace() {
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
  }
  Workspace(const Workspace&) = delete;
  Workspace& operator=(const Workspace&) = delete;

  const fs::path& folder() const { return folder_; }

  void put(const std::string& path, const std::string& text) const {
    fs::create_directories((folder_ / path).parent_path());
    std::ofstream(folder_ / path, std::ios::binary) << text;
  }

  std::optional<std::string> text(const std::string& path) const {
    std::ifstream in(folder_ / path, std::ios::binary);
    if (!in || !fs::is_regular_file(folder_ / path)) return std::nullopt;
    return std::string(std::istreambuf_iterator<char>(in), {});
  }

 private:
  fs::path folder_;
};

bool exists_before(const ChangedFile& file) { return file.change.kind != ChangeKind::added; }
bool exists_after(const ChangedFile& file) { return file.change.kind != ChangeKind::deleted; }

// Manifests first, then new files, the source, the tests, and what is no Rust.
int work_order(const ChangedFile& file) {
  if (file.is_manifest) return 0;
  if (!file.is_rust) return 4;
  if (file.is_test) return 3;
  return file.change.kind == ChangeKind::added ? 1 : 2;
}

std::string without_carriage_returns(std::string text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\r' && i + 1 < text.size() && text[i + 1] == '\n') continue;
    out += text[i];
  }
  return out;
}

class Composer {
 public:
  Composer(const Composition& composition, const secrets::Scanner& scanner, const fs::path& scratch)
      : composition_(composition), scanner_(scanner), workspace_(scratch) {
    for (const ChangedFile& file : composition.set.files) files_.push_back(&file);
    std::ranges::stable_sort(files_, {}, [](const ChangedFile* file) { return work_order(*file); });
  }

  std::expected<chat::Example, Drop> compose() {
    for (const ChangedFile* file : files_) {
      if (exists_before(*file)) workspace_.put(file->change.before.path, file->before);
    }
    if (const auto& context = composition_.context) workspace_.put(context->path, context->text);
    auto transcript =
        agent_tools::Transcript::open({.workspace = workspace_.folder(), .bash = [this](const auto& request) {
                                         return carry_out(request.command);
                                       }});
    if (!transcript) return std::unexpected(Drop{DropReason::scratch_unusable, ""});
    transcript_.emplace(*std::move(transcript));
    transcript_->system(composition_.system_prompt);
    transcript_->user(composition_.request);
    if (!(read_all() && work())) return std::unexpected(drop_);
    if (!replays())
      return std::unexpected(Drop{DropReason::edits_do_not_replay, "the files are not those of the commit"});
    transcript_->answer(composition_.report);
    return std::move(*transcript_).take();
  }

 private:
  bool fail(DropReason reason, std::string evidence) {
    drop_ = {reason, std::move(evidence)};
    return false;
  }

  bool read_all() {
    if (!composition_.files.empty()) transcript_->captured_bash("git ls-files '*.rs'", composition_.files);
    for (const ChangedFile* file : files_) {
      if (!exists_before(*file)) continue;
      std::vector<edits::Edit> edits;
      if (exists_after(*file)) edits = edits::edits_between(file->before, file->after);
      if (!read(file->change.before.path, file->before, edits)) return false;
    }
    const auto& context = composition_.context;
    return !context || read(context->path, context->text, context->lines);
  }

  // `parts`: edits, or lines of interest.
  template <typename Parts>
  bool read(const std::string& path, const std::string& text, const Parts& parts) {
    const auto plan = plan_reading(text, parts, scanner_);
    if (!plan) return fail(plan.error().reason, path + ", " + plan.error().evidence);
    if (plan->whole) return transcript_->read(path).ok || fail(DropReason::file_not_read, path);
    for (const LineRange& window : plan->windows) {
      const auto result = transcript_->read(path, static_cast<std::int64_t>(window.begin) + 1,
                                            static_cast<std::int64_t>(window.count()));
      if (!result.ok) return fail(DropReason::file_not_read, path);
    }
    return true;
  }

  bool work() {
    const Proof* proof = composition_.proof;
    if (proof) {
      for (const auto& [path, text] : proof->tests_first) {
        if (is_whole_test(path)) say_once(path);
        const auto now = workspace_.text(path);
        if (!(now ? edit(path, *now, text) : write(path, text))) return false;
      }
      show(proof->before);
    }
    for (const ChangedFile* file : files_) {
      if (!apply(*file)) return false;
    }
    if (proof) show(proof->after);
    return true;
  }

  // Files with source beside their tests have their remark where the source changes.
  bool is_whole_test(const std::string& path) const {
    return std::ranges::any_of(
        files_, [&](const ChangedFile* file) { return file->change.path() == path && file->is_test; });
  }

  void say_once(const std::string& path) {
    const auto remark = composition_.remarks.find(path);
    if (remark != composition_.remarks.end() && said_.insert(path).second)
      transcript_->remark(remark->second);
  }

  void show(const std::vector<CapturedRun>& runs) {
    for (const CapturedRun& run : runs) transcript_->captured_bash(run.command, run.output);
  }

  bool apply(const ChangedFile& file) {
    const std::string& from = file.change.before.path;
    const std::string& to = file.change.after.path;
    if (file.change.kind == ChangeKind::deleted) return remove(from);
    if (file.change.kind == ChangeKind::renamed && !rename(from, to)) return false;
    const auto now = workspace_.text(to);
    if (now == file.after) return true;
    say_once(to);
    if (!now || now->empty()) return write(to, file.after);
    return edit(to, *now, file.after);
  }

  bool write(const std::string& path, const std::string& text) {
    return transcript_->write(path, text).ok || fail(DropReason::file_not_written, path);
  }

  // A model sees lines without carriage returns and answers so; the tool puts the file's line ends back.
  bool edit(const std::string& path, const std::string& from, const std::string& to) {
    for (const edits::Edit& edit : edits::edits_between(from, to)) {
      const auto result = transcript_->edit(path, without_carriage_returns(edit.old_text),
                                            without_carriage_returns(edit.new_text));
      if (!result.ok) return fail(DropReason::edits_do_not_replay, path);
    }
    return true;
  }

  bool rename(const std::string& from, const std::string& to) {
    const fs::path folder = fs::path(to).parent_path();
    const bool is_new = !folder.empty() && !fs::exists(workspace_.folder() / folder);
    pending_ = [this, from, to] {
      fs::create_directories((workspace_.folder() / to).parent_path());
      fs::rename(workspace_.folder() / from, workspace_.folder() / to);
    };
    return run(is_new ? fmt::format("mkdir -p {} && mv {} {}", folder.string(), from, to)
                      : fmt::format("mv {} {}", from, to));
  }

  bool remove(const std::string& path) {
    pending_ = [this, path] { fs::remove(workspace_.folder() / path); };
    return run("rm " + path);
  }

  bool run(const std::string& command) {
    const auto result = transcript_->bash(command);
    return (result.ok && result.exit == 0) || fail(DropReason::file_not_moved, command);
  }

  // Only commands made by rename() and remove() arrive here. Paths hold no character that a shell would read
  // as its own, so the call below does exactly what the command says; like mv and rm it says nothing when it
  // succeeds.
  agent_tools::BashOutcome carry_out(const std::string&) {
    try {
      pending_();
    } catch (const fs::filesystem_error& error) {
      return {.output = error.what(), .exit = 1};
    }
    return {.output = {}, .exit = 0};
  }

  bool replays() const {
    return std::ranges::all_of(files_, [this](const ChangedFile* file) {
      const bool gone = file->change.before.path.empty() ||
                        file->change.before.path == file->change.after.path ||
                        !workspace_.text(file->change.before.path);
      if (!exists_after(*file)) return !workspace_.text(file->change.before.path);
      return gone && workspace_.text(file->change.after.path) == file->after;
    });
  }

  const Composition& composition_;
  const secrets::Scanner& scanner_;
  Workspace workspace_;
  std::vector<const ChangedFile*> files_;
  std::optional<agent_tools::Transcript> transcript_;
  std::function<void()> pending_;
  std::set<std::string> said_;  // paths
  Drop drop_;
};

}  // namespace

std::expected<chat::Example, Drop> compose(const Composition& composition, const secrets::Scanner& scanner,
                                           const fs::path& scratch) {
  return Composer(composition, scanner, scratch).compose();
}

}  // namespace git_miner
