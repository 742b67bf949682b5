// One walk over a file or folder that digests it, and copies it or makes it read-only on the way.
//
// Folders are opened one inside the other (openat) and symlinks are never followed below the top, so that a
// process that swaps entries during the walk cannot lead it elsewhere. The digest is the one that
// <store/folder_digest.hpp> defines. One thread at a time.
#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include <sys/stat.h>

#include <base/file_descriptor.hpp>

#include "store/folder_digest.hpp"

namespace flowrun::store {

class TreeWalk {
 public:
  enum class Action {
    digest,  // reads, and uses the memory of the options
    copy     // writes what it reads to a second place: files read-only, everything flushed to disk
  };

  TreeWalk(Action action, DigestOptions options) : action_(action), options_(std::move(options)) {}

  // `target` is where a copy goes; it must not exist.
  Result<Digest> run(const std::filesystem::path& path, const std::filesystem::path& target = {});

 private:
  struct Node {
    base::FileDescriptor file;
    struct stat status {};
    std::filesystem::path shown;  // for messages
  };
  struct Target {
    int folder = -1;
    std::string name;
  };

  Result<Node> open_node(int folder, const std::string& name, std::filesystem::path shown, bool follow) const;
  Result<Digest> node(Node& node, const Target& target, int depth);
  Result<Digest> file(Node& node, const Target& target);
  Result<Digest> read_file(Node& node, int copy);
  Result<Digest> folder(Node& node, const Target& target, int depth);
  Result<void> entry(Hasher& hasher, const Node& folder, const std::string& name, int copy_folder, int depth);
  void note(const std::filesystem::path& shown, std::string content);
  bool is_passed_over(const std::string& name_in_top) const;
  Result<std::string> symlink(const Node& folder, const std::string& name, int copy_folder, int depth) const;

  Action action_;
  DigestOptions options_;
  std::filesystem::path top_;
  std::vector<char> buffer_;
};

}  // namespace flowrun::store
