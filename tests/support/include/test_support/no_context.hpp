// A context for stages that are called without a runtime: it takes whatever is told, and has nothing to give.
#pragma once

#include <filesystem>
#include <string>

#include <flow/context.hpp>

namespace test_support {

struct NoContext : flow::Context {
  std::filesystem::path nowhere;
  [[nodiscard]] std::stop_token stop_token() const override { return {}; }
  void log(flow::LogLevel, std::string_view) override {}
  const std::filesystem::path& scratch() override { return nowhere; }
  const std::filesystem::path& working_folder() override { return nowhere; }
  const std::filesystem::path& shared_folder(std::string_view) override { return nowhere; }
  [[nodiscard]] base::Result<flow::Held> hold() override { return flow::Held(nullptr); }
  [[nodiscard]] base::Result<flow::Held> hold(std::string_view) override { return flow::Held(nullptr); }
  void progress(std::uint64_t, std::uint64_t, std::string_view) override {}
  void metric(std::string_view, double) override {}
  [[nodiscard]] std::uint64_t seed() const override { return 0; }
  base::Result<std::string> content_digest(const std::filesystem::path&) override { return ""; }
  [[nodiscard]] base::Result<std::filesystem::path> path_of(const flow::Object&) const override {
    return nowhere;
  }
};

}  // namespace test_support
