// The options that say what a run would do: of `run`, and of the commands that tell it beforehand.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include <graph/run_options.hpp>
#include <store/folder_digest.hpp>

namespace flowrun::cli {

struct ChoosingOptions {
  std::string only, from, to;
  std::vector<std::string> force, retry;
  std::vector<std::string> limits;  // "20" for every source, "sessions=20" for one
  bool stale_ok = false, rebuilt = false, rehash = false;
  std::uint64_t seed = 0;

  // All but `rehash`, which FileDigests has.
  void apply_to(graph::RunOptions& options) const;
};

// What a run reads files' digests from: what the store remembers, or with --rehash the files themselves.
class FileDigests {
 public:
  FileDigests(store::FileMemory& remembered, const ChoosingOptions& options)
      : anew_(remembered), memory_(options.rehash ? anew_ : remembered) {}
  FileDigests(const FileDigests&) = delete;
  FileDigests& operator=(const FileDigests&) = delete;
  ~FileDigests() = default;

  [[nodiscard]] store::FileMemory& memory() { return memory_; }

 private:
  store::ForgetfulMemory anew_;
  store::FileMemory& memory_;
};

// --only, --from, --to, --limit, --stale-ok, --rebuilt, --rehash, --force, --retry and --seed.
void add_choosing_options(CLI::App& command, ChoosingOptions& options);

}  // namespace flowrun::cli
