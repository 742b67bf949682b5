// The messages of one example: what is around a turn, and how much of it.
//
//   system message | the session's first request | ... | as much context as fits, the newest | the turn, whole
//
// After a compaction the summary, with the request for it, stands for the session's first request: it is what the model
// saw of the task. Context comes in whole groups, so that each call keeps its results. Nothing is larger than the
// turn needs: what a session gives grows with its length, not with the square of it.
//
// A turn that does not fit alone loses its first steps, if an edit and the check that passed after it stay inside. What
// is edited there without having been seen, and a closing answer that may tell of what was left out, is not learnt.
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <functional>
#include <optional>
#include <vector>

#include <chat/example.hpp>
#include <session_classifier/segment_chat.hpp>
#include <session_classifier/turns.hpp>

namespace session_classifier {

struct LaidOut {
  std::vector<chat::Message> messages;  // calls numbered from call_1; context has weight 0 and no thinking
  std::optional<chat::LeftOut> left_out;
  std::optional<std::int64_t> tokens;  // counted, not estimated
};

class Layout {
 public:
  // Both must outlive the layout. Without Options::counter nothing is left out.
  Layout(const SegmentChat& chat, const Segment& segment, const Options& options)
      : chat_(chat), segment_(segment), options_(options) {}

  // The error says why the turn cannot be shown.
  std::expected<LaidOut, Unfit> lay_out(const Turn& turn);

 private:
  struct Selection {
    std::size_t task = 0;     // groups of the task statement, from the first
    std::size_t context = 0;  // first group of the context
    std::size_t requests = 0, answers = 0,
                end = 0;  // first groups of the turn, of what is kept of its answer, behind it
    std::size_t tokens = 0;
    bool is_cut = false;
    bool lacks_task = false;
  };

  std::expected<Selection, Unfit> select(const Turn& turn);
  std::expected<void, Unfit> keep_end_of_turn(const Turn& turn, Selection& kept);
  void add_context(Selection& kept);
  LaidOut assemble(const Turn& turn, const Selection& kept) const;

  std::size_t group_of(std::size_t step) const;  // the first group of that step or a later one
  std::size_t task_groups() const;
  bool is_user(std::size_t group) const;
  bool calls(std::size_t group) const;
  std::vector<chat::Message> shown(std::size_t group) const;
  std::expected<std::size_t, Unfit> tokens_of(std::size_t group, bool is_context, std::size_t enough);
  std::expected<std::size_t, Unfit> tokens_of_opening();
  bool holds_proof(const Turn& turn, std::size_t step) const;

  const SegmentChat& chat_;
  const Segment& segment_;
  const Options& options_;
  std::int64_t when_ = 0;  // the moment of the turn: what was hidden before it is hidden
  std::optional<std::size_t> opening_;
  std::vector<std::optional<std::size_t>> context_tokens_;  // by group
};

}  // namespace session_classifier
