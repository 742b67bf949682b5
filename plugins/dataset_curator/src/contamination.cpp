#include "contamination.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

#include <fmt/format.h>

#include "hash.hpp"
#include "held_out_runs.hpp"
#include "tokens.hpp"

namespace dataset_curator {
namespace {

constexpr std::uint32_t most_groups = 20;
constexpr std::uint32_t share_of_examples = 100;  // one in so many

struct Threshold {
  std::uint32_t fewest;
  double of_piece, of_example;  // shares, one of which must be reached
};
constexpr std::array<Threshold, 3> thresholds = {{{3, 0, 0}, {15, 0.2, 0.5}, {12, 0.2, 0.5}}};  // by kind

bool begins(std::string_view whole, std::string_view prefix) {
  return whole.size() >= prefix.size() && lower(whole.substr(0, prefix.size())) == prefix;
}

}  // namespace

Contamination::Contamination(std::vector<HeldOut> held_out) : held_out_(std::move(held_out)) {
  for (std::uint32_t owner = 0; owner < held_out_.size(); ++owner) add_texts(owner);
  for (const HeldOut& one : held_out_) {
    for (const HeldOutText& text : one.scaffolding) {
      for (const std::size_t width : widths_) disown(word_runs(text.text, width));
      disown(text.path.empty() ? statement_runs(text.text) : code_runs(text.path, text.text));
    }
  }
}

void Contamination::add_texts(std::uint32_t owner) {
  std::vector<CodeChange> code;
  for (const HeldOutText& text : held_out_[owner].texts) {
    if (!text.path.empty()) code.push_back({text.path, text.text, {}});
  }
  for (const HeldOutText& text : held_out_[owner].texts) {
    add_words(owner, text.text);
    if (!text.path.empty()) {
      add_runs(owner, Kind::code, 0, code_runs(text.path, text.text));
      continue;
    }
    // Who rewords it alone may have replaced the names in it that only the code tells to be names, or not.
    auto runs = statement_runs(text.text);
    std::ranges::copy(statement_runs(text.text, code), std::back_inserter(runs));
    add_runs(owner, Kind::statement, 0, runs);
  }
}

void Contamination::add_words(std::uint32_t owner, std::string_view text) {
  const std::size_t width = std::min(run_of_words, count_words(text));
  if (width == 0) return;
  if (std::ranges::find(widths_, width) == widths_.end()) widths_.push_back(width);
  add_runs(owner, Kind::words, static_cast<std::uint32_t>(width), word_runs(text, width));
}

void Contamination::add_runs(std::uint32_t owner, Kind kind, std::uint32_t width,
                             std::span<const std::uint64_t> runs) {
  const auto piece = static_cast<std::uint32_t>(pieces_.size());
  pieces_.push_back({owner, kind, width});
  for (const std::uint64_t hash : runs) {
    const auto [found, is_new] = run_of_.emplace(hash, static_cast<std::uint32_t>(runs_.size()));
    may_be_run_.set(hash >> filter_shift);
    if (is_new) {
      runs_.push_back({piece});
    } else if (Run& run = runs_[found->second]; run.piece != nobody && pieces_[run.piece].owner != owner) {
      run.piece = nobody;
    }
  }
}

void Contamination::disown(std::span<const std::uint64_t> runs) {
  for (const std::uint64_t hash : runs) {
    if (const auto run = run_of_.find(hash); run != run_of_.end()) runs_[run->second].piece = nobody;
  }
}

void Contamination::look_at(std::uint32_t number, const chat::Metadata& metadata, const OwnWork& work) {
  if (held_out_.empty()) return;
  ++examples_;
  if (look_for_ids(number, metadata)) return;
  const auto group = static_cast<std::uint32_t>(hash_of(metadata.group) | 1U);
  look_for(words_in(work), number, group);
  look_for(code_runs(work.changes), number, group);
  look_for(statement_runs(work.request), number, group);
}

bool Contamination::look_for_ids(std::uint32_t number, const chat::Metadata& metadata) {
  if (!metadata.git) return false;
  const std::string repository = canonical_repository(metadata.git->repository);
  for (const HeldOut& one : held_out_) {
    for (const std::string& commit : one.commits) {
      // A benchmark names the commit that its task starts at: the parent of the solution.
      if (begins(metadata.git->commit, commit) || begins(metadata.git->parent, commit))
        return found_.emplace(number, Found{one.by, fmt::format("{}: commit {}", one.name, commit)}).second;
    }
    if (std::ranges::find(one.repositories, repository) != one.repositories.end())
      return found_.emplace(number, Found{one.by, fmt::format("{}: repository {}", one.name, repository)})
          .second;
  }
  return false;
}

std::vector<std::uint64_t> Contamination::words_in(const OwnWork& work) const {
  std::vector<std::uint64_t> found;
  const auto look = [&](std::string_view text) {
    for (const std::size_t width : widths_) {
      for (const std::uint64_t hash : word_runs(text, width)) {
        if (may_be_run_.test(hash >> filter_shift)) found.push_back(hash);
      }
    }
  };
  look(work.request);
  look(work.told);
  look(work.shown);
  for (const CodeChange& change : work.changes) look(change.text);
  return found;
}

void Contamination::look_for(std::span<const std::uint64_t> runs, std::uint32_t number, std::uint32_t group) {
  std::vector<std::uint32_t> seen;
  for (const std::uint64_t hash : runs) {
    if (!may_be_run_.test(hash >> filter_shift)) continue;
    const auto run = run_of_.find(hash);
    if (run != run_of_.end() && runs_[run->second].piece != nobody) seen.push_back(run->second);
  }
  std::ranges::sort(seen);
  const auto rest = std::ranges::unique(seen);
  seen.erase(rest.begin(), rest.end());
  std::map<std::uint32_t, std::uint32_t> counts;  // of pieces
  for (const std::uint32_t at : seen) {
    Run& run = runs_[at];
    if (std::exchange(run.last_group, group) != group) ++run.groups;
    ++counts[run.piece];
  }
  for (const std::uint32_t at : seen) {
    const std::uint32_t piece = runs_[at].piece;
    const bool is_short = pieces_[piece].kind == Kind::words;  // all of a short text may be one run
    if (is_short || counts[piece] >= thresholds[static_cast<std::size_t>(pieces_[piece].kind)].fewest)
      hits_.push_back({number, at, static_cast<std::uint32_t>(runs.size())});
  }
}

bool Contamination::is_boilerplate(const Run& run) const {
  return run.groups > std::max(most_groups, examples_ / share_of_examples);
}

Contamination::Found Contamination::told(const Piece& piece, std::uint32_t common, std::uint32_t of) const {
  const HeldOut& one = held_out_[piece.owner];
  if (piece.kind == Kind::words)
    return {one.by, fmt::format("{}: {} runs of {} words in common", one.name, common, piece.width)};
  return {one.by, fmt::format("{}: {} of {} runs of its {}, but for names", one.name, common, of,
                              piece.kind == Kind::code ? "code" : "statement")};
}

std::map<std::uint32_t, Contamination::Found> Contamination::found() const {
  std::vector<std::uint32_t> runs_of_piece(pieces_.size());
  for (const Run& run : runs_) {
    if (run.piece != nobody && !is_boilerplate(run)) ++runs_of_piece[run.piece];
  }
  struct Common {
    std::uint32_t runs = 0, runs_of_example = 0;
  };
  std::map<std::pair<std::uint32_t, std::uint32_t>, Common> of_both;  // number and piece
  for (const Hit& hit : hits_) {
    if (is_boilerplate(runs_[hit.run])) continue;
    Common& common = of_both[{hit.number, runs_[hit.run].piece}];
    ++common.runs;
    common.runs_of_example = hit.runs_of_example;
  }
  auto found = found_;
  for (const auto& [at, common] : of_both) {
    const Piece& piece = pieces_[at.second];
    const std::uint32_t of = runs_of_piece[at.second];
    const Threshold& threshold = thresholds[static_cast<std::size_t>(piece.kind)];
    const std::uint32_t fewest =
        piece.kind == Kind::words ? std::min(threshold.fewest, of) : threshold.fewest;
    const bool is_enough =
        common.runs >= fewest && (common.runs >= threshold.of_piece * of ||
                                  common.runs >= threshold.of_example * common.runs_of_example);
    if (is_enough) found.try_emplace(at.first, told(piece, common.runs, of));
  }
  return found;
}

}  // namespace dataset_curator
