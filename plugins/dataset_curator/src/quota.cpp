#include <algorithm>
#include <cmath>
#include <limits>
#include <span>
#include <tuple>
#include <utility>

#include <fmt/format.h>

#include <chat/file_change.hpp>
#include <dataset_curator/quota.hpp>

#include "hash.hpp"

namespace dataset_curator {
namespace {

constexpr std::uint64_t any_number = std::numeric_limits<std::uint64_t>::max();

// The files that the example changes, each once, within their repository.
std::vector<std::string> changed_files(const chat::Example& example) {
  std::vector<std::string> files;
  for (const chat::Message& message : example.messages) {
    for (const chat::ToolCall& call : message.tool_calls) {
      const auto change = chat::file_change_of(call.function);
      if (!change) continue;
      std::string file = example.metadata.group + '\0' + change->path;
      if (std::ranges::find(files, file) == files.end()) files.push_back(std::move(file));
    }
  }
  return files;
}

// At least one, since a share of a few is none.
std::uint64_t most_of(double share, std::uint64_t examples) {
  return std::max<std::uint64_t>(
      1, static_cast<std::uint64_t>(std::floor(share * static_cast<double>(examples))));
}

// How many examples of each of some things may stay.
struct Limit {
  QuotaOf of;
  const QuotaLine* line = nullptr;     // none: of another parameter
  std::optional<std::uint32_t> value;  // none: each
  std::uint64_t most = any_number;
  std::vector<std::uint64_t> counts = {};  // by value
};

}  // namespace

// The examples in the order in which they are asked, and the limits.
class QuotaRun {
 public:
  QuotaRun(const Quota& quota, const QuotaOptions& options, const Quota::StandingOf& standing)
      : quota_(quota), options_(options) {
    for (const Quota::Entry& entry : quota.entries_) {
      const Standing is = standing(entry.number);
      if (is != Standing::out) order_.push_back({&entry, is == Standing::wanted});
    }
    std::ranges::sort(order_, {}, [](const Contender& one) {
      return std::tuple(!one.is_wanted, !one.entry->is_verified, one.entry->origin, one.entry->digest_of_id,
                        one.entry->number);
    });
    if (options.examples_of_file > 0)
      limits_.push_back({.of = QuotaOf::file, .most = options.examples_of_file});
    limit_repositories();
    for (const QuotaLine& line : options.lines) add(line);
  }

  Quota::Over run() {
    // The largest set in which all shares are met: a smaller one allows less of each.
    std::uint64_t total = order_.size();
    for (std::uint64_t kept = select(total); kept < total; kept = select(total)) total = kept;
    Quota::Over over{.excess = {}, .idle = std::move(idle_)};
    for (const Contender& one : order_) {
      if (one.full) over.excess.emplace(one.entry->number, told(one, total));
    }
    return over;
  }

 private:
  struct Contender {
    const Quota::Entry* entry;
    bool is_wanted;
    const Limit* full = nullptr;  // that has no room for it
    std::uint32_t value = 0;      // of what
  };

  static std::span<const std::uint32_t> values_of(const Quota::Entry& entry, QuotaOf of,
                                                  std::uint32_t& room) {
    if (of == QuotaOf::file) return entry.files;
    if (of == QuotaOf::repository && entry.origin != chat::Origin::git) return {};
    room = of == QuotaOf::origin     ? static_cast<std::uint32_t>(entry.origin)
           : of == QuotaOf::category ? static_cast<std::uint32_t>(entry.category)
                                     : entry.group;
    return {&room, 1};
  }

  void add(const QuotaLine& line) {
    Limit limit{.of = line.of, .line = &line};
    if (line.value != "*") {
      if (line.of == QuotaOf::origin)
        limit.value = static_cast<std::uint32_t>(*base::enum_of<chat::Origin>(line.value));
      if (line.of == QuotaOf::category)
        limit.value = static_cast<std::uint32_t>(*base::enum_of<chat::Category>(line.value));
      if (line.of == QuotaOf::group) {
        const auto known = quota_.numbers_.find(line.value);
        if (known == quota_.numbers_.end()) return idle_.push_back(line.text);
        limit.value = known->second;
      }
    }
    limits_.push_back(std::move(limit));
  }

