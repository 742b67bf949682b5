// Finds what is held out in examples: by ids, by runs of words, and by code and sentences that differ in names alone.
#pragma once

#include <bitset>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include <chat/example.hpp>
#include <dataset_curator/held_out.hpp>

#include "own_work.hpp"

namespace dataset_curator {

// Runs of 13 words are what published audits of training sets count (GPT-3's appendix C and others); three of them, that
// is 15 words on end, are a find, wherever the example shows them.
//
// Without names, in what the example teaches of its own: of code runs of 12 tokens (shorter statements whole, from 8 on), of
// requests runs of 5 words, within a statement or sentence, so that neither renaming nor another order hides them. A fifth of
// the runs of a text is a find, or an example half of whose runs are the text's; of code at least 15, of a statement 12. Of
// 2,500 foreign files of Rust the likest had a tenth.
//
// Runs that a task's scaffolding or another task has, or examples of more than 20 groups (one in a hundred examples, where
// that is more), are boilerplate.
class Contamination {
 public:
  explicit Contamination(std::vector<HeldOut> held_out);

  // Each example once, with a number of its own.
  void look_at(std::uint32_t number, const chat::Metadata& metadata, const OwnWork& work);

  struct Found {
    HeldOutBy by = HeldOutBy::evaluation;
    std::string what;  // "task x: 40 runs of 13 words in common"
  };
  // After all were looked at, by their numbers.
  std::map<std::uint32_t, Found> found() const;

 private:
  enum class Kind { words, code, statement };
  struct Piece {  // what of a held-out thing is looked for together
    std::uint32_t owner;
    Kind kind;
    std::uint32_t width;  // of its longest run
  };
  struct Run {
    std::uint32_t piece;
    std::uint32_t groups = 0, last_group = 0;  // of examples that have it
  };
  struct Hit {
    std::uint32_t number, run, runs_of_example;
  };
  static constexpr std::uint32_t nobody = UINT32_MAX;
  static constexpr unsigned filter_shift = 64 - 20;

  void add_texts(std::uint32_t owner);
  void add_runs(std::uint32_t owner, Kind kind, std::uint32_t width, std::span<const std::uint64_t> runs);
  void add_words(std::uint32_t owner, std::string_view text);
  void disown(std::span<const std::uint64_t> runs);
  bool look_for_ids(std::uint32_t number, const chat::Metadata& metadata);
  void look_for(std::span<const std::uint64_t> runs, std::uint32_t number, std::uint32_t group);
  std::vector<std::uint64_t> words_in(const OwnWork& work) const;
  bool is_boilerplate(const Run& run) const;
  Found told(const Piece& piece, std::uint32_t common, std::uint32_t of) const;

  std::vector<HeldOut> held_out_;
  std::vector<std::size_t> widths_;  // of runs of words: 13, and the lengths of shorter texts
  std::vector<Piece> pieces_;
  std::vector<Run> runs_;
  std::unordered_map<std::uint64_t, std::uint32_t> run_of_;  // by hash, into runs_
  std::bitset<(1U << (64 - filter_shift))> may_be_run_;  // by how the hash begins; spares nearly all look-ups

  std::uint32_t examples_ = 0;
  std::vector<Hit> hits_;
  std::map<std::uint32_t, Found> found_;
};

}  // namespace dataset_curator
