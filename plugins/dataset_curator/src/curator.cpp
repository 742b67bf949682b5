#include <algorithm>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <base/json_writer.hpp>
#include <dataset_curator/curator.hpp>
#include <dataset_curator/digest.hpp>
#include <dataset_curator/validate.hpp>

namespace dataset_curator {
namespace {

constexpr std::size_t most_problems = 3;  // in a reason; a broken source can have one for each message

std::string listed(const std::vector<std::string>& problems) {
  const auto end = problems.begin() + static_cast<std::ptrdiff_t>(std::min(problems.size(), most_problems));
  std::string text = fmt::format("{}", fmt::join(problems.begin(), end, "; "));
  if (problems.size() > most_problems) text += fmt::format("; and {} more", problems.size() - most_problems);
  return text;
}

}  // namespace

Verdict Curator::judge(const chat::Example& example) {
  if (const auto problems = validate(example); !problems.empty()) {
    return Reject{{.problem = "not a valid example",
                   .why = listed(problems),
                   .what_to_do = "mend it, or leave it out",
                   .is_rejection = true}};
  }
  if (const std::string rules = secrets_in(example, scanner_); !rules.empty()) {
    return Drop{DropReason::holds_secret, "found by " + rules};
  }
  auto tokens = example.metadata.tokens;
  if (!tokens && limit_.count) {
    const auto counted = limit_.count(example);
    if (!counted) return Reject{counted.error()};
    tokens = static_cast<std::int64_t>(*counted);
  }
  if (tokens && *tokens > limit_.max_tokens) {
    return Drop{DropReason::too_many_tokens,
                fmt::format("tokens {} (max_tokens {})", *tokens, limit_.max_tokens)};
  }
  std::string digest = content_digest(example);
  const std::string& id = example.metadata.id;
  if (const auto first = id_of_digest_.find(digest); first != id_of_digest_.end()) {
    return Drop{DropReason::duplicate, fmt::format("the messages are those of \"{}\"", first->second)};
  }
  if (!digest_of_id_.emplace(id, digest).second) {
    return Drop{DropReason::id_taken,
                fmt::format("an earlier example with other messages is called \"{}\", too", id)};
  }
  id_of_digest_.emplace(digest, id);
  quota_.add(digest, example);
  return Keep{std::move(digest), tokens};
}

std::map<std::string, Drop> Curator::take_out(const QuotaOptions& options) {
  auto over = quota_.over(options);
  std::map<std::string, Drop> dropped;
  for (auto& [digest, detail] : over.files) dropped[digest] = {DropReason::file_quota, std::move(detail)};
  for (auto& [digest, detail] : over.repositories)
    dropped[digest] = {DropReason::repository_quota, std::move(detail)};
  for (const auto& [digest, drop] : dropped) id_of_digest_.erase(digest);
  return dropped;
}

std::string settings_json(const SplitOptions& split, const QuotaOptions& quota) {
  return base::JsonWriter()
      .begin_object()
      .member("valid_fraction", split.valid_fraction)
      .member("split_seed", split.seed)
      .member("split_quarters", split.quarters)
      .member("max_per_file", quota.examples_of_file)
      .member("repository_share", quota.repository_share)
      .end_object()
      .text();
}

}  // namespace dataset_curator