  // Of those that are not too many of their files.
  void limit_repositories() {
    select(0);
    std::map<std::uint32_t, std::uint64_t> by_repository;
    for (const Contender& one : order_) {
      if (!one.full && one.entry->origin == chat::Origin::git) ++by_repository[one.entry->group];
    }
    if (by_repository.empty()) return;
    for (const auto& [repository, examples] : by_repository) commits_ += examples;
    share_ = std::max(options_.repository_share, 1.5 / static_cast<double>(by_repository.size()));
    limits_.push_back({.of = QuotaOf::repository, .most = most_of(std::min(share_, 1.0), commits_)});
  }

  // In a set of that many; returns how many stay.
  std::uint64_t select(std::uint64_t total) {
    for (Limit& limit : limits_) {
      limit.counts.assign(std::max<std::size_t>(quota_.names_.size(), base::names_of<chat::Category>.size()),
                          0);
      if (limit.line) limit.most = limit.line->share ? most_of(*limit.line->share, total) : limit.line->count;
    }
    std::uint64_t kept = 0;
    for (Contender& one : order_) {
      one.full = nullptr;
      if (!one.is_wanted) ask(one);
      if (one.full) continue;
      ++kept;
      for_each_value(one, [](Limit& limit, std::uint32_t value) { ++limit.counts[value]; });
    }
    return kept;
  }

  void ask(Contender& one) {
    for_each_value(one, [&](const Limit& limit, std::uint32_t value) {
      if (one.full || limit.counts[value] < limit.most) return;
      one.full = &limit;
      one.value = value;
    });
  }

  template <class Use>
  void for_each_value(const Contender& one, Use use) {
    std::uint32_t room = 0;
    for (Limit& limit : limits_) {
      for (const std::uint32_t value : values_of(*one.entry, limit.of, room)) {
        if (!limit.value || *limit.value == value) use(limit, value);
      }
    }
  }

  std::string name_of(QuotaOf of, std::uint32_t value) const {
    if (of == QuotaOf::origin) return std::string(base::name_of(static_cast<chat::Origin>(value)));
    if (of == QuotaOf::category) return std::string(base::name_of(static_cast<chat::Category>(value)));
    return quota_.names_[value];
  }

  Quota::Excess told(const Contender& one, std::uint64_t total) const {
    const Limit& limit = *one.full;
    const std::uint64_t count = limit.counts[one.value];
    const std::string name = name_of(limit.of, one.value);
    if (limit.of == QuotaOf::file)
      return {limit.of, fmt::format("examples that change {} {} (max_per_file {})",
                                    name.substr(name.find('\0') + 1), count, options_.examples_of_file)};
    if (limit.of == QuotaOf::repository)
      return {limit.of, fmt::format("examples of its repository {} of {} (repository_share {})", count,
                                    commits_, share_)};
    const std::string of_all = limit.line->share ? fmt::format(" of {}", total) : "";
    return {limit.of, fmt::format("examples of {} {} {}{} (quotas {})", base::name_of(limit.of), name, count,
                                  of_all, limit.line->text)};
  }

  const Quota& quota_;
  const QuotaOptions& options_;
  std::vector<Contender> order_;
  std::vector<Limit> limits_;
  std::vector<std::string> idle_;
  std::uint64_t commits_ = 0;
  double share_ = 1;
};

std::uint32_t Quota::number_of(std::string name) {
  const auto [found, is_new] = numbers_.emplace(std::move(name), static_cast<std::uint32_t>(names_.size()));
  if (is_new) names_.push_back(found->first);
  return found->second;
}

void Quota::add(std::uint32_t number, const chat::Example& example) {
  const chat::Metadata& metadata = example.metadata;
  Entry entry{.number = number,
              .digest_of_id = hash_of(metadata.id),
              .group = number_of(metadata.group),
              .files = {},
              .origin = metadata.origin,
              .category = metadata.category,
              .is_verified = metadata.verified};
  if (metadata.origin == chat::Origin::git) {
    for (std::string& file : changed_files(example)) entry.files.push_back(number_of(std::move(file)));
  }
  entries_.push_back(std::move(entry));
}

Quota::Over Quota::over(const QuotaOptions& options, const StandingOf& standing) const {
  return QuotaRun(*this, options, standing).run();
}

}  // namespace dataset_curator
