// A placebo for a fine-tuning: the same chats, of which one behaviour is shown and not learnt.
//
//   read, edit          learnt as before
//   fmt, clippy, test   weight 0: the model reads the calls and their results, and is taught to make none of them
//   answer              weight 0 where checks ran: it reports them
//
// So a training on the placebo has the same tokens to read and as many steps as that on the data, and differs in one thing. Of
// an example that is checks alone nothing is left: another stands in its place.
#pragma once

#include <cstdint>

#include <chat/example.hpp>

namespace placebo {

struct Unlearnt {
  std::int64_t checks = 0;   // messages that run fmt, clippy, test, build or check
  std::int64_t answers = 0;  // messages that report them
};

// Sets the weight of the messages to 0, and leaves all else as it is. Of messages that were not learnt before nothing is
// counted.
Unlearnt unlearn_checks(chat::Example& example);

}  // namespace placebo
