#include <algorithm>
#include <expected>
#include <iterator>
#include <span>
#include <utility>

#include <session_classifier/convert.hpp>
#include <session_classifier/markup.hpp>
#include <session_classifier/patch_edits.hpp>
#include <session_classifier/seen_files.hpp>
#include <session_classifier/segment_chat.hpp>
#include <session_classifier/stored_json.hpp>
#include <session_classifier/tools.hpp>

namespace session_classifier {
namespace {

bool must_not_be_learnt(const Message& message) {
  const bool batch =
      std::ranges::any_of(message.parts, [](const Part& part) { return part.tool == "batch"; });
  return batch || !is_model_output(message) || has_failed_call(message);
}

bool is_patch(const Part& part) {
  return part.kind == PartKind::tool && (part.tool == "apply_patch" || part.tool == "patch");
}

// A patch that was told as edits, unless the file is known and a hunk's lines do not stand in it once: `edit` would have
// refused them.
std::expected<std::vector<Part>, std::string> edits_of(const Part& patch, const std::string& directory,
                                                       SeenFiles& seen) {
  const auto input = parse_stored(patch.state.input);
  const auto calls =
      calls_of_patch(input ? (*input)["patchText"].string() : "", patch.state.output, directory);
  if (!calls) return std::unexpected(calls.error());
  std::vector<Part> edits;
  for (const PatchCall& call : *calls) {
    Part edit = patch;
    edit.tool = call.call.name;
    edit.state.input = call.call.arguments;
    edit.state.output = call.result;
    const auto arguments = parse_stored(call.call.arguments);
    const auto count = seen.count((*arguments)["filePath"].string(), (*arguments)["oldString"].string());
    if (edit.tool == "edit" && count && *count != 1)
      return std::unexpected("the lines of a hunk do not stand once in its file");
    seen.see(edit, directory);
    edits.push_back(std::move(edit));
  }
  return edits;
}

// The step with its patches told as edits and writes. The error says why one cannot be.
std::expected<Message, std::string> without_patches(const Message& step, const std::string& directory,
                                                    SeenFiles& seen) {
  Message told = step;
  told.parts.clear();
  for (const Part& part : step.parts) {
    if (is_patch(part) && succeeded(part)) {
      auto edits = edits_of(part, directory, seen);
      if (!edits) return std::unexpected(edits.error());
      std::ranges::move(*edits, std::back_inserter(told.parts));
      continue;
    }
    if (part.kind == PartKind::tool) seen.see(part, directory);
    told.parts.push_back(part);
  }
  return told;
}

// What `opencode run` stores around the prompt is not the person's.
Message with_clean_prompt(Message message) {
  for (Part& part : message.parts)
    if (part.kind == PartKind::text && !part.synthetic) part.text = without_run_quotes(part.text);
  return message;
}

// The results in `out` from `begin` on belong to the step's calls, one each.
void note_hidden(const Message& step, std::size_t begin, SegmentChat& out) {
  std::size_t result = begin;
  for (const Part& part : step.parts) {
    if (part.kind != PartKind::tool) continue;
    if (part.state.compacted) out.hidden[result] = *part.state.compacted;
    ++result;
  }
}

bool has_patch(const Message& message) { return std::ranges::any_of(message.parts, is_patch); }

// Makes the messages of one segment, step by step.
class ChatMaker {
 public:
  ChatMaker(const std::string& directory, const Options& options)
      : directory_(directory),
        converter_({.reasoning = options.reasoning == Reasoning::keep, .shows_hidden = true}) {
    chat_.chat.messages = convert({}, options.system_prompt);
  }

  void add(const Message& stored, std::size_t step, bool tell_patches) {
    const std::size_t begin = messages().size();
    if (stored.role == chat::Role::user)
      converter_.append(with_clean_prompt(stored), messages());
    else if (tell_patches)
      add_told(stored, step);
    else
      add_answer(stored);
    if (messages().size() == begin) return;
    chat::Message& first = messages()[begin];
    const bool is_answer = first.role == chat::Role::assistant;
    if (is_answer && (must_not_be_learnt(stored) || !mark_in(first).empty())) first.weight = 0;
    chat_.groups.push_back({begin, messages().size(), step});
  }

  SegmentChat take() && { return std::move(chat_); }

 private:
  std::vector<chat::Message>& messages() { return chat_.chat.messages; }

  void add_told(const Message& stored, std::size_t step) {
    const auto told = without_patches(stored, stored.cwd.empty() ? directory_ : stored.cwd, seen_);
    if (!told) chat_.untold_patches[step] = told.error();
    add_answer(told ? *told : stored);
  }

  void add_answer(const Message& step) {
    const std::size_t begin = messages().size();
    converter_.append(step, messages());
    if (messages().size() > begin + 1) note_hidden(step, begin + 1, chat_);
  }

  std::string directory_;
  Converter converter_;
  SeenFiles seen_;
  SegmentChat chat_;
};

}  // namespace

SegmentChat chat_of(const Segment& segment, std::size_t end, const std::string& directory,
                    const Options& options) {
  ChatMaker maker(directory, options);
  const auto steps = std::span(segment.messages).first(end);
  const bool tell_patches = std::ranges::any_of(steps, has_patch);
  for (std::size_t step = 0; step < end; ++step) maker.add(steps[step], step, tell_patches);
  return std::move(maker).take();
}

}  // namespace session_classifier
