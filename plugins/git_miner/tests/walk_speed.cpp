// Not a test: reads the messages, both sides and the changed lines of all Rust files of a history, and prints what was read
// and the seconds that it took. See tests/benchmarks/miner.
//
//   git_miner_walk_speed MIRROR
#include <chrono>
#include <cstdint>
#include <iostream>

#include <git_miner/repository.hpp>

namespace {

struct Read {
  std::int64_t commits = 0, files = 0, added = 0, deleted = 0, bytes = 0, unreadable = 0;
};

std::int64_t bytes_of(const git_miner::Repository& repository, const git_miner::FileSide& side) {
  if (side.id.empty()) return 0;
  const auto text = repository.blob(side.id);
  return text ? static_cast<std::int64_t>(text->size()) : 0;
}

void read_commit(const git_miner::Repository& repository, const std::string& id, Read& read) {
  constexpr std::size_t most_deltas = 1'000'000;
  const auto text = repository.commit(id);
  if (!text || text->parents.size() > 1) return;
  ++read.commits;
  read.bytes += static_cast<std::int64_t>(text->message.size());
  const auto changes = repository.changes(id, most_deltas);
  if (!changes) {
    ++read.unreadable;
    return;
  }
  for (const git_miner::FileChange& file : changes->files) {
    if (!file.path().ends_with(".rs")) continue;
    ++read.files;
    read.bytes += bytes_of(repository, file.before) + bytes_of(repository, file.after);
    for (const git_miner::ChangedLines& lines : file.lines) {
      read.added += static_cast<std::int64_t>(lines.after.count());
      read.deleted += static_cast<std::int64_t>(lines.before.count());
    }
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  const auto begin = std::chrono::steady_clock::now();
  const auto repository = git_miner::Repository::open(argv[1]);
  if (!repository) return std::cerr << repository.error().text() << "\n", 1;
  const auto walked = repository->walk(false);
  if (!walked) return std::cerr << walked.error().text() << "\n", 1;
  Read read;
  for (const std::string& id : walked->ids) read_commit(*repository, id, read);
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
  std::cout << "{\"commits\":" << read.commits << ",\"files\":" << read.files << ",\"added\":" << read.added
            << ",\"deleted\":" << read.deleted << ",\"bytes\":" << read.bytes
            << ",\"unreadable\":" << read.unreadable << ",\"seconds\":" << took.count() << "}\n";
}
