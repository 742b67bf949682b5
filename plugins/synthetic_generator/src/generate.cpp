#include <algorithm>

#include <fmt/core.h>

#include <agent_tools/transcript.hpp>
#include <edits/edits.hpp>
#include <synthetic_generator/generate.hpp>

#include "file_tree.hpp"

namespace synthetic_generator {
namespace {

namespace fs = std::filesystem;

// The gaps have the names of the categories.
chat::Category category_of(Gap gap) { return *base::enum_of<chat::Category>(base::name_of(gap)); }

// Manifests first, from the root down, then sources, tests last: as one reads a crate.
std::vector<std::string> reading_order(const Files& files) {
  std::vector<std::string> paths;
  for (const auto& [path, text] : files) paths.push_back(path);
  const auto rank = [](const std::string& path) {
    if (path == "Cargo.toml") return 0;
    if (path.ends_with("Cargo.toml")) return 1;
    return path.starts_with("tests/") || path.contains("/tests/") ? 3 : 2;
  };
  std::ranges::stable_sort(paths, {}, rank);
  return paths;
}

// A chore reads only the files that it edits, and none that `cargo fmt` lays out.
std::vector<std::string> to_read(TaskKind task, const Proof& proof) {
  std::vector<std::string> paths = reading_order(proof.start);
  if (is_chore(task)) {
    std::erase_if(paths, [&](const std::string& path) {
      return task == TaskKind::layout || proof.done.at(path) == proof.start.at(path);
    });
  }
  return paths;
}

// None if a file is gone on the done side, or a call was refused.
bool make_changes(agent_tools::Transcript& transcript, const Proof& proof) {
  for (const auto& [path, text] : proof.start) {
    if (!proof.done.contains(path)) return false;
  }
  for (const std::string& path : reading_order(proof.done)) {
    const std::string& wanted = proof.done.at(path);
    const auto old = proof.start.find(path);
    if (old == proof.start.end()) {
      if (!transcript.write(path, wanted).ok) return false;
      continue;
    }
    if (old->second == wanted) continue;
    for (const edits::Edit& edit : edits::edits_between(old->second, wanted)) {
      if (!transcript.edit(path, edit.old_text, edit.new_text).ok) return false;
    }
  }
  return true;
}

chat::Metadata metadata_of(const Unit& unit, const Proof& proof, const Environment& environment) {
  chat::Metadata metadata{.id = fmt::format("synthetic/{}/{}", unit.key(), unit.seed),
                          .origin = chat::Origin::synthetic};
  metadata.synthetic = chat::SyntheticOrigin{unit.skeleton->id(), static_cast<std::int64_t>(unit.seed)};
  metadata.category = category_of(unit.skeleton->gap);
  metadata.licence = "MIT OR Apache-2.0";
  metadata.verified = true;
  metadata.verification.emplace();
  for (const auto& [command, exit_code] : proof.commands)
    metadata.verification->commands.push_back({command, exit_code});
  metadata.verification->toolchain = environment.toolchain.text();
  metadata.edition = "2024";
  metadata.group = unit.skeleton->id();
  return metadata;
}

}  // namespace

Proved<chat::Example> converse(const Unit& unit, const Proof& proof, const Telling& telling,
                               const std::string& system_prompt, const Environment& environment) {
  const fs::path workspace = environment.scratch / "conversation";
  const TaskKind task = unit.trap().task;
  if (auto written = update_tree(workspace, {}, proof.start); !written) return failed(written.error());
  auto transcript = agent_tools::Transcript::open({.workspace = workspace});
  if (!transcript) return failed(transcript.error());
  transcript->system(system_prompt);
  transcript->user(telling.request);
  if (telling.reproduces) {
    transcript->remark(telling.on_run);
    transcript->captured_bash(proof.before->command, proof.before->output);
  }
  transcript->remark(telling.on_read);
  for (const std::string& path : to_read(task, proof)) transcript->read(path);
  transcript->remark(telling.on_edit);
  if (task == TaskKind::layout) {  // rustfmt makes the done side of the start side: proved
    if (auto laid_out = update_tree(workspace, proof.start, proof.done); !laid_out)
      return failed(laid_out.error());
  } else if (!make_changes(*transcript, proof)) {
    return rejected(Gate::edits_do_not_apply, unit.key());
  }
  transcript->remark(telling.on_check);
  transcript->captured_bash("cargo fmt", "");  // the done side is formatted: proved by `cargo fmt --check`
  for (const Captured* captured : {&proof.clippy, &proof.test})
    transcript->captured_bash(captured->command, captured->output);
  for (const Captured& captured : proof.more) transcript->captured_bash(captured.command, captured.output);
  transcript->answer(telling.answer);

  const auto result = read_tree(workspace, proof.done);
  if (!result || *result != proof.done) return rejected(Gate::edits_give_other_files, unit.key());
  chat::Example example = std::move(*transcript).take();
  example.metadata = metadata_of(unit, proof, environment);
  return example;
}

Proved<Generated> generate(const Unit& unit, const std::string& system_prompt,
                           const Environment& environment) {
  const auto rendered = render(unit);
  if (!rendered) return rejected(Gate::not_expanded, rendered.error().text());
  auto proof = prove(unit, *rendered, environment);
  if (!proof) return std::unexpected(proof.error());
  const auto telling = tell(unit, *rendered, *proof);
  if (!telling) return rejected(Gate::not_told, telling.error().text());
  auto example = converse(unit, *proof, *telling, system_prompt, environment);
  if (!example) return std::unexpected(example.error());
  return Generated{*std::move(example), *std::move(proof)};
}

}  // namespace synthetic_generator
