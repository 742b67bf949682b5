#include "fixture.hpp"

#include <atomic>

#include <doctest/doctest.h>
#include <fmt/core.h>
#include <unistd.h>

#include <sandbox/folder.hpp>

namespace sandbox_test {
namespace fs = std::filesystem;

Folder::~Folder() { CHECK(sandbox::remove_folder(path()).has_value()); }

sandbox::Request shell(const Folder& folder, const std::string& script) {
  fs::create_directories(folder.path() / "work");
  sandbox::Request request;
  request.argv = {"/bin/sh", "-c", script};
  request.working_folder = "/work";
  request.binds = {{folder.path() / "work", "/work", sandbox::Access::writable}};
  request.environment = {{"PATH", "/usr/bin:/bin"}};
  request.limits.wall = std::chrono::seconds(60);
  request.limits.memory = 256ull << 20;
  request.limits.processes = 64;
  request.limits.file_size = 16ull << 20;
  request.limits.disk = 64ull << 20;
  request.limits.temporary = 16ull << 20;
  request.limits.output = 1ull << 20;
  return request;
}

sandbox::Outcome outcome_of(const sandbox::Request& request, std::stop_token stop) {
  auto outcome = sandbox::run(request, stop);
  if (!outcome) FAIL(outcome.error().text());
  return *std::move(outcome);
}

base::Error error_of(const base::Result<sandbox::Outcome>& outcome) {
  REQUIRE_FALSE(outcome.has_value());
  return outcome.error();
}

std::string unique_word() {
  static std::atomic<int> next{0};
  return fmt::format("marker-{}-{}", ::getpid(), next++);
}

}  // namespace sandbox_test
