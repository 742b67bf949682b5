// What flowrun wrote into out/<pipeline>, so that it replaces that and nothing else. It is kept there, in
// `.published.json`, since a store may be deleted and results may be moved.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>

#include <base/error.hpp>
#include <store/folder_digest.hpp>

namespace flowrun::graph {

// Whether what stands there is what was written. The provenance that flowrun puts into a folder is no part of it.
bool is_as_written(store::Contents standing, const store::Contents& written);

class PublishedFiles {
 public:
  using Results = std::map<std::string, store::Contents>;  // by the name in the folder

  // Reads what is there. A file that is absent or damaged counts as empty: then nothing is flowrun's.
  explicit PublishedFiles(std::filesystem::path folder);

  // Why what stands at `name` must not be replaced, naming the file; none if flowrun wrote all of it. Files that are
  // missing do not matter, for nothing of them can be lost.
  [[nodiscard]] std::optional<std::string> objection(const std::string& name,
                                                     const store::Contents& standing) const;

  // What was written as `name`; null if nothing was, as far as is known.
  [[nodiscard]] const store::Contents* written(const std::string& name) const;

  // Results that a run was about to put in place; empty unless it was killed then.
  [[nodiscard]] const Results& expected() const { return expected_; }
  void expect(const std::string& name, store::Contents contents);
  void forget(const std::string& name) { is_changed_ |= expected_.erase(name) > 0; }
  // It is in its place now, and no longer expected.
  void settle(const std::string& name, store::Contents contents);

  // Writes what changed. The folder must be there.
  base::Result<void> save();

 private:
  [[nodiscard]] std::string text() const;

  std::filesystem::path folder_;
  Results results_, expected_;
  bool is_changed_ = false;
};

}  // namespace flowrun::graph
