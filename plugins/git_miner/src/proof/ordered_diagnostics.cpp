#include "proof/ordered_diagnostics.hpp"

#include <algorithm>
#include <compare>
#include <sstream>
#include <vector>

#include <re2/re2.h>

namespace git_miner {
namespace {

enum class Part { progress, finding, advice, ending };

struct Block {
  Part part = Part::progress;
  std::string path;
  int line = 0, column = 0;
  std::string text;

  friend auto operator<=>(const Block&, const Block&) = default;
};

// Where a block begins; the lines behind are its own until the next.
bool begins(const std::string& line, Part& part) {
  static const RE2 progress(R"( *(?:Compiling|Checking|Fresh|Finished) .*)");
  static const RE2 advice(R"((?:For more information about|Some errors have detailed explanations).*)");
  static const RE2 finding(R"((?:error|warning)(?:\[\w+\])?: .*)");
  if (RE2::FullMatch(line, progress)) {
    part = Part::progress;
  } else if (RE2::FullMatch(line, advice)) {
    part = Part::advice;
  } else if (RE2::FullMatch(line, finding)) {
    part = line.starts_with("error: could not compile ") ? Part::ending : Part::finding;
  } else {
    return false;
  }
  return true;
}

bool is_count(const std::string& text) {
  static const RE2 count(R"((?s)warning: (?:`[^`\n]+` \([^)\n]*\) generated |build failed, waiting ).*)");
  return RE2::FullMatch(text, count);
}

void close(Block& block) {
  static const RE2 place(R"((?m)^ *--> ([^\n:]+):(\d+):(\d+)$)");
  RE2::PartialMatch(block.text, place, &block.path, &block.line, &block.column);
  block.text.resize(block.text.find_last_not_of('\n') + 1);
  block.text += block.part == Part::finding || block.part == Part::advice ? "\n\n" : "\n";
}

}  // namespace

std::string ordered_diagnostics(const std::string& output) {
  std::vector<Block> blocks(1);
  std::istringstream lines(output);
  for (std::string line; std::getline(lines, line);) {
    if (Part part{}; begins(line, part)) blocks.push_back({.part = part, .path = {}, .text = {}});
    blocks.back().text += line + "\n";
  }
  std::erase_if(blocks, [](const Block& block) { return block.text.empty() || is_count(block.text); });
  std::ranges::for_each(blocks, close);
  std::ranges::sort(blocks);
  const auto repeated = std::ranges::unique(blocks);
  blocks.erase(repeated.begin(), repeated.end());
  std::string text;
  for (const Block& block : blocks) text += block.text;
  return text;
}

}  // namespace git_miner
