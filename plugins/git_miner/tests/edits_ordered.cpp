#include "edits_ordered.hpp"

#include <algorithm>
#include <array>

#include "word_char.hpp"

namespace git_miner::test {
namespace {

constexpr std::size_t adjoining = 6;  // lines between two changes that one edit would make

std::size_t lines_in(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count(text, '\n'));
}

// Lines that two texts have alike at their begin.
std::size_t same_lines(std::string_view one, std::string_view other) {
  const auto differ = std::ranges::mismatch(one, other).in1 - one.begin();
  return lines_in(one.substr(0, static_cast<std::size_t>(differ)));
}

// Likewise at their end.
std::size_t same_last_lines(std::string one, std::string other) {
  std::ranges::reverse(one);
  std::ranges::reverse(other);
  const std::size_t same = same_lines(one, other);  // the first line feed ends the last line
  return same > 0 ? same - 1 : 0;
}

bool is_test(const std::string& path) { return path.starts_with("tests/") || path.contains("/tests/"); }

// Words outside comments and texts, and of those the ones that an item's keyword stands before.
void read_words(std::string_view text, std::set<std::string>& words, std::set<std::string>& defined) {
  static constexpr std::array keywords{"fn", "struct", "enum", "trait", "type", "const", "static"};
  std::string last;
  for (std::size_t at = 0; at < text.size();) {
    if (text.substr(at).starts_with("//")) {
      at = std::min(text.find('\n', at), text.size());
      continue;
    }
    std::size_t end = at;
    while (end < text.size() && is_word_char(text[end])) ++end;
    if (end == at) {
      const std::size_t close = text[at] == '"' ? text.find_first_of("\"\n", at + 1) : at;
      at = std::min(close, text.size() - 1) + 1;
      continue;
    }
    const std::string word(text.substr(at, end - at));
    words.insert(word);
    if (std::ranges::find(keywords, last) != keywords.end()) defined.insert(word);
    last = word;
    at = end;
  }
}

}  // namespace

EditsOrdered::EditsOrdered(const std::map<std::string, std::string>& files) : files_(files) {
  std::set<std::string> ignored;
  for (const auto& [path, text] : files_) read_words(text, ignored, known_);
}

std::vector<std::string> EditsOrdered::change(const std::string& path, const std::string& from,
                                              const std::string& to) {
  std::string& text = files_[path];
  const std::size_t at = from.empty() ? 0 : text.find(from);
  if (at == text.npos) return {};  // lines end otherwise
  Done now{.path = path, .begin = lines_in(text.substr(0, at)), .end = 0, .words = {}, .defined = {}};
  const std::size_t same = same_lines(from, to), more = same_last_lines(from, to);
  now.end = std::max(now.begin + lines_in(to) - std::min(lines_in(to), more), now.begin + same);
  now.begin += same;
  read_words(to, now.words, now.defined);
  std::erase_if(now.defined, [&](const std::string& name) { return !known_.insert(name).second; });
  std::vector<std::string> faults = order_of(now);
  for (Done& one : done_) {
    if (one.path != path || one.begin < now.begin) continue;
    one.begin += lines_in(to) - lines_in(from);
    one.end += lines_in(to) - lines_in(from);
  }
  if (from.empty()) {
    text = to;
  } else {
    text.replace(at, from.size(), to);
  }
  done_.push_back(std::move(now));
  return faults;
}

std::vector<std::string> EditsOrdered::order_of(const Done& now) const {
  std::vector<std::string> faults;
  bool is_left = false;
  for (auto one = done_.rbegin(); one != done_.rend(); ++one) {
    is_left |= one->path != now.path;
    if (one->path == now.path && is_left) {
      faults.push_back("comes back to " + now.path);
      break;
    }
  }
  if (!done_.empty() && done_.back().path == now.path) {
    const Done& last = done_.back();
    if (now.begin <= last.end + adjoining && last.begin <= now.end + adjoining)
      faults.push_back("edits " + now.path + " beside the edit before it");
  }
  for (const Done& one : done_) {
    const auto uses = [](const Done& user, const Done& other) {
      return std::ranges::any_of(other.defined, [&](const std::string& name) {
        return user.words.contains(name) && !user.defined.contains(name);
      });
    };
    if (!is_test(one.path) && uses(one, now) && !uses(now, one))
      faults.push_back("defines in " + now.path + " what an edit of " + one.path + " uses already");
  }
  return faults;
}

}  // namespace git_miner::test
