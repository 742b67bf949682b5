// From stored rows to the contexts that the model really had.
//
//   stored messages ──sort──> ──cut at the undo──> active ──cut at each compaction──> segments
//
// A compaction replaces everything before it by a summary, so that no model ever saw the uncut session.
#pragma once

#include <cstddef>
#include <vector>

#include <session_classifier/model.hpp>

namespace session_classifier {

// Messages by (row number, time, id): ids alone wrapped around in August 2026. Parts by id.
void sort_messages(Session& session);

// Would sort_messages change nothing?
bool is_sorted(const Session& session);

struct Active {
  std::vector<Message> messages;
  std::vector<Message> reverted;  // taken back by the user; not to be used
};

// `session` must be sorted. Everything from Session::revert, or from Session::undone_from on is taken back. With Revert::part the message keeps the parts before it and is marked `reverted`.
Active active_messages(const Session& session);

struct Segment {
  // After a compaction: the request, the summary, the kept tail, what followed.
  std::vector<Message> messages;
  std::size_t fresh = 0;  // messages before this index are context that an earlier segment holds, too
};

// Cuts at each completed compaction; one that failed or was interrupted leaves the context as it was. Never
// empty segments; none for no messages.
std::vector<Segment> segments(std::vector<Message> active);

// Up to 0.5 one assistant message holds all steps of a turn: it becomes one message for each step. Others are
// returned as they are.
std::vector<Message> split_steps(Message message);

}  // namespace session_classifier
