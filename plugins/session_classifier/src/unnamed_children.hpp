// Sessions of sub-agents that nothing of the session that called them tells of any more.
//
// An undo is marked only until the next prompt, which deletes the messages that were taken back. The sessions of the
// sub-agents that were called in them stay, and point to their caller alone.
#pragma once

#include <string>
#include <vector>

#include <session_classifier/store.hpp>

namespace session_classifier::detail {

// The ids of those of `children` (each with the parent `caller`) whose call was deleted. Reads the caller, and children that
// it does not name. None where that can have another cause:
// - something of the caller cannot be read, or it has no messages;
// - a call that is still there may have made the child, without saying so: it failed, or an extension's tool did;
// - the program that made the child does not record it with the call (before 1.0, own builds of which no other call
//   shows that, imports of 1.x into 2.x);
// - the two lie in different stores, of which the caller's may be older, and it has no prompt after the child.
// An error if the caller could not be read for a reason that can pass.
base::Result<std::vector<std::string>> unnamed_children(const SessionRef& caller,
                                                        const std::vector<const SessionRef*>& children);

}  // namespace session_classifier::detail
