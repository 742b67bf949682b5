// The parameter `system_prompt` of every stage that writes or opens a conversation: one declaration, one way
// to read it, so that data and rollouts cannot differ.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <agent_tools/system_prompt.hpp>
#include <flow/fields.hpp>
#include <flow/result.hpp>

namespace agent_tools {

template <class Params>
constexpr auto system_prompt_param(std::vector<flow::Path> Params::*member) {
  return flow::param("system_prompt", member,
                     "agent files (Markdown); the first that exists becomes the system message")
      .required()
      .may_be_absent();
}

// Throws flow::Failure where none of the files is there.
inline std::string system_prompt_of(const std::vector<flow::Path>& files) {
  std::vector<std::filesystem::path> candidates;
  for (const flow::Path& file : files) candidates.push_back(file.path());
  auto prompt = read_system_prompt(candidates);
  if (!prompt) throw flow::Failure(prompt.error());
  return std::move(*prompt);
}

}  // namespace agent_tools
