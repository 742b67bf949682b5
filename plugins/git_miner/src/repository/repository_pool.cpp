#include <algorithm>
#include <utility>

#include <git_miner/repository_pool.hpp>

namespace git_miner {
namespace {

constexpr std::size_t most_idle = 32;  // each has files open

}  // namespace

base::Result<std::shared_ptr<const Repository>> RepositoryPool::take(const std::filesystem::path& mirror) {
  auto repository = idle(mirror);
  if (!repository) {
    auto opened = Repository::open(mirror);
    if (!opened) return std::unexpected(opened.error());
    repository = std::make_unique<Repository>(*std::move(opened));
  }
  return std::shared_ptr<Repository>(repository.release(), [this, mirror](Repository* used) {
    give_back(mirror, std::unique_ptr<Repository>(used));
  });
}

std::unique_ptr<Repository> RepositoryPool::idle(const std::filesystem::path& mirror) {
  const std::scoped_lock lock(mutex_);
  const auto found = std::ranges::find(idle_, mirror, &Idle::mirror);
  if (found == idle_.end()) return nullptr;
  auto repository = std::move(found->repository);
  idle_.erase(found);
  return repository;
}

void RepositoryPool::give_back(const std::filesystem::path& mirror, std::unique_ptr<Repository> repository) {
  std::unique_ptr<Repository> oldest;  // closed without the lock
  const std::scoped_lock lock(mutex_);
  idle_.push_back({mirror, std::move(repository)});
  if (idle_.size() <= most_idle) return;
  oldest = std::move(idle_.front().repository);
  idle_.erase(idle_.begin());
}

}  // namespace git_miner
