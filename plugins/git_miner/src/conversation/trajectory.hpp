// The calls of one conversation, carried out one after the other on a project's files, which follow what the
// calls change; and what they have shown.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include <agent_tools/transcript.hpp>
#include <chat/example.hpp>
#include <git_miner/drop_reason.hpp>
#include <git_miner/mine.hpp>

#include "conversation/edit_plans.hpp"
#include "search/project_files.hpp"
#include "search/search.hpp"
#include "search/shown.hpp"

namespace git_miner {

// An empty folder for files of a project, removed in the end. What the file system refuses is thrown.
class Workspace {
 public:
  explicit Workspace(const std::filesystem::path& scratch);
  ~Workspace();
  Workspace(const Workspace&) = delete;
  Workspace& operator=(const Workspace&) = delete;

  const std::filesystem::path& folder() const { return folder_; }
  void put(const std::string& path, const std::string& text) const;  // unless it is there
  std::optional<std::string> text(const std::string& path) const;

 private:
  std::filesystem::path folder_;
};

// A call that fails gives false and leaves its reason in drop().
class Trajectory {
 public:
  // `paths`, `load` and `outlines` as for ProjectFiles; `scratch` as in Miner::mine. `plans` must outlive it.
  Trajectory(std::vector<std::string> paths, ProjectFiles::Load load, const Outlines& outlines,
             const EditPlans& plans, const std::filesystem::path& scratch);

  Trajectory(const Trajectory&) = delete;
  Trajectory& operator=(const Trajectory&) = delete;

  bool open(const std::string& system_prompt, const std::string& request);
  bool carry_out(const Call& call);
  // Writes a file that is not there or empty, and edits others.
  bool change(const std::string& path, const std::string& to, bool with_remark = true);
  bool rename(const std::string& from, const std::string& to);
  bool remove(const std::string& path);
  // What was printed leads on to what it names.
  void show(const std::vector<CapturedRun>& runs);
  // It does not: a run that is only looked at.
  void show_aside(const CapturedRun& run);
  chat::Example end(const std::string& report) &&;

  const ProjectFiles& files() const { return files_; }
  const Shown& shown() const { return shown_; }
  std::optional<std::string> text_on_disk(const std::string& path) const { return workspace_.text(path); }
  const Drop& drop() const { return drop_; }

 private:
  bool fail(DropReason reason, std::string evidence);
  bool read(const ReadCall& call);
  bool edit(const std::string& path, const std::string& to, bool with_remark);
  void say(const Remark& remark, std::string_view change);
  bool run(const std::string& command, std::function<void()> deed);
  void put_on_disk(const std::vector<std::string>& paths) const;

  ProjectFiles files_;
  Shown shown_{files_};
  const EditPlans& plans_;
  Workspace workspace_;
  std::optional<agent_tools::Transcript> transcript_;
  std::function<void()> deed_;
  std::set<std::string> said_;  // paths
  Drop drop_;
};

}  // namespace git_miner
