#include <algorithm>
#include <cstring>
#include <optional>
#include <unordered_map>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <base/json_writer.hpp>
#include <dataset_curator/curator.hpp>
#include <dataset_curator/digest.hpp>
#include <dataset_curator/validate.hpp>

#include "candidates.hpp"
#include "contamination.hpp"
#include "near_duplicates.hpp"

namespace dataset_curator {
namespace {

constexpr std::size_t most_problems = 3;  // in a reason; a broken source can have one for each message

std::string listed(const std::vector<std::string>& problems) {
  const auto end = problems.begin() + static_cast<std::ptrdiff_t>(std::min(problems.size(), most_problems));
  std::string text = fmt::format("{}", fmt::join(problems.begin(), end, "; "));
  if (problems.size() > most_problems) text += fmt::format("; and {} more", problems.size() - most_problems);
  return text;
}

DropReason reason_of(QuotaOf of) {
  switch (of) {
    case QuotaOf::origin:
      return DropReason::origin_quota;
    case QuotaOf::category:
      return DropReason::category_quota;
    case QuotaOf::group:
      return DropReason::group_quota;
    case QuotaOf::file:
      return DropReason::file_quota;
    case QuotaOf::repository:
      break;
  }
  return DropReason::repository_quota;
}

struct HashOfDigest {
  std::size_t operator()(const Digest& digest) const {
    std::size_t hash = 0;
    std::memcpy(&hash, digest.data(), sizeof hash);
    return hash;
  }
};

}  // namespace

struct Curator::Parts {
  Parts(NearDuplicates near, Measures measures)
      : limit(std::move(measures.limit)),
        breach(std::move(measures.breach)),
        review(std::move(measures.review)),
        near_duplicates(std::move(near)),
        contamination(std::move(measures.held_out)) {}

  std::optional<Verdict> refused(const chat::Example& example) const;
  std::optional<Verdict> too_long(std::uint32_t number, const chat::Example& example);
  void drop(const Candidate& one, DropReason reason, std::string detail) {
    left_out.emplace(one.number, Drop{reason, std::move(detail)});
  }
  base::Result<void> judge(std::uint32_t number, const chat::Example& example, Choice choice);
  std::vector<const Candidate*> without_equals();
  base::Result<void> drop_near_duplicates(const std::vector<const Candidate*>& best_first,
                                          const NearDuplicateOptions& options);
  void drop_by_quota(const QuotaOptions& options);
  void drop_reviewed();
  void note_kept();

  // Of the review.
  struct Outcome {
    bool is_kept = false, fits = true;
  };

