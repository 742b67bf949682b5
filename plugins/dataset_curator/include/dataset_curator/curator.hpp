// Decides example by example what a data set keeps.
//
// Made for streams that do not fit in memory: it remembers some 100 bytes of each kept example. First pass:
// judge every example in order, keep the verdicts, then take out what is too much of one place; second pass: write what was
// kept, each on its side of the split.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <variant>

#include <base/enum_names.hpp>
#include <base/error.hpp>
#include <chat/example.hpp>
#include <dataset_curator/quota.hpp>
#include <dataset_curator/split.hpp>
#include <secrets/scanner.hpp>

namespace dataset_curator {

struct Keep {
  std::string digest;                  // content_digest, for metadata.digest
  std::optional<std::int64_t> tokens;  // for metadata.tokens
};

enum class DropReason { holds_secret, too_many_tokens, duplicate, id_taken, file_quota, repository_quota };
constexpr auto enum_names(DropReason) {
  return base::names("holds what looks like a secret or personal data", "too many tokens", "duplicate",
                     "id taken", "enough examples of its file", "enough examples of its repository");
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
  CountTokens count;  // of those that have no number yet; none: they pass uncounted
};

// Not for several threads at once: the first of equal examples wins, so order counts.
class Curator {
 public:
  explicit Curator(TokenLimit limit = {}) : limit_(std::move(limit)) {}

  // An example that is not valid, or that the chat template of the model refuses, is rejected. Then, in this order, one is
  // dropped that holds a secret (a second look: sources redact before), has too many tokens, or has the content or the id of
  // one kept before.
  Verdict judge(const chat::Example& example);

  // Once, after all were judged: which of the kept ones are too many of one place after all, by their digests.
  std::map<std::string, Drop> take_out(const QuotaOptions& options);

  std::uint64_t kept() const { return id_of_digest_.size(); }

 private:
  TokenLimit limit_;
  secrets::Scanner scanner_;
  Quota quota_;
  std::unordered_map<std::string, std::string> id_of_digest_;
  std::unordered_map<std::string, std::string> digest_of_id_;
};

// The options as one JSON object, for the description of a data set.
std::string settings_json(const SplitOptions& split, const QuotaOptions& quota);

// The rules that find something in the example, each once with the first place, sorted: "email in messages[3].content,
// github-token in tools[0]"; empty if none does. Never what they find.
// Looks at all texts, at arguments both as JSON and at the strings inside them, and at the metadata.
std::string secrets_in(const chat::Example& example, const secrets::Scanner& scanner);

}  // namespace dataset_curator
