// Runs small pipelines of test stages in a folder of their own.
#pragma once

#include <expected>
#include <filesystem>
#include <string>
#include <vector>

#include <graph/run.hpp>
#include <test_support/temporary_folder.hpp>

class Workbench {
 public:
  // `stages` is the text below `stages:`, or a whole file that begins with `flowrun:`.
  flowrun::graph::RunReport run(const std::string& stages, flowrun::graph::RunOptions options = {});
  // As run, which takes it for granted that the store does not fail.
  std::expected<flowrun::graph::RunReport, flowrun::graph::RunError> try_run(
      const std::string& stages, flowrun::graph::RunOptions options = {});
  // As run, without a store that lasts.
  flowrun::graph::RunReport run_fresh(const std::string& stages, flowrun::graph::RunOptions options = {});
  // The JSON texts of what `port` emitted in the last run.
  std::vector<std::string> records(const std::string& stages, const std::string& port);

  [[nodiscard]] const std::filesystem::path& folder() const { return folder_.path(); }
  [[nodiscard]] std::filesystem::path store() const { return folder_ / "store"; }
  [[nodiscard]] std::filesystem::path out() const { return folder_ / "out"; }
  [[nodiscard]] std::string published(const std::string& name) const;

 private:
  flowrun::graph::Plan plan(const std::string& stages, flowrun::store::FileMemory* memory);
  test_support::TemporaryFolder folder_;
};

const flowrun::graph::StageAccount& account(const flowrun::graph::RunReport& report,
                                            const std::string& stage);
const flowrun::graph::StageReport& stage(const flowrun::graph::RunReport& report, const std::string& stage);
