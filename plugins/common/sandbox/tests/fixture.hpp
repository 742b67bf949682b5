// A folder of its own for each test, and shell scripts run in the sandbox.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <sandbox/run.hpp>
#include <test_support/temporary_folder.hpp>

#include "processes.hpp"

namespace sandbox_test {

using test_support::read_file;
using test_support::write_file;

// What the sandbox leaves in it goes, too, or the test fails.
class Folder {
 public:
  ~Folder();
  const std::filesystem::path& path() const { return folder_.path(); }

 private:
  test_support::TemporaryFolder folder_;
};

// /bin/sh -c script in an empty writable /work (the host's `folder`), limits small enough for a test.
sandbox::Request shell(const Folder& folder, const std::string& script);

// Fails the test if the sandbox itself fails.
sandbox::Outcome outcome_of(const sandbox::Request& request, std::stop_token stop = {});
// Fails the test if the command could be run.
base::Error error_of(const base::Result<sandbox::Outcome>& outcome);

// A word that no other test and no other run of this one uses.
std::string unique_word();

}  // namespace sandbox_test
