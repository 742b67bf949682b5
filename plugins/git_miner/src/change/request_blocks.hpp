// What a message's body gives to a request: the state of things and what is wanted, not what the commit did.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "change/markdown.hpp"
#include "change/wish.hpp"

namespace git_miner {

// Whether a text names what a request must not name.
using NameTest = std::function<bool(std::string_view)>;

struct BodyReading {
  std::string subject;  // what stands in front of the body in the request; "" where nothing does
  Deeds deeds = Deeds::are_not;
  bool only_faults = false;  // of a fix: what was done is no part of the request
};

struct RequestBody {
  std::vector<Block> blocks;
  // False where something is left out that the request needs: a list or code that a kept sentence announces, or, but
  // for a fix, another thing that was done than the subject says; or where all that is kept speaks against the request.
  bool is_whole = true;
  bool has_front = true;  // nothing is lost in front of what is kept
};

// Paragraphs lose the sentences that speak of the commit, that is_refused refuses, that have no sense without a
// reference or that tell the cause and the remedy (see diagnosis.hpp), and those that lean on a lost one ("It ..",
// "Instead ..", what ends with a colon before code). What the commit says of the program after it becomes a wish (see
// wish.hpp). Lists and code survive whole or go whole; measurements and drawings go, and with a drawing all that follows
// up to the next heading. Headings go, with all below them where they announce a solution or a test plan, and so do the
// texts below a title of a squashed commit that is not the subject. "This fixes a bug where X" is "X". Behind what is lost
// only that is taken which stands for itself: a fault or a wish. Judgements (see
// judgement.hpp) go where anything is lost, as their reasons may be.
RequestBody request_blocks(const std::vector<Block>& body, const NameTest& is_refused,
                           const BodyReading& reading);

}  // namespace git_miner
