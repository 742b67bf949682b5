#include <algorithm>
#include <iterator>
#include <map>
#include <utility>

#include <agent_rollout/script.hpp>
#include <agent_tools/calls.hpp>
#include <edits/edits.hpp>

namespace agent_rollout {
namespace {

chat::Message calling(chat::FunctionCall function) {
  chat::Message message{.role = chat::Role::assistant};
  message.tool_calls.push_back({.function = std::move(function)});
  return message;
}

class ReferenceAgents : public Agents {
 public:
  explicit ReferenceAgents(std::string root) : root_(std::move(root)) {}
  base::Result<std::unique_ptr<Agent>> start(const rust_tasks::Task& task, std::uint64_t,
                                             const Means&) const override {
    return std::make_unique<Script>(reference_agent(task, root_));
  }

 private:
  std::string root_;
};

class ReplayAgents : public Agents {
 public:
  explicit ReplayAgents(Recorded recorded) : recorded_(std::move(recorded)) {}
  base::Result<std::unique_ptr<Agent>> start(const rust_tasks::Task& task, std::uint64_t,
                                             const Means&) const override {
    const auto found = recorded_.find(task.id);
    return found == recorded_.end() ? nullptr : std::make_unique<Script>(replay_agent(found->second));
  }

 private:
  Recorded recorded_;
};

}  // namespace

base::Result<Turn> Script::next(std::span<const chat::Message>, const Patience&) {
  if (said_ == messages_.size()) return Turn{.message = chat::Message{.role = chat::Role::assistant}};
  return Turn{.message = messages_[said_++]};
}

Script reference_agent(const rust_tasks::Task& task, const std::string& root) {
  std::map<std::string, std::string> start;
  for (const rust_tasks::File& file : task.start) start.emplace(file.path, file.text);

  std::vector<chat::Message> reads, changes;
  std::size_t changed = 0;
  for (const rust_tasks::File& file : task.reference) {
    const std::string path = root + "/" + file.path;
    const auto before = start.find(file.path);
    if (before != start.end() && before->second == file.text) continue;
    ++changed;
    if (before != start.end()) reads.push_back(calling(agent_tools::read_call(path)));
    if (before == start.end() || before->second.empty()) {
      changes.push_back(calling(agent_tools::write_call(path, file.text)));
      continue;
    }
    for (const edits::Edit& edit : edits::edits_between(before->second, file.text))
      changes.push_back(calling(agent_tools::edit_call(path, edit.old_text, edit.new_text)));
  }
  std::vector<chat::Message> messages = std::move(reads);
  std::ranges::move(changes, std::back_inserter(messages));
  for (const char* command : {"cargo fmt", "cargo clippy --all-targets -- -D warnings", "cargo test"})
    messages.push_back(calling(agent_tools::bash_call(command)));
  messages.push_back({.role = chat::Role::assistant,
                      .content = "The task is done with changes to " + std::to_string(changed) +
                                 (changed == 1 ? " file." : " files.")});
  return Script(std::move(messages));
}

Script replay_agent(const std::vector<chat::Message>& recorded) {
  std::vector<chat::Message> messages;
  std::ranges::copy_if(recorded, std::back_inserter(messages),
                       [](const chat::Message& message) { return message.role == chat::Role::assistant; });
  return Script(std::move(messages));
}

std::unique_ptr<const Agents> reference_agents(std::string root) {
  return std::make_unique<const ReferenceAgents>(std::move(root));
}

std::unique_ptr<const Agents> replay_agents(Recorded recorded) {
  return std::make_unique<const ReplayAgents>(std::move(recorded));
}

}  // namespace agent_rollout
