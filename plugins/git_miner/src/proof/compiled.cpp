#include "proof/compiled.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include <re2/re2.h>

#include <rust_code/cfg.hpp>

#include "change/line_index.hpp"
#include "proof/scope.hpp"

namespace git_miner {
namespace fs = std::filesystem;
namespace {

// tests/ui/missing.rs: compiled one by one by the tests themselves, if at all.
bool is_data_of_tests(const fs::path& path) {
  constexpr std::array<std::string_view, 9> folders{
      "ui", "fixtures", "fixture", "data", "testdata", "test_data", "compile-fail", "fail", "pass"};
  bool below_tests = false;
  for (const auto& step : path.parent_path()) {
    if (below_tests && std::ranges::find(folders, step.string()) != folders.end()) return true;
    below_tests = below_tests || step == "tests" || step == "test";
  }
  return false;
}

rust_code::CfgSet target_cfgs(const BuildFacts& facts) {
  rust_code::CfgSet cfgs;
  for (std::size_t begin = 0; begin < facts.cfgs.size();) {
    const auto end = std::min(facts.cfgs.find('\n', begin), facts.cfgs.size());
    cfgs.insert(facts.cfgs.substr(begin, end - begin));
    begin = end + 1;
  }
  return cfgs;
}

rust_code::CfgSet cfgs_of(const BuildFacts& facts, const std::string& path) {
  rust_code::CfgSet cfgs = target_cfgs(facts);
  const auto* owner = owner_of(facts.packages, path);
  if (!owner) return cfgs;
  for (const auto& artifact : facts.messages.artifacts) {
    if (fs::path(artifact.manifest).parent_path() != owner->folder) continue;
    for (const auto& feature : artifact.features) cfgs.insert("feature=\"" + feature + "\"");
  }
  for (const auto& script : facts.messages.build_scripts) {
    const std::string folder = "path+file://" + owner->folder.string();
    if (!script.package.starts_with(folder + "#")) continue;
    cfgs.insert(script.cfgs.begin(), script.cfgs.end());
  }
  return cfgs;
}

Lack lack_of(const std::string& condition) {
  return condition.contains("feature") ? Lack::feature : Lack::target;
}

// A condition that neither a feature nor a build script can meet.
bool is_of_target(const std::string& condition) {
  static const RE2 target(R"(\b(?:windows|unix|target_[a-z_]+)\b)"), other(R"(\b(?:feature|not|any)\b)");
  return RE2::PartialMatch(condition, target) && !RE2::PartialMatch(condition, other);
}

bool was_compiled(const BuildFacts& facts, const std::string& path) {
  std::error_code error;
  const auto written = fs::last_write_time(facts.source / path, error);
  if (error) return false;
  for (const std::string& name : {path, "/src/" + path}) {
    const auto found = facts.compiled.find(name);
    if (found != facts.compiled.end() && found->second > written) return true;
  }
  return false;
}

// Of the lines that hold code.
std::optional<std::string> unmet_in(const rust_code::SourceFile& tree, const LineRange& range,
                                    const rust_code::CfgSet& cfgs) {
  const std::string_view text = tree.tree().source();
  const LineIndex lines(text);
  for (std::size_t line = range.begin; line < range.end; ++line) {
    const auto blanks = lines.line(line).find_first_not_of(" \t\r");
    if (blanks == std::string_view::npos || lines.line(line).substr(blanks).starts_with("//")) continue;
    const auto byte = static_cast<std::uint32_t>(lines.begin(line) + blanks);
    if (auto unmet = rust_code::unmet_cfg(tree, byte, cfgs)) return unmet;
  }
  return std::nullopt;
}

std::optional<std::string> unmet_in(const ChangedFile& file, const rust_code::CfgSet& cfgs) {
  for (const ChangedLines& lines : file.change.lines) {
    const bool is_deletion = lines.after.count() == 0;
    const auto& tree = is_deletion ? file.tree_before : file.tree_after;
    if (!tree) continue;
    if (auto unmet = unmet_in(*tree, is_deletion ? lines.before : lines.after, cfgs)) return unmet;
  }
  return std::nullopt;
}

}  // namespace

std::optional<Uncompiled> uncompiled_part(const ChangeSet& set, const BuildFacts& facts) {
  bool any_code = false;
  std::optional<std::string> data;
  for (const ChangedFile& file : set.files) {
    if (!file.is_rust || file.change.kind == ChangeKind::deleted) continue;
    const std::string& path = file.change.path();
    if (!was_compiled(facts, path)) {
      if (!is_data_of_tests(path)) return Uncompiled{path, Lack::file};
      data = path;
      continue;
    }
    any_code = true;
    if (const auto unmet = unmet_in(file, cfgs_of(facts, path)))
      return Uncompiled{path + ": " + *unmet, lack_of(*unmet)};
  }
  if (data && !any_code) return Uncompiled{*data, Lack::target};
  return std::nullopt;
}

std::vector<Probe> probes_of(const ChangeSet& set) {
  constexpr std::size_t most_probes = 4;
  std::vector<Probe> probes;
  for (const ChangedFile& file : set.files) {
    if (!file.is_rust || !file.tree_after || is_data_of_tests(file.change.path())) continue;
    const LineIndex lines(file.after);
    for (const rust_code::Item& item : file.items.after) {
      const auto [begin, end] = item.bytes;
      const bool is_changed = std::ranges::any_of(file.change.lines, [&](const ChangedLines& changed) {
        return lines.begin(changed.after.begin) < end && lines.begin(changed.after.end) > begin;
      });
      const auto brace = file.after.find_last_of("})]", end - 1);
      if (item.kind != rust_code::ItemKind::macro_call || !is_changed || item.name.ends_with("cfg_if") ||
          brace == std::string::npos || brace <= begin || file.after[brace] != '}')
        continue;
      std::string text = file.after;
      text.insert(brace, "\ncompile_error!(\"compiled\");\n");
      probes.push_back({file.change.path(), std::move(text), item.name + "!"});
      if (probes.size() == most_probes) return probes;
    }
  }
  return probes;
}

std::optional<Uncompiled> foreign_part(const ChangeSet& set, const BuildFacts& facts) {
  for (const ChangedFile& file : set.files) {
    if (!file.is_rust) continue;
    auto cfgs = target_cfgs(facts);
    const std::string& path = file.change.path();
    if (const auto* owner = owner_of(facts.packages, path)) {
      for (const auto& feature : owner->features) cfgs.insert("feature=\"" + feature + "\"");
    }
    const auto unmet = unmet_in(file, cfgs);
    if (unmet && is_of_target(*unmet)) return Uncompiled{path + ": " + *unmet, Lack::target};
  }
  return std::nullopt;
}

}  // namespace git_miner
