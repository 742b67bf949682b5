#include <algorithm>
#include <charconv>
#include <fstream>
#include <system_error>
#include <utility>

#include <fmt/format.h>

#include <base/flush.hpp>
#include <base/json.hpp>
#include <base/json_difference.hpp>
#include <lora_trainer/checkpoint.hpp>
#include <lora_trainer/journal.hpp>
#include <qwen35/safetensors.hpp>

namespace lora_trainer {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view prefix = "step-";
constexpr const char* state_name = "state.safetensors";
constexpr const char* journal_name = "training.jsonl";

struct Found {
  fs::path folder;
  std::int64_t step = 0;
};

// The newest first.
std::vector<Found> checkpoints_in(const fs::path& folder) {
  std::vector<Found> found;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    const std::string name = entry.path().filename().string();
    Found one{entry.path()};
    if (!name.starts_with(prefix)) continue;
    const auto [end, failed] =
        std::from_chars(name.data() + prefix.size(), name.data() + name.size(), one.step);
    if (failed == std::errc() && end == name.data() + name.size()) found.push_back(one);
  }
  std::ranges::sort(found, std::ranges::greater(), &Found::step);
  return found;
}

std::vector<std::string> read_lines(const fs::path& path) {
  std::vector<std::string> lines;
  std::ifstream file(path, std::ios::binary);
  for (std::string line; std::getline(file, line);) lines.push_back(line);
  return lines;
}

// "learning_rate is 0.0001 and was 5e-05"
std::string differences(const std::string& before, const std::string& now) {
  constexpr std::size_t enough = 5;
  const auto old_settings = base::parse_json(before), settings = base::parse_json(now);
  if (!old_settings || !settings) return "its journal cannot be read";
  std::string text;
  for (const base::JsonDifference& one : base::json_differences(*old_settings, *settings, enough).first) {
    const auto said = [](const std::string& value) { return value.empty() ? std::string("not set") : value; };
    text += fmt::format("{}{} is {} and was {}", text.empty() ? "" : ", ", one.path, said(one.now),
                        said(one.before));
  }
  return text;
}

// Why a journal is not that of a training with these settings after so many steps; "" if it is.
std::string journal_fault(const std::vector<std::string>& journal, const std::string& settings,
                          std::int64_t step) {
  if (journal.empty()) return "it has no journal";
  if (journal.front() != settings) return differences(journal.front(), settings);
  if (std::cmp_not_equal(std::ranges::count_if(journal, is_step), step))
    return "its journal is of another step";
  return "";
}

bool restore(const Found& found, Trainer& trainer, at::Tensor& best) {
  const auto file = qwen35::SafetensorsFile::open(found.folder / state_name);
  if (!file) return false;
  const auto values = file->tensor("values");
  const auto first = file->tensor("first");
  const auto second = file->tensor("second");
  if (!values || !first || !second || values->sizes() != trainer.adapter().values().sizes()) return false;
  if (file->contains("best")) {
    const auto kept = file->tensor("best");
    if (!kept || kept->sizes() != values->sizes()) return false;
    best = kept->clone();
  }
  return trainer.restore(*values, {*first, *second}, found.step).has_value();
}

}  // namespace

base::Result<void> write_checkpoint(const fs::path& folder, const Trainer& trainer,
                                    const Progress& progress) {
  const auto failed = [&](const std::string& why) {
    return base::failure(fmt::format("cannot save the training in {}", folder.string()), why,
                         "free disk space");
  };
  const std::vector<Found> older = checkpoints_in(folder);
  const fs::path place = folder / fmt::format("{}{:06}", prefix, trainer.steps());
  const fs::path aside = folder / "unfinished";
  std::error_code error;
  if (fs::exists(place, error)) return {};
  fs::remove_all(aside, error);
  fs::create_directories(aside, error);
  if (error) return failed(error.message());
  const auto& moments = trainer.optimizer().moments();
  qwen35::NamedTensors tensors{{"values", trainer.adapter().values().detach()},
                               {"first", moments.first.detach()},
                               {"second", moments.second.detach()}};
  if (progress.best.defined()) tensors.emplace("best", progress.best);
  const auto written = qwen35::write_safetensors(aside / state_name, tensors);
  if (!written) return failed(written.error().text());
  error = base::write_flushed(aside / journal_name, text_of(progress.journal));
  if (!error) error = base::rename_flushed(aside, place);  // before the older ones go
  if (error) return failed(error.message());
  for (const Found& one : older) {
    fs::remove_all(one.folder, error);
  }
  return {};
}

Restored read_checkpoint(const fs::path& folder, const std::string& settings, Trainer& trainer) {
  Restored restored;
  for (const Found& found : checkpoints_in(folder)) {
    Progress progress{.journal = read_lines(found.folder / journal_name), .best = {}};
    std::string fault = journal_fault(progress.journal, settings, found.step);
    if (fault.empty() && !restore(found, trainer, progress.best)) fault = "its state cannot be read";
    if (fault.empty()) return {.progress = std::move(progress)};
    if (restored.passed_over.empty())
      restored.passed_over = fmt::format("{}: {}", found.folder.filename().string(), fault);
  }
  return restored;
}

}  // namespace lora_trainer
