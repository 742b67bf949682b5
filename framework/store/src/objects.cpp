#include "store/objects.hpp"

#include <cerrno>
#include <cstdio>
#include <random>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <base/file_descriptor.hpp>

#include "file_io.hpp"
#include "store/durable_file.hpp"
#include "system_error.hpp"
#include "tree_walk.hpp"

namespace flowrun::store {
namespace {

namespace fs = std::filesystem;

Error read_only(const fs::path& store) {
  return {.kind = ErrorKind::no_permission,
          .problem = fmt::format("cannot write to the store {}", store.string()),
          .why = "it was opened for reading only",
          .what_to_do = "open it for writing"};
}

// Removes what was written aside unless it has been renamed into place.
class Temporary {
 public:
  explicit Temporary(fs::path path) : path_(std::move(path)) {}
  ~Temporary() {
    std::error_code ignored;  // what cannot be removed now goes when the store is next opened
    fs::remove_all(path_, ignored);
  }
  Temporary(const Temporary&) = delete;
  Temporary& operator=(const Temporary&) = delete;

  [[nodiscard]] const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

}  // namespace

Objects::Objects(fs::path store, Access access)
    : store_(std::move(store)),
      access_(access),
      prefix_(fmt::format("{}-{:08x}", ::getpid(), std::random_device()())) {}

fs::path Objects::place(const Digest& digest) const {
  const auto name = digest.hex();
  return store_ / "objects" / name.substr(0, 2) / name;
}

Result<fs::path> Objects::new_temporary() const {
  if (access_ == Access::read_only) return std::unexpected(read_only(store_));
  const auto folder = store_ / "tmp";
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) return std::unexpected(system_error("create", folder, error.value()));
  return folder / fmt::format("{}-{}", prefix_, temporaries_.fetch_add(1));
}

Result<Digest> Objects::ingest(const fs::path& path) const {
  auto aside = new_temporary();
  if (!aside) return std::unexpected(std::move(aside.error()));
  const Temporary temporary(*std::move(aside));
  auto digest = copy_with_digest(path, temporary.path());
  if (!digest) return digest;
  if (auto done = install(temporary.path(), *digest); !done) return std::unexpected(std::move(done.error()));
  return digest;
}

Result<void> Objects::put(const Digest& digest, std::string_view bytes) const {
  if (path_of(digest)) return {};
  auto aside = new_temporary();
  if (!aside) return std::unexpected(std::move(aside.error()));
  const Temporary temporary(*std::move(aside));
  {
    const base::FileDescriptor file(
        ::open(temporary.path().c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0444));
    if (!file.is_open() || !write_all(file.get(), bytes) || ::fsync(file.get()) != 0)
      return std::unexpected(system_error("write", temporary.path(), errno));
  }
  return install(temporary.path(), digest);
}

Result<void> Objects::install(const fs::path& temporary, const Digest& digest) const {
  const auto final_place = place(digest);
  const auto folder = final_place.parent_path();
  std::error_code error;
  const bool new_folder = fs::create_directories(folder, error);
  if (error) return std::unexpected(system_error("create", folder, error.value()));
  if (new_folder) {
    if (auto flushed = flush(folder.parent_path()); !flushed) return flushed;
  }
  // A folder does not replace one that is not empty, a file replaces its equal: either way what stands there
  // afterwards has this digest.
  if (::rename(temporary.c_str(), final_place.c_str()) != 0) {
    if (errno != EEXIST && errno != ENOTEMPTY)
      return std::unexpected(system_error("create", final_place, errno));
    fs::remove_all(temporary, error);
    return {};
  }
  return flush(folder);
}

std::optional<fs::path> Objects::path_of(const Digest& digest) const {
  auto path = place(digest);
  if (::access(path.c_str(), F_OK) != 0) return std::nullopt;
  return path;
}

Result<Integrity> Objects::verify(const Digest& digest) const {
  const auto path = path_of(digest);
  if (!path) return Integrity::absent;
  const auto found = TreeWalk(TreeWalk::Action::digest, {}).run(*path);
  if (found) return *found == digest ? Integrity::intact : Integrity::damaged;
  switch (found.error().kind) {
    case ErrorKind::not_found:  // removed meanwhile, as a whole or in part
      return path_of(digest) ? Integrity::damaged : Integrity::absent;
    case ErrorKind::unsupported:
      return Integrity::damaged;
    default:
      return std::unexpected(found.error());
  }
}

Result<void> Objects::discard(const Digest& digest) const {
  auto aside = new_temporary();
  if (!aside) return std::unexpected(std::move(aside.error()));
  const Temporary temporary(*std::move(aside));
  const auto path = place(digest);
  if (::rename(path.c_str(), temporary.path().c_str()) != 0 && errno != ENOENT)
    return std::unexpected(system_error("remove", path, errno));
  return {};
}

}  // namespace flowrun::store
