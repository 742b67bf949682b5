#include <algorithm>
#include <functional>
#include <iterator>
#include <limits>
#include <system_error>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <base/json.hpp>
#include <dataset_curator/review.hpp>

#include "read_file.hpp"

namespace dataset_curator {
namespace {

constexpr std::size_t most_ids = 5;  // in a warning

std::size_t occurrences(std::string_view text, std::string_view part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != std::string_view::npos; at = text.find(part, at + 1)) ++count;
  return count;
}

bool replace(std::string& text, const TextEdit& edit) {
  const std::size_t at = text.find(edit.before);
  if (at == std::string::npos) return false;
  text.replace(at, edit.before.size(), edit.after);
  return true;
}

// The arguments after `use` has seen, and perhaps changed, each text in them. What is no JSON has no texts.
std::string for_each_argument(const chat::ToolCall& call, const std::function<void(std::string&)>& use) {
  auto arguments = base::parse_json(call.function.arguments);
  if (!arguments) return call.function.arguments;
  base::for_each_string(*arguments, use);
  return arguments->dump();
}

base::Result<void> apply(const TextEdit& edit, chat::Example& example) {
  const auto misfit = [&](std::string why) {
    base::Error error{.problem = edit.place + " does not fit",
                      .why = std::move(why),
                      .what_to_do = "look at the example and mend the edit, or take it out"};
    error.is_rejection = true;
    return std::unexpected(std::move(error));
  };
  if (edit.message >= example.messages.size())
    return misfit(fmt::format("the example has {} messages, counted from 0, and no message {}",
                              example.messages.size(), edit.message));
  chat::Message& message = example.messages[edit.message];
  std::size_t found = occurrences(message.content, edit.before);
  if (message.reasoning_content) found += occurrences(*message.reasoning_content, edit.before);
  for (const chat::ToolCall& call : message.tool_calls)
    for_each_argument(call, [&](std::string& text) { found += occurrences(text, edit.before); });
  if (found != 1)
    return misfit(fmt::format("message {} ({}) holds the text of `old` {}", edit.message,
                              base::name_of(message.role),
                              found == 0 ? std::string("nowhere") : fmt::format("{} times", found)));
  if (replace(message.content, edit)) return {};
  if (message.reasoning_content && replace(*message.reasoning_content, edit)) return {};
  for (chat::ToolCall& call : message.tool_calls) {
    bool replaced = false;
    std::string changed =
        for_each_argument(call, [&](std::string& text) { replaced |= replace(text, edit); });
    if (replaced) call.function.arguments = std::move(changed);
  }
  return {};
}

void add(std::vector<std::string>& parts, const std::vector<std::string>& ids, std::size_t most_ids,
         std::string_view what) {
  if (ids.empty()) return;
  const auto end = ids.begin() + static_cast<std::ptrdiff_t>(std::min(ids.size(), most_ids));
  std::string text = fmt::format("{} {} ({}", ids.size(), what, fmt::join(ids.begin(), end, ", "));
  if (ids.size() > most_ids) text += fmt::format(" and {} more", ids.size() - most_ids);
  parts.push_back(std::move(text) + ")");
}

std::string problem(const ReviewCounts& counts, std::size_t most_ids) {
  std::vector<std::string> parts;
  add(parts, counts.not_there, most_ids, "of the examples that the review names are not there");
  add(parts, counts.misfits, most_ids, "could not be edited, since the texts are others now");
  add(parts, counts.overruled, most_ids,
      "could not be kept, since they are damaged, secret, too long, held out or equal to another one");
  return fmt::format("{}", fmt::join(parts, "; "));
}

}  // namespace

base::Result<Review> Review::load(const std::filesystem::path& file) {
  std::error_code error;
  if (!std::filesystem::exists(file, error) && !error) return Review();
  const auto text = read_file(file);
  if (!text) return std::unexpected(text.error());
  return read(*text, file.filename().string());
}

const Decision* Review::of(std::string_view id) const {
  const auto found = decisions_.find(id);
  return found == decisions_.end() ? nullptr : &found->second;
}

base::Result<void> edit(const Review& review, chat::Example& example) {
  const Decision* decision = review.of(example.metadata.id);
  if (!decision || decision->edits.empty()) return {};
  for (const TextEdit& one : decision->edits) {
    if (auto applied = apply(one, example); !applied) return applied;
  }
  example.metadata.tokens.reset();
  return {};
}

std::string review_problem(const ReviewCounts& counts) { return problem(counts, most_ids); }

std::string review_told(const ReviewCounts& counts) {
  std::string text =
      fmt::format("Decisions of the review that were applied: {} to keep, {} to drop, {} to edit an example.",
                  counts.kept, counts.dropped, counts.edited);
  if (const std::string left = problem(counts, std::numeric_limits<std::size_t>::max()); !left.empty())
    text += " Not applied: " + left + ".";
  return text;
}

}  // namespace dataset_curator
