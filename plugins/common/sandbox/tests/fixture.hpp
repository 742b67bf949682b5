// A folder of its own for each test, and shell scripts run in the sandbox.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <sandbox/run.hpp>

namespace sandbox_test {

class Folder {
 public:
  Folder();
  ~Folder();
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

// /bin/sh -c script in an empty writable /work (the host's `folder`), limits small enough for a test.
sandbox::Request shell(const Folder& folder, const std::string& script);

// Fails the test if the sandbox itself fails.
sandbox::Outcome outcome_of(const sandbox::Request& request, std::stop_token stop = {});
// Fails the test if the command could be run.
base::Error error_of(const base::Result<sandbox::Outcome>& outcome);

std::string read(const std::filesystem::path& file);
void write(const std::filesystem::path& file, const std::string& text);

// Processes on this machine whose command line holds `word`.
int processes_with(const std::string& word);
// A word that no other test and no other run of this one uses.
std::string unique_word();

}  // namespace sandbox_test
