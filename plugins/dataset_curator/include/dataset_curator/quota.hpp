// How much of a data set may come from one place or be of one kind: a model that sees the same again and again learns that.
//
// Each limit says how many examples of one thing may stay: of a file or repository that commits change (max_per_file,
// repository_share), and of an origin, category or group (the lines of `quotas`). An example stays if there is room for it in
// all limits that it falls under. Those are asked first that a review keeps, then verified ones, then sessions, commits,
// generated ones; among equals a digest of the id decides. So what stays depends on what there is, not on the order in which
// it came, and one more example takes the place of few.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <base/enum_names.hpp>
#include <base/error.hpp>
#include <chat/example.hpp>

namespace dataset_curator {

// What the examples that are counted together have in common. File and repository: of commits alone.
enum class QuotaOf { origin, category, group, file, repository };
constexpr auto enum_names(QuotaOf) {
  return base::names("origin", "category", "group", "file", "repository");
}

// One line of `quotas`.
struct QuotaLine {
  QuotaOf of = QuotaOf::origin;
  std::string value;            // "*" = each
  std::optional<double> share;  // of the finished set, above 0 to 1; else:
  std::uint64_t count = 0;      // examples
  std::string text;             // as it was written
};

// "origin.synthetic 30%", "category.bug_fix 200", "group.* 50": what, a blank, and how many examples or how much of the
// finished set at most. Errors quote the line and say what it may be.
base::Result<QuotaLine> read_quota(std::string_view line);

struct QuotaOptions {
  std::uint64_t examples_of_file = 3;  // 0 = any number
  double repository_share = 0.15;      // of the examples of commits, above 0; 1 = all
  std::vector<QuotaLine> lines = {};
};

// Whether an example takes part.
enum class Standing { out, in, wanted };  // wanted: stays, whatever the limits say, and counts

// Not for several threads at once.
class Quota {
 public:
  void add(std::uint32_t number, const chat::Example& example);

  // One example too many.
  struct Excess {
    QuotaOf of = QuotaOf::file;
    std::string why;  // "examples that change src/lib.rs 3 (max_per_file 3)"
  };
  struct Over {
    std::map<std::uint32_t, Excess> excess;  // by number
    std::vector<std::string> idle;           // lines that name a group of which there is no example
  };
  using StandingOf = std::function<Standing(std::uint32_t number)>;
  // Errors of the options apart, any set has an answer; a share that everything falls under leaves at least one example.
  Over over(
      const QuotaOptions& options,
      const StandingOf& standing = [](std::uint32_t) { return Standing::in; }) const;

 private:
  friend class QuotaRun;
  struct Entry {
    std::uint32_t number = 0;
    std::uint64_t digest_of_id = 0;
    std::uint32_t group = 0;           // into names_
    std::vector<std::uint32_t> files;  // likewise; of commits
    chat::Origin origin = chat::Origin::session;
    chat::Category category = chat::Category::other;
    bool is_verified = false;
  };
  std::uint32_t number_of(std::string name);

  std::vector<Entry> entries_;
  std::vector<std::string> names_;
  std::unordered_map<std::string, std::uint32_t> numbers_;
};

}  // namespace dataset_curator