  TokenLimit limit;
  FindBreach breach;
  Review review;
  std::unordered_map<const Decision*, Outcome> decided;  // of the review's decisions whose examples are there
  secrets::Scanner scanner;
  std::uint32_t records = 0;
  std::unordered_map<std::uint32_t, std::int64_t> counted;  // tokens, by number; of those that came with none
  Candidates candidates;
  std::unordered_map<Digest, std::uint32_t, HashOfDigest> row_of_digest;
  NearDuplicates near_duplicates;
  Contamination contamination;
  Quota quota;
  std::vector<std::string> idle_quotas;
  std::map<std::uint32_t, Verdict> left_out;  // by number
};

Curator::Curator(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Curator::Curator(Curator&&) noexcept = default;
Curator& Curator::operator=(Curator&&) noexcept = default;
Curator::~Curator() = default;

base::Result<Curator> Curator::in(const std::filesystem::path& folder, Measures measures) {
  auto near = NearDuplicates::in(folder);
  if (!near) return std::unexpected(near.error());
  return Curator(std::make_unique<Parts>(std::move(*near), std::move(measures)));
}

void Curator::reject(base::Error error) {
  parts_->left_out.emplace(parts_->records++, Reject{std::move(error)});
}

std::optional<Verdict> Curator::Parts::refused(const chat::Example& example) const {
  if (const auto problems = validate(example); !problems.empty()) {
    return Reject{{.problem = "not a valid example",
                   .why = listed(problems),
                   .what_to_do = "mend it, or leave it out",
                   .is_rejection = true}};
  }
  if (const std::string rules = secrets_in(example, scanner); !rules.empty())
    return Drop{DropReason::holds_secret, "found by " + rules};
  return std::nullopt;
}

std::optional<Verdict> Curator::Parts::too_long(std::uint32_t number, const chat::Example& example) {
  auto known = example.metadata.tokens;
  const bool must_count = !known && limit.count;
  if (must_count) {
    const auto tokens = limit.count(example);
    if (!tokens) return Reject{tokens.error()};
    known = static_cast<std::int64_t>(*tokens);
  }
  if (!known) return std::nullopt;
  if (*known > limit.max_tokens)
    return Drop{DropReason::too_many_tokens,
                fmt::format("tokens {} (max_tokens {})", *known, limit.max_tokens)};
  if (must_count) counted.emplace(number, *known);
  return std::nullopt;
}

base::Result<void> Curator::judge(const chat::Example& example) {
  Parts& parts = *parts_;
  const std::uint32_t number = parts.records++;
  const Decision* decision = parts.review.of(example.metadata.id);
  if (!decision) return parts.judge(number, example, Choice::none);
  Parts::Outcome& outcome = parts.decided[decision];
  const Choice choice = decision->keep ? Choice::keep : decision->drop ? Choice::drop : Choice::none;
  if (decision->edits.empty()) return parts.judge(number, example, choice);
  chat::Example edited = example;
  if (auto fits = edit(parts.review, edited); !fits) {
    outcome.fits = false;
    parts.left_out.emplace(number, Reject{std::move(fits.error())});
    return {};
  }
  return parts.judge(number, edited, choice);
}

base::Result<void> Curator::Parts::judge(std::uint32_t number, const chat::Example& example, Choice choice) {
  auto verdict = refused(example);
  if (!verdict) verdict = too_long(number, example);
  if (!verdict && breach && choice != Choice::keep) {
    if (std::string found = breach(example); !found.empty())
      verdict = Drop{DropReason::house_style, std::move(found)};
  }
  if (verdict) {
    left_out.emplace(number, std::move(*verdict));
    return {};
  }
  const OwnWork work = own_work(example);
  const Digest digest = digest_of_hex(content_digest(example));
  const auto [row, is_new] = row_of_digest.emplace(digest, near_duplicates.rows());
  if (is_new) {
    if (auto added = near_duplicates.add(work); !added) return added;
  }
  contamination.look_at(number, example.metadata, work);
  candidates.add(number, row->second, example, digest, choice);
  quota.add(number, example);
  return {};
}

base::Result<void> Curator::settle(const NearDuplicateOptions& near_duplicates, const QuotaOptions& quota) {
  for (auto& [number, found] : parts_->contamination.found()) {
    const auto reason = found.by == HeldOutBy::evaluation ? DropReason::held_out : DropReason::blocked;
    parts_->left_out.emplace(number, Drop{reason, std::move(found.what)});
  }
  parts_->drop_reviewed();
  const auto best_first = parts_->without_equals();
  if (auto done = parts_->drop_near_duplicates(best_first, near_duplicates); !done) return done;
  parts_->drop_by_quota(quota);
  parts_->note_kept();
  return {};
}

void Curator::Parts::drop_reviewed() {
  for (const Candidate& one : candidates.all()) {
    if (one.choice != Choice::drop) continue;
    const Decision& decision = *review.of(candidates.id(one));
    left_out.insert_or_assign(
        one.number,
        Drop{DropReason::reviewed,
             decision.why.empty() ? decision.place : fmt::format("{}: {}", decision.place, decision.why)});
  }
}

// What the review keeps stays, or says in its reason that it was to stay.
void Curator::Parts::note_kept() {
  for (const Candidate& one : candidates.all()) {
    if (one.choice != Choice::keep) continue;
    const auto found = left_out.find(one.number);
    const Decision* decision = review.of(candidates.id(one));
    if (found == left_out.end()) {
      decided[decision].is_kept = true;
    } else if (auto* drop = std::get_if<Drop>(&found->second)) {
      drop->detail += fmt::format("; kept by {} in vain", decision->place);
    }
  }
}

// Those that are left, the best first, each content and each id once.
std::vector<const Candidate*> Curator::Parts::without_equals() {
  std::vector<const Candidate*> left;
  std::vector<const Candidate*> of_row(near_duplicates.rows());
  std::unordered_map<std::string_view, const Candidate*> of_id;
  for (const Candidate* one : candidates.best_first()) {
    const std::string_view id = candidates.id(*one);
    const Candidate*& equal = of_row[one->row];
    if (one->choice == Choice::drop && !equal) equal = one;  // its copies are not what was wanted either
    if (left_out.contains(one->number)) continue;
    if (equal) {
      drop(*one, DropReason::duplicate,
           fmt::format("the messages are those of \"{}\"{}", candidates.id(*equal),
                       equal->choice == Choice::drop ? ", which the review drops" : ""));
    } else if (!of_id.emplace(id, one).second) {
      drop(*one, DropReason::id_taken,
           fmt::format("another example with other messages is called \"{}\", too", id));
    } else {
      equal = one;
      left.push_back(one);
    }
  }
  return left;
}

base::Result<void> Curator::Parts::drop_near_duplicates(const std::vector<const Candidate*>& best_first,
                                                        const NearDuplicateOptions& options) {
  std::vector<std::uint32_t> rows;
  rows.reserve(best_first.size());
  std::vector<const Candidate*> of_row(near_duplicates.rows());
  for (const Candidate* one : best_first) {
    rows.push_back(one->row);
    of_row[one->row] = one;
  }
  const auto wanted = std::ranges::count(best_first, Choice::keep, &Candidate::choice);
  const auto found = near_duplicates.find(rows, options, static_cast<std::size_t>(wanted));
  if (!found) return std::unexpected(found.error());
  for (const auto& [row, alike] : *found) {
    std::vector<std::string_view> ids;
    for (const std::uint32_t kept : alike.kept) ids.push_back(candidates.id(*of_row[kept]));
    if (alike.likeness.kind == Likeness::Kind::near_duplicate) {
      drop(*of_row[row], DropReason::near_duplicate,
           fmt::format("near duplicate of {} ({:.2f}{})", ids.front(), alike.likeness.index,
                       alike.likeness.of));
    } else {
      drop(*of_row[row], DropReason::cluster_quota,
           fmt::format("but for names and literals its code is that of {} ({:.2f}; max_per_cluster {})",
                       fmt::join(ids, ", "), alike.likeness.index, options.max_per_cluster));
    }
  }
  return {};
}

void Curator::Parts::drop_by_quota(const QuotaOptions& options) {
  auto over = quota.over(options, [&](std::uint32_t number) {
    if (left_out.contains(number)) return Standing::out;
    return candidates.of(number).choice == Choice::keep ? Standing::wanted : Standing::in;
  });
  for (auto& [number, excess] : over.excess)
    left_out.emplace(number, Drop{reason_of(excess.of), std::move(excess.why)});
  idle_quotas = std::move(over.idle);
}

Verdict Curator::verdict(std::uint32_t number) const {
  if (const auto found = parts_->left_out.find(number); found != parts_->left_out.end()) return found->second;
  const auto counted = parts_->counted.find(number);
  return Keep{hex_of(parts_->candidates.of(number).digest),
              counted == parts_->counted.end() ? std::nullopt : std::optional(counted->second)};
}

std::uint64_t Curator::kept() const { return parts_->records - parts_->left_out.size(); }

ReviewCounts Curator::review_counts() const {
  ReviewCounts counts;
  for (const auto& [id, decision] : parts_->review.decisions()) {
    const auto outcome = parts_->decided.find(&decision);
    if (outcome == parts_->decided.end()) {
      counts.not_there.push_back(id);
      continue;
    }
    if (!outcome->second.fits) counts.misfits.push_back(id);
    if (!decision.edits.empty() && outcome->second.fits) ++counts.edited;
    if (decision.drop) ++counts.dropped;
    if (decision.keep && outcome->second.is_kept) ++counts.kept;
    if (decision.keep && !outcome->second.is_kept && outcome->second.fits) counts.overruled.push_back(id);
  }
  return counts;
}

const std::vector<std::string>& Curator::idle_quotas() const { return parts_->idle_quotas; }

std::string settings_json(const SplitOptions& split, const QuotaOptions& quota,
                          const NearDuplicateOptions& near_duplicates, std::size_t held_out,
                          const std::vector<std::string_view>& house_rules) {
  std::vector<std::string_view> quotas;
  for (const QuotaLine& line : quota.lines) quotas.push_back(line.text);
  return base::JsonWriter()
      .begin_object()
      .member("valid_fraction", split.valid_fraction)
      .member("split_seed", split.seed)
      .member("split_quarters", split.quarters)
      .member("max_per_file", quota.examples_of_file)
      .member("repository_share", quota.repository_share)
      .member("quotas", quotas)
      .member("house_rules", house_rules)
      .member("similarity", near_duplicates.similarity)
      .member("same_shape", near_duplicates.same_shape)
      .member("max_per_cluster", near_duplicates.max_per_cluster)
      .member("held_out", held_out)
      .end_object()
      .text();
}

}  // namespace dataset_curator
