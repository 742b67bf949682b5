#include "database_copy.hpp"

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstring>
#include <new>
#include <string_view>

#include <fmt/format.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include "connections.hpp"

namespace session_classifier::detail {
namespace {

struct OpenedFile {
  sqlite3_file base;  // what SQLite sees of it
  int descriptor;
};

int descriptor_of(sqlite3_file* file) { return reinterpret_cast<OpenedFile*>(file)->descriptor; }

int close_file(sqlite3_file*) { return SQLITE_OK; }  // stays with the copy

int read_file(sqlite3_file* file, void* data, int size, sqlite3_int64 begin) {
  char* to = static_cast<char*>(data);
  while (size > 0) {
    const ssize_t got = ::pread(descriptor_of(file), to, static_cast<std::size_t>(size), begin);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return SQLITE_IOERR_READ;
    if (got == 0) break;
    to += got, begin += got, size -= static_cast<int>(got);
  }
  std::memset(to, 0, static_cast<std::size_t>(size));  // as SQLite asks for
  return size == 0 ? SQLITE_OK : SQLITE_IOERR_SHORT_READ;
}

int write_file(sqlite3_file* file, const void* data, int size, sqlite3_int64 begin) {
  const char* from = static_cast<const char*>(data);
  while (size > 0) {
    const ssize_t put = ::pwrite(descriptor_of(file), from, static_cast<std::size_t>(size), begin);
    if (put < 0 && errno == EINTR) continue;
    if (put < 0) return errno == ENOSPC || errno == EDQUOT ? SQLITE_FULL : SQLITE_IOERR_WRITE;
    from += put, begin += put, size -= static_cast<int>(put);
  }
  return SQLITE_OK;
}

int truncate_file(sqlite3_file* file, sqlite3_int64 size) {
  return ::ftruncate(descriptor_of(file), size) == 0 ? SQLITE_OK : SQLITE_IOERR_TRUNCATE;
}

int sync_file(sqlite3_file*, int) { return SQLITE_OK; }  // nobody sees it after a crash

int size_of_file(sqlite3_file* file, sqlite3_int64* size) {
  struct stat status {};
  if (::fstat(descriptor_of(file), &status) != 0) return SQLITE_IOERR_FSTAT;
  *size = status.st_size;
  return SQLITE_OK;
}

int lock_file(sqlite3_file*, int) { return SQLITE_OK; }

int is_reserved(sqlite3_file*, int* reserved) {
  *reserved = 0;
  return SQLITE_OK;
}

int control_file(sqlite3_file*, int, void*) { return SQLITE_NOTFOUND; }
int sector_size(sqlite3_file*) { return 4096; }
int characteristics(sqlite3_file*) { return 0; }

constexpr sqlite3_io_methods methods{.iVersion = 1,  // without shared memory
                                     .xClose = close_file,
                                     .xRead = read_file,
                                     .xWrite = write_file,
                                     .xTruncate = truncate_file,
                                     .xSync = sync_file,
                                     .xFileSize = size_of_file,
                                     .xLock = lock_file,
                                     .xUnlock = lock_file,
                                     .xCheckReservedLock = is_reserved,
                                     .xFileControl = control_file,
                                     .xSectorSize = sector_size,
                                     .xDeviceCharacteristics = characteristics,
                                     .xShmMap = nullptr,
                                     .xShmLock = nullptr,
                                     .xShmBarrier = nullptr,
                                     .xShmUnmap = nullptr,
                                     .xFetch = nullptr,
                                     .xUnfetch = nullptr};

const DatabaseCopy& copy_of(sqlite3_vfs* vfs) { return *static_cast<const DatabaseCopy*>(vfs->pAppData); }

const NamelessFile& file_of(sqlite3_vfs* vfs, std::string_view name) {
  const DatabaseCopy& copy = copy_of(vfs);
  return name.ends_with("-wal") ? copy.log() : name.ends_with("-journal") ? copy.journal() : copy.database();
}

int open_file(sqlite3_vfs* vfs, const char* name, sqlite3_file* file, int flags, int* opened) {
  if (name == nullptr) {  // for what is sorted: such files have no name, either
    sqlite3_vfs* system = sqlite3_vfs_find(nullptr);
    return system->xOpen(system, name, file, flags, opened);
  }
  new (file) OpenedFile{.base = {.pMethods = &methods}, .descriptor = file_of(vfs, name).descriptor()};
  if (opened != nullptr) *opened = flags;
  return SQLITE_OK;
}

int remove_file(sqlite3_vfs* vfs, const char* name, int) {
  return ::ftruncate(file_of(vfs, name).descriptor(), 0) == 0 ? SQLITE_OK : SQLITE_IOERR_DELETE;
}

int look_at_file(sqlite3_vfs* vfs, const char* name, int, int* is_there) {
  struct stat status {};
  if (::fstat(file_of(vfs, name).descriptor(), &status) != 0) return SQLITE_IOERR_ACCESS;
  *is_there = status.st_size > 0 ? 1 : 0;
  return SQLITE_OK;
}

int same_name(sqlite3_vfs*, const char* name, int size, char* out) {
  sqlite3_snprintf(size, out, "%s", name);
  return SQLITE_OK;
}

}  // namespace

struct DatabaseCopy::FileSystem : sqlite3_vfs {};

DatabaseCopy::DatabaseCopy(const std::filesystem::path& folder)
    : database_(folder),
      log_(folder),
      journal_(folder),
      name_(fmt::format("copy-{}", database_.descriptor())),
      // Clock, random numbers and what else is not about files are the system's.
      files_(std::make_unique<FileSystem>(FileSystem{*sqlite3_vfs_find(nullptr)})),
      connections_(std::make_unique<Connections>()) {
  files_->zName = name_.c_str();
  files_->pNext = nullptr;
  files_->pAppData = this;
  files_->szOsFile = std::max(files_->szOsFile, static_cast<int>(sizeof(OpenedFile)));
  files_->xOpen = open_file;
  files_->xDelete = remove_file;
  files_->xAccess = look_at_file;
  files_->xFullPathname = same_name;
  if (sqlite3_vfs_register(files_.get(), 0) != SQLITE_OK) throw std::bad_alloc();
}

DatabaseCopy::~DatabaseCopy() {
  connections_.reset();
  sqlite3_vfs_unregister(files_.get());
}

}  // namespace session_classifier::detail
