// The Context of one attempt.
#pragma once

#include <map>
#include <mutex>
#include <string>

#include <flow/context.hpp>
#include <store/digest.hpp>
#include <store/error.hpp>

namespace flowrun::graph {

class StageRun;

class StageContext final : public flow::Context {
 public:
  // `record` is the key of the unit's input, "" for `open` and `discover`. `unit` names the working folder.
  StageContext(StageRun& stage, std::string record, const store::Digest& unit, std::stop_token stop);
  ~StageContext();
  // The unit is done: there is nothing to resume.
  void remove_working_folder();
  StageContext(const StageContext&) = delete;
  StageContext& operator=(const StageContext&) = delete;

  [[nodiscard]] std::stop_token stop_token() const override { return stop_; }
  void log(flow::LogLevel level, std::string_view text) override;
  const std::filesystem::path& scratch() override;
  const std::filesystem::path& working_folder() override;
  const std::filesystem::path& shared_folder(std::string_view name) override;
  void progress(std::uint64_t done, std::uint64_t total, std::string_view unit) override;
  void metric(std::string_view name, double value) override;
  [[nodiscard]] std::uint64_t seed() const override;
  base::Result<std::string> content_digest(const std::filesystem::path& path) override;
  [[nodiscard]] base::Result<std::filesystem::path> path_of(const flow::Object& object) const override;

 private:
  StageRun& stage_;
  const std::string record_;
  const store::Digest unit_;
  const std::stop_token stop_;
  std::mutex mutex_;
  std::filesystem::path scratch_;
  std::filesystem::path working_;
  std::map<std::string, std::filesystem::path> shared_;
};

}  // namespace flowrun::graph
