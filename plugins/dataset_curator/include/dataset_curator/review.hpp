// What people decided of single examples, from a file that they write:
//
//   keep: [git-c6a9e03661955f82-d97edba041cf]      # stays, whatever quotas, likeness and house style say
//   drop:
//     - session:ses_1e4c9e446ffeqyDwyKVCPQdpAe:0:0
//     - {id: git-f4459c64ed184e25-debd1873c79d, why: guesses the version}
//   edit:
//     - id: git-62b89d1c34fc1fb6-19d2805729e6
//       message: 5                                 # as samples.html counts them, from 0
//       old: I ran all tests.                      # once in what the message says, thinks or calls with
//       new: I ran the tests of the parser.
//
// A decision holds on every run; what it names need not be there. `keep` does not make an example of what is damaged, secret,
// too long, or held out for the evaluation.
#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <base/error.hpp>
#include <chat/example.hpp>

namespace dataset_curator {

struct TextEdit {
  std::size_t message = 0;  // from 0
  std::string before, after;
  std::string place;  // "review.yaml:12"
};

// Of one example.
struct Decision {
  bool keep = false, drop = false;  // not both
  std::string place;                // of keep or drop
  std::string why;                  // as the file says it; "" for nothing
  std::vector<TextEdit> edits;      // in the order of the file; none of what is dropped
};

class Review {
 public:
  // Of a file that is not there, or holds nothing, no decisions. Errors name the place: no YAML, another key, an id that is
  // named twice or both dropped and kept or edited, an edit that lacks a text.
  static base::Result<Review> load(const std::filesystem::path& file);
  static base::Result<Review> read(std::string_view yaml, const std::string& file_name);

  const Decision* of(std::string_view id) const;  // null: none
  const std::map<std::string, Decision, std::less<>>& decisions() const { return decisions_; }

 private:
  std::map<std::string, Decision, std::less<>> decisions_;  // by id
};

// Makes the edits of the example's decision, if it has one with edits; what was counted of its tokens no longer holds. The error
// is a rejection that names the edit that does not fit: there is no such message, or it does not hold the text exactly once.
base::Result<void> edit(const Review& review, chat::Example& example);

// What became of the decisions.
struct ReviewCounts {
  std::size_t kept = 0, dropped = 0, edited = 0;  // decisions that were applied
  std::vector<std::string> not_there;             // ids of which there is no example, sorted
  std::vector<std::string> overruled;             // ids that are to be kept and cannot be
  std::vector<std::string> misfits;               // ids of which an edit does not fit
};

// What was applied and what was not, in a sentence or two for people; names every id.
std::string review_told(const ReviewCounts& counts);

// For people: what did not come out as decided and where to look; "" where all did, or nothing was decided.
std::string review_problem(const ReviewCounts& counts);

}  // namespace dataset_curator
