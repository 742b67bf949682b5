#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include <base/json.hpp>
#include <dataset_curator/quota.hpp>

namespace dataset_curator {
namespace {

std::vector<std::string> changed_files(const chat::Example& example) {
  std::vector<std::string> files;
  for (const chat::Message& message : example.messages) {
    for (const chat::ToolCall& call : message.tool_calls) {
      if (call.function.name != "edit" && call.function.name != "write") continue;
      const auto arguments = base::parse_json(call.function.arguments);
      if (!arguments) continue;
      std::string path((*arguments)["filePath"].string());
      if (std::ranges::find(files, path) == files.end()) files.push_back(std::move(path));
    }
  }
  return files;
}

}  // namespace

void Quota::add(std::uint32_t number, const chat::Example& example) {
  if (example.metadata.origin != chat::Origin::git) return;
  entries_.push_back({number, example.metadata.group, changed_files(example), example.metadata.verified});
}

Quota::Over Quota::over(const QuotaOptions& options,
                        const std::function<bool(std::uint32_t)>& is_left) const {
  Over over;
  std::vector<const Entry*> order, left;
  for (const Entry& entry : entries_) {
    if (is_left(entry.number)) order.push_back(&entry);
  }
  std::ranges::stable_partition(order, &Entry::is_verified);
  std::map<std::pair<std::string, std::string>, std::uint64_t> by_file;
  for (const Entry* entry : order) {
    const auto count = [&](const std::string& file) -> std::uint64_t& {
      return by_file[{entry->repository, file}];
    };
    const auto full = std::ranges::find_if(entry->files, [&](const std::string& file) {
      return options.examples_of_file > 0 && count(file) >= options.examples_of_file;
    });
    if (full != entry->files.end()) {
      over.files[entry->number] = fmt::format("examples that change {} {} (max_per_file {})", *full,
                                              count(*full), options.examples_of_file);
      continue;
    }
    for (const std::string& file : entry->files) ++count(file);
    left.push_back(entry);
  }
  std::map<std::string, std::uint64_t> by_repository;
  for (const Entry* entry : left) by_repository[entry->repository];
  const double share = std::max(options.repository_share, 1.5 / static_cast<double>(by_repository.size()));
  const auto most = static_cast<std::uint64_t>(
      std::max(1.0, std::floor(std::min(share, 1.0) * static_cast<double>(left.size()))));
  for (const Entry* entry : left) {
    if (++by_repository[entry->repository] <= most) continue;
    over.repositories[entry->number] =
        fmt::format("examples of its repository {} of {} (repository_share {})", most, left.size(), share);
  }
  return over;
}

}  // namespace dataset_curator
