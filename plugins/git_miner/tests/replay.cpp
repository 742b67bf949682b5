#include "replay.hpp"

#include <set>
#include <sstream>

#include <doctest/doctest.h>
#include <simdjson.h>

namespace git_miner::test {
namespace {

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  for (std::size_t at = text.find(from); at != text.npos; at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
}

// The arguments of a call, numbers left out; paths without the root.
std::map<std::string, std::string> arguments_of(const chat::ToolCall& call) {
  simdjson::dom::parser parser;
  std::map<std::string, std::string> arguments;
  for (const auto [key, value] : simdjson::dom::object(parser.parse(call.function.arguments))) {
    std::string_view text;
    if (value.get_string().get(text) == simdjson::SUCCESS) arguments[std::string(key)] = text;
  }
  if (auto path = arguments.find("filePath"); path != arguments.end()) {
    REQUIRE(path->second.starts_with("/workspace/"));
    path->second.erase(0, std::string_view("/workspace/").size());
  }
  return arguments;
}

void edit(std::string& text, std::string from, std::string to) {
  if (text.contains("\r\n")) {
    replace_all(from, "\n", "\r\n");
    replace_all(to, "\n", "\r\n");
  }
  const std::size_t at = text.find(from);
  REQUIRE(at != text.npos);
  REQUIRE(text.find(from, at + 1) == text.npos);
  text.replace(at, from.size(), to);
}

void shell(const std::string& command, Files& files) {
  if (command.starts_with("cargo ")) return;
  std::string rest = command;
  if (rest.starts_with("mkdir -p ")) rest = rest.substr(rest.find(" && ") + 4);
  std::istringstream words(rest);
  std::string program, from, to;
  words >> program >> from >> to;
  REQUIRE(files.contains(from));
  if (program == "mv") {
    files[to] = files[from];
  } else {
    REQUIRE(program == "rm");
  }
  files.erase(from);
}

}  // namespace

Files replayed(const chat::Example& example, Files files) {
  std::set<std::string> shown;  // lines that a read has shown
  for (const chat::Message& message : example.messages) {
    if (message.role == chat::Role::tool) {
      std::istringstream lines(message.content);
      for (std::string line; std::getline(lines, line);) {
        const std::size_t colon = line.find(": ");
        if (colon != line.npos) shown.insert(line.substr(colon + 2));
      }
    }
    for (const chat::ToolCall& call : message.tool_calls) {
      const auto arguments = arguments_of(call);
      INFO(call.function.name << " " << call.function.arguments);
      if (call.function.name == "edit") {
        const std::string& path = arguments.at("filePath");
        REQUIRE(files.contains(path));
        edit(files[path], arguments.at("oldString"), arguments.at("newString"));
        std::istringstream written(arguments.at("newString")), replaced(arguments.at("oldString"));
        for (std::string line; std::getline(replaced, line);) CHECK(shown.contains(line));
        for (std::string line; std::getline(written, line);) shown.insert(line);
      } else if (call.function.name == "write") {
        files[arguments.at("filePath")] = arguments.at("content");
      } else if (call.function.name == "bash") {
        shell(arguments.at("command"), files);
      } else {
        const std::set<std::string> looking{"read", "grep", "glob"};
        CHECK(looking.contains(call.function.name));
      }
    }
  }
  return files;
}

}  // namespace git_miner::test
