// All messages of a segment as a chat, made once for all examples that are cut from it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include <chat/example.hpp>
#include <session_classifier/active.hpp>
#include <session_classifier/examples.hpp>
#include <session_classifier/turns.hpp>

namespace session_classifier {

// A user's message alone, or an assistant's with the results of its calls: never cut apart.
struct Group {
  std::size_t begin = 0, end = 0;  // in SegmentChat::chat
  std::size_t step = 0;            // of the segment's message that it was made of
};

struct SegmentChat {
  // The system message, if there is one, then the groups. Weight 0 has what must not be learnt wherever it stands; context
  // is not marked here.
  chat::Example chat;
  std::vector<Group> groups;
  // Results (indices in the chat) that were hidden from the model, and when (ms since the epoch).
  std::map<std::size_t, std::int64_t> hidden;
  std::map<std::size_t, std::string> untold_patches;  // by step: why a patch is no edits
};

// Of the first `end` messages of a segment, in single steps. `directory` is the folder that the paths of patches belong to.
SegmentChat chat_of(const Segment& segment, std::size_t end, const std::string& directory,
                    const Options& options);

}  // namespace session_classifier
