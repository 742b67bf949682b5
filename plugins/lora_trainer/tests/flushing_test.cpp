// What a training leaves has its name only when it is on disk. The C library's calls are seen on their way.
#include <cstdio>
#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <lora_trainer/checkpoint.hpp>
#include <lora_trainer/settings.hpp>
#include <test_support/temporary_folder.hpp>

#include "golden.hpp"

namespace {

struct Act {
  std::string what, path, to;
};
thread_local std::vector<Act>* acts = nullptr;

std::string path_of(int file) {
  std::error_code ignored;
  return std::filesystem::read_symlink("/proc/self/fd/" + std::to_string(file), ignored).string();
}

}  // namespace

// NOLINTBEGIN(readability-inconsistent-declaration-parameter-name)
extern "C" __attribute__((visibility("default"))) int fsync(int file) {
  if (acts != nullptr) acts->push_back({"flush", path_of(file), ""});
  return static_cast<int>(::syscall(SYS_fsync, file));
}

extern "C" __attribute__((visibility("default"))) int rename(const char* from, const char* to) noexcept {
  if (acts != nullptr) acts->push_back({"rename", from, to});
  return static_cast<int>(::syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0));
}
// NOLINTEND(readability-inconsistent-declaration-parameter-name)

namespace {

// Every file that is there has been flushed under the name that it had then, and its folder after it got its last name.
std::string not_flushed(const std::vector<Act>& all, const std::filesystem::path& folder) {
  std::set<std::string> files, names;  // flushed, by the names of now
  for (const Act& act : all) {
    if (act.what == "flush") {
      files.insert(act.path);
      for (const auto& file : std::set(files))
        if (std::filesystem::path(file).parent_path() == act.path) names.insert(file);
      continue;
    }
    if (std::filesystem::is_regular_file(act.to) && !files.contains(act.path)) return act.to;
    for (auto* set : {&files, &names}) {
      std::set<std::string> moved;
      for (const std::string& file : *set) {
        const bool is_inside = file == act.path || file.starts_with(act.path + "/");
        moved.insert(is_inside ? act.to + file.substr(act.path.size()) : file);
      }
      *set = moved;
    }
    names.erase(act.to);
  }
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder))
    if (!names.contains(entry.path().string())) return entry.path().string();
  return "";
}

template <class Work>
std::vector<Act> acts_of(const Work& work) {
  std::vector<Act> seen;
  acts = &seen;
  work();
  acts = nullptr;
  return seen;
}

}  // namespace

TEST_CASE("a checkpoint and an adapter are on disk before they have their names") {
  const test_support::TemporaryFolder folder;
  const qwen35::Model model = golden::own_model();
  qwen35::Adapter adapter(model.config(), {.rank = 2});
  const lora_trainer::Trainer trainer(model, adapter, lora_trainer::recipe_of({}, 3, 0, 0));
  const auto saving = acts_of([&] {
    REQUIRE(lora_trainer::write_checkpoint(folder / "saved", trainer, {.journal = {"{}"}, .best = {}}));
  });
  CHECK(saving.size() > 4);
  CHECK(not_flushed(saving, folder / "saved") == "");
  const auto writing =
      acts_of([&] { REQUIRE(qwen35::write_adapter(folder / "adapter", adapter, {.base_model = "m"})); });
  CHECK(not_flushed(writing, folder / "adapter") == "");
}
