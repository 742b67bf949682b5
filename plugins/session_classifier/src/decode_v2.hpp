// Rows of 2.x's `session_message` to the model: one row gives no, one or two messages of the 1.x shape.
//
// Tool names and arguments stay as 2.x stored them (`shell`, `path`). Source of the format: opencode
// packages/core/src/session/message.ts and captured databases of 2.0.25/2.0.26; 2.x itself was never run.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <session_classifier/model.hpp>
#include <session_classifier/stored_json.hpp>

namespace session_classifier::detail {

struct RowV2 {
  std::string id;
  std::string type;
  std::int64_t sequence = 0;
  std::int64_t created = 0;
};

// What is wrong with the form of the row, "" if nothing is: `text` must be a text, `content` an array.
std::string_view wrong_row(const RowV2& row, const base::Json& data);

// Appends what the row means to `messages`, which holds the earlier rows of the session. `idle` rows mark the
// assistant before them as failed if the run was.
void append_row(const RowV2& row, const base::Json& data, std::vector<Message>& messages);

}  // namespace session_classifier::detail
