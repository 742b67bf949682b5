#include "store/working_use.hpp"

#include <fstream>
#include <system_error>

namespace flowrun::store {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view ending = ".used";

fs::path note_of(const fs::path& folder) { return fs::path(folder) += ending; }

}  // namespace

void note_use(const fs::path& folder, RunId run, std::string_view stage) {
  std::ofstream(note_of(folder), std::ios::binary | std::ios::trunc) << run << ' ' << stage << '\n';
}

std::optional<WorkingUse> read_use(const fs::path& folder) {
  std::ifstream note(note_of(folder), std::ios::binary);
  WorkingUse use;
  if (!(note >> use.run) || note.get() != ' ' || !std::getline(note, use.stage) || note.eof())
    return std::nullopt;
  return use;
}

bool is_note_of_use(const fs::path& path) { return path.extension() == ending; }

void remove_working(const fs::path& folder, std::error_code& error) {
  fs::remove_all(folder, error);
  if (!error) fs::remove(note_of(folder), error);
}

}  // namespace flowrun::store
