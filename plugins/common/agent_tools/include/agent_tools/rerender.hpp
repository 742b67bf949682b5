// Calls and results of other opencode versions (0.5 - 1.17, 2.x) in the form of 1.18, so that all data shows
// a model the tools that it will meet.
//
// Only the form changes; nothing is made up. What 1.18 would say only with knowledge that the old text lacks
// (the number of lines of a partly shown file, the tail of an output whose head was kept) stays as it is and
// is reported, and so is every call of a tool that the contract does not have (list, patch, task, ...). The
// caller decides what to do then.
//
// Forms are told by content, not by the session's version, because one session may be continued by a newer
// program. The old forms: docs/tool_contract.md, "Sessions of other versions"; those of 2.x after
// packages/core/src/tool/plugin/*.ts of opencode.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include <chat/example.hpp>

namespace agent_tools {

struct RerenderOptions {
  // Folder that the model's relative paths belong to, as shown to it, such as "/workspace"; "" = unknown.
  // Only needed where the form of 1.18 shows the absolute path.
  std::string directory;
};

struct NotRerendered {
  std::size_t message = 0;  // index of the assistant message with the call, or of the result
  std::string tool;         // as it stands in the example now
  std::string reason;       // a short stable phrase
};

struct RerenderReport {
  std::size_t changed = 0;  // calls and results that were changed
  std::vector<NotRerendered> left;
};

// Doing it twice changes nothing more. Calls and results must be tied by tool_call_id.
RerenderReport rerender(chat::Example& example, const RerenderOptions& options = {});

}  // namespace agent_tools
