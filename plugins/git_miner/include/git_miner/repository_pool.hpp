// Open repositories: to open one takes longer than to read most commits.
#pragma once

#include <filesystem>
#include <memory>
#include <mutex>
#include <vector>

#include <git_miner/repository.hpp>

namespace git_miner {

// Thread-safe. Outlives what it hands out.
class RepositoryPool {
 public:
  // For one thread, until the last copy is gone. Errors: of Repository::open.
  base::Result<std::shared_ptr<const Repository>> take(const std::filesystem::path& mirror);

 private:
  struct Idle {
    std::filesystem::path mirror;
    std::unique_ptr<Repository> repository;
  };
  std::unique_ptr<Repository> idle(const std::filesystem::path& mirror);
  void give_back(const std::filesystem::path& mirror, std::unique_ptr<Repository> repository);

  std::mutex mutex_;
  std::vector<Idle> idle_;  // what was given back last stands last
};

}  // namespace git_miner
