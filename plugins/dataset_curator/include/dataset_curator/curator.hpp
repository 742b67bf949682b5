// Decides which examples a data set keeps.
//
// Made for streams that do not fit in memory: it remembers some 100 bytes of each example, and what it compares them by is on
// disk. First pass: judge every record in order, then settle what only all of them together tell; second pass: write what is
// kept, each on its side of the split. What is kept does not depend on the order.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <base/enum_names.hpp>
#include <base/error.hpp>
#include <chat/example.hpp>
#include <dataset_curator/held_out.hpp>
#include <dataset_curator/near_duplicate_options.hpp>
#include <dataset_curator/quota.hpp>
#include <dataset_curator/review.hpp>
#include <dataset_curator/split.hpp>
#include <secrets/scanner.hpp>

namespace dataset_curator {

struct Keep {
  std::string digest;                  // content_digest, for metadata.digest
  std::optional<std::int64_t> tokens;  // for metadata.tokens, of an example that came with no number
};

enum class DropReason {
  reviewed,
  holds_secret,
  too_many_tokens,
  house_style,
  held_out,
  blocked,
  duplicate,
  near_duplicate,
  id_taken,
  cluster_quota,
  file_quota,
  repository_quota,
  origin_quota,
  category_quota,
  group_quota
};
constexpr auto enum_names(DropReason) {
  return base::names("dropped by the review", "holds what looks like a secret or personal data",
                     "too many tokens", "breaks the house style", "in the evaluation set",
                     "on the block list", "duplicate", "near duplicate", "id taken",
                     "enough examples of its shape", "enough examples of its file",
                     "enough examples of its repository", "enough examples of its origin",
                     "enough examples of its category", "enough examples of its group");
}

struct Drop {
  DropReason reason = DropReason::duplicate;
  std::string detail;  // one line; names messages, rules or the other example, never a secret
};

// Breaks the rules of the format; see validate.hpp.
struct Reject {
  base::Error error;  // one line; names the messages
};

using Verdict = std::variant<Keep, Drop, Reject>;

// As the trainer counts.
using CountTokens = std::function<base::Result<std::size_t>(const chat::Example&)>;

// Sources keep their examples within the number of tokens that a trainer takes; here nothing passes that is longer, whatever
// it comes from: the trainer would cut its end, which is what should be learnt.
struct TokenLimit {
  std::int64_t max_tokens = 8192;
  CountTokens count = {};  // of those that have no number yet; none: they pass uncounted
};

// What an example teaches against the house style, with its place; "" for nothing.
using FindBreach = std::function<std::string(const chat::Example&)>;

// What single examples are judged by.
struct Measures {
  std::vector<HeldOut> held_out = {};  // examples that hold these are dropped
  TokenLimit limit = {};
  FindBreach breach = {};  // none: the house style does not count
  Review review = {};
};

// Not for several threads at once.
class Curator {
 public:
  // What does not fit in memory goes to unnamed files in the folder.
  static base::Result<Curator> in(const std::filesystem::path& folder, Measures measures = {});
  Curator(Curator&&) noexcept;
  Curator& operator=(Curator&&) noexcept;
  ~Curator();

  // The next record; records are numbered from 0. An example that is not valid, or that the chat template of the model
  // refuses, is to be rejected; one that holds a secret (a second look: sources redact before) or has too many tokens is to be
  // dropped. The review's edits are made before. Errors: the files cannot be written.
  base::Result<void> judge(const chat::Example& example);
  // The next record is no example.
  void reject(base::Error error);

  // Once, after the last record. Of the examples left those are dropped that hold what is held out, and that the review drops;
  // then, the best ones first (kept by the review, verified, then of sessions, mined, generated, then with more context, then
  // by id), those that equal one that stays or that the review drops, or nearly do, and those whose id is taken; then what is
  // too much of one thing. What the review keeps goes neither for its likeness nor its shape nor a quota nor the house style.
  // Errors: the files cannot be read.
  base::Result<void> settle(const NearDuplicateOptions& near_duplicates, const QuotaOptions& quota);

  // After settle.
  Verdict verdict(std::uint32_t number) const;
  std::uint64_t kept() const;
  ReviewCounts review_counts() const;
  // Lines of the quotas that name a group of which there is no example.
  const std::vector<std::string>& idle_quotas() const;

 private:
  struct Parts;
  explicit Curator(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

// The options as one JSON object, for the description of a data set.
std::string settings_json(const SplitOptions& split, const QuotaOptions& quota,
                          const NearDuplicateOptions& near_duplicates, std::size_t held_out,
                          const std::vector<std::string_view>& house_rules);

// The rules that find something in the example, each once with the first place, sorted: "email in messages[3].content,
// github-token in tools[0]"; empty if none does. Never what they find.
// Looks at all texts, at arguments both as JSON and at the strings inside them, and at the metadata.
std::string secrets_in(const chat::Example& example, const secrets::Scanner& scanner);

}  // namespace dataset_curator
