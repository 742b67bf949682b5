#include "write_aside.hpp"

#include <cerrno>
#include <fstream>
#include <system_error>

#include <store/durable_file.hpp>

namespace flowrun::graph {
namespace fs = std::filesystem;
namespace {

void make_writable(const fs::path& path) {
  fs::permissions(path, fs::perms::owner_write, fs::perm_options::add);
  if (!fs::is_directory(path)) return;
  for (const auto& entry : fs::recursive_directory_iterator(path)) {
    if (!entry.is_symlink()) fs::permissions(entry.path(), fs::perms::owner_write, fs::perm_options::add);
  }
}

}  // namespace

base::Result<WrittenAside> write_object(const store::Objects& objects, const store::Digest& digest,
                                        const fs::path& aside) {
  const auto place = objects.path_of(digest);
  if (!place)
    return base::failure("the object " + digest.hex() + " is not in the store", {},
                         "run again to make it anew");
  WrittenAside written{.digest = digest, .contents = {}};
  // What is copied is what is published, so it is what is checked.
  const auto copied = store::copy_with_digest(*place, aside, &written.contents);
  if (!copied) return std::unexpected(copied.error().as_error());
  make_writable(aside);
  if (*copied == digest) return written;
  (void)objects.discard(digest);
  return base::failure("the object " + digest.hex() + " in the store was damaged and is removed", {},
                       "run again to make it anew");
}

base::Result<WrittenAside> write_lines(IntakeReader& records, const fs::path& aside) {
  errno = 0;
  std::ofstream file(aside, std::ios::binary);
  store::Hasher hasher;
  while (file) {
    const auto taken = records.next();
    if (!taken) return std::unexpected(taken.error());
    if (!*taken) break;
    const auto json = (**taken).record->content->json();
    if (!json) return std::unexpected(json.error());
    file << *json << '\n';
    hasher.update(*json).update("\n");
  }
  file.close();
  if (!file) {
    return base::failure("cannot write " + aside.string(), std::generic_category().message(errno),
                         "check the folder and the disk");
  }
  if (const auto flushed = store::flush(aside); !flushed) return std::unexpected(flushed.error().as_error());
  const store::Digest digest = hasher.finish();
  return WrittenAside{.digest = digest, .contents = store::contents_of_file(digest)};
}

}  // namespace flowrun::graph
