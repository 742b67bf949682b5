#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "dtypes.hpp"
#include "qwen35/safetensors.hpp"
#include "safetensors_header.hpp"

namespace qwen35 {

struct SafetensorsFile::Mapping {
  void* data = MAP_FAILED;
  size_t size = 0;

  Mapping() = default;
  Mapping(const Mapping&) = delete;
  Mapping& operator=(const Mapping&) = delete;
  ~Mapping() {
    if (data != MAP_FAILED) munmap(data, size);
  }
  char* at(size_t offset) const { return static_cast<char*>(data) + offset; }
};

namespace {

std::unexpected<base::Error> system_error(const std::string& path) {
  return base::failure("cannot read " + path, std::strerror(errno), "check the path and its permissions");
}

}  // namespace

base::Result<SafetensorsFile> SafetensorsFile::open(const std::filesystem::path& path) {
  SafetensorsFile file;
  file.path_ = path.string();
  auto mapping = std::make_shared<Mapping>();
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return system_error(file.path_);
  struct stat status = {};
  const bool regular = fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode) && status.st_size > 0;
  if (regular) {
    mapping->size = static_cast<size_t>(status.st_size);
    mapping->data = mmap(nullptr, mapping->size, PROT_READ, MAP_SHARED, descriptor, 0);
  }
  const int map_errno = errno;
  close(descriptor);
  if (!regular) {
    return base::failure("cannot read " + file.path_, "it is empty or not a file", "name a safetensors file");
  }
  errno = map_errno;
  if (mapping->data == MAP_FAILED) return system_error(file.path_);

  if (std::string_view(mapping->at(0), mapping->size)
          .starts_with("version https://git-lfs.github.com/spec/")) {
    return base::failure(file.path_ + " is a pointer of Git LFS", "the file itself was not fetched",
                         "run `git lfs pull` in its folder, or download it again");
  }
  auto entries = parse_safetensors_header({mapping->at(0), mapping->size}, file.path_);
  if (!entries) return std::unexpected(std::move(entries.error()));
  for (TensorEntry& entry : *entries) {
    Place place{entry.dtype, std::move(entry.shape), entry.begin, entry.size};
    file.tensors_.emplace(std::move(entry.name), std::move(place));
  }
  uint64_t header = 0;
  std::memcpy(&header, mapping->at(0), sizeof header);
  file.data_begin_ = sizeof header + header;
  file.mapping_ = std::move(mapping);
  return file;
}

std::vector<std::string> SafetensorsFile::names_in_order() const {
  std::vector<std::string> all = names();
  std::ranges::stable_sort(all, {}, [&](const std::string& name) { return tensors_.at(name).begin; });
  return all;
}

std::string_view SafetensorsFile::header() const { return {mapping_->at(0), data_begin_}; }

std::string_view SafetensorsFile::bytes(std::string_view name) const {
  const Place& place = tensors_.find(name)->second;
  return {mapping_->at(place.begin), place.size};
}

std::vector<std::string> SafetensorsFile::names() const {
  std::vector<std::string> all;
  for (const auto& [name, place] : tensors_) all.push_back(name);
  return all;
}

base::Result<at::Tensor> SafetensorsFile::tensor(std::string_view name) const {
  const auto found = tensors_.find(name);
  if (found == tensors_.end()) {
    return base::failure(fmt::format("{} has no tensor {}", path_, name), "it is not in the file's header",
                         "check that the file belongs to this model");
  }
  const Place& place = found->second;
  const auto dtype = scalar_type_of(place.dtype);
  if (!dtype) {
    return base::failure(fmt::format("cannot use tensor {} of {}", name, path_),
                         fmt::format("its dtype is {}", base::name_of(place.dtype)),
                         "use an unquantised model (BF16 or F32)");
  }
  char* data = mapping_->at(place.begin);
  auto view = at::from_blob(data, place.shape, [mapping = mapping_](void*) {}, at::TensorOptions(*dtype));
  const bool aligned = reinterpret_cast<uintptr_t>(data) % c10::elementSize(*dtype) == 0;
  if (aligned) return view;
  auto copy = at::empty(place.shape, at::TensorOptions(*dtype));
  std::memcpy(copy.mutable_data_ptr(), data, copy.nbytes());
  return copy;
}

}  // namespace qwen35
