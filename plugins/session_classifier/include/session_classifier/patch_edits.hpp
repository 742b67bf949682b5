// The patches of models that are given `apply_patch` instead of `edit` and `write`, told as those.
//
//   *** Begin Patch
//   *** Update File: src/lib.rs      one edit for each hunk
//   @@
//    context, -taken out, +put in
//   *** Add File: src/names.rs       one write
//   +whole content
//   *** End Patch
//
// Only what the tool's answer proves: it lists each file of the patch as updated or added, so each hunk was found as it
// stands. Not told are deleted and moved files, which the contract has no tool for, hunks that are placed by a line of
// context elsewhere (`@@ fn main`), hunks that only add lines, and answers with diagnostics.
#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include <chat/example.hpp>

namespace session_classifier {

struct PatchCall {
  chat::FunctionCall call;
  std::string result;
};

// `directory` is the absolute folder that the patch's paths belong to. The error says why it cannot be told.
std::expected<std::vector<PatchCall>, std::string> calls_of_patch(std::string_view patch,
                                                                  std::string_view answer,
                                                                  std::string_view directory);

}  // namespace session_classifier
