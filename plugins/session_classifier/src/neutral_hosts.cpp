#include <array>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include <fmt/format.h>
#include <re2/re2.h>

#include <session_classifier/example_texts.hpp>
#include <session_classifier/neutral_hosts.hpp>

#include "path_chars.hpp"

namespace session_classifier {
namespace {

const RE2& known_place() {
  static const RE2 pattern(
      R"((?:\bssh(?:[ \t]+-\w+(?:[ \t]+\d+)?)*[ \t]+|\b(?:ssh|scp|rsync|sftp|mosh)\b[^\n]{0,80}?[\w.-]+@|HOSTNAME=|\bHost(?:Name)?[ \t]+|\w@)([A-Za-z][\w.-]*[A-Za-z0-9]))",
      RE2::Latin1);
  return pattern;
}
// `\\server\share\Users\jo`.
const RE2& server_of_home() {
  static const RE2 pattern(
      R"((?:^|[^\w\\])\\{2,4}([A-Za-z][\w.-]*[A-Za-z0-9])\\{1,2}(?:[\w.$-]+\\{1,2})?(?:[Uu]sers|USERS|home|Documents and Settings)\\)",
      RE2::Latin1);
  return pattern;
}
const RE2& private_name() {
  static const RE2 pattern(R"(\b((?:[A-Za-z0-9][\w-]*\.)+(?:local|lan|internal|corp|intranet|home\.arpa))\b)",
                           RE2::Latin1);
  return pattern;
}
const RE2& address() {
  static const RE2 pattern(
      R"(\b(\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}|[23][0-9a-fA-F]{3}:(?:[0-9a-fA-F]{0,4}:){1,6}[0-9a-fA-F]{0,4})\b)",
      RE2::Latin1);
  return pattern;
}

bool is_public(std::string_view text) {
  if (text.contains(':')) return !text.starts_with("2001:db8:") && !text.starts_with("2001:DB8:");
  std::array<int, 4> parts{};
  std::size_t part = 0;
  for (const char c : text) {
    if (c == '.')
      ++part;
    else
      parts[part] = parts[part] * 10 + (c - '0');
  }
  for (const int value : parts) {
    if (value > 255) return false;
  }
  const auto [a, b, c, d] = parts;
  const bool documentation =
      (a == 192 && b == 0 && c == 2) || (a == 198 && b == 51 && c == 100) || (a == 203 && b == 0 && c == 113);
  const bool local = a == 0 || a == 10 || a == 127 || a >= 224 || (a == 172 && b >= 16 && b < 32) ||
                     (a == 192 && b == 168) || (a == 169 && b == 254) || (a == 100 && b >= 64 && b < 128);
  return !documentation && !local;
}

// Hosts of code that everybody uses, and names of nobody's machine.
bool is_everybodys(std::string_view name) {
  for (const std::string_view known :
       {"github.com", "gitlab.com", "bitbucket.org", "codeberg.org", "crates.io", "localhost", "host"})
    if (name == known || (name.ends_with(known) && name[name.size() - known.size() - 1] == '.')) return true;
  return name.starts_with("example.") || name.contains(".example") || name.ends_with(".com") ||
         name.ends_with(".org");
}

class Names {
 public:
  void learn(std::string_view text) {
    for (const RE2* pattern : {&known_place(), &server_of_home(), &private_name()})
      for_each(text, *pattern, [&](std::string_view name) {
        if (!is_everybodys(name))
          hosts_.try_emplace(std::string(name),
                             hosts_.empty() ? "host" : fmt::format("host{}", hosts_.size() + 1));
      });
    for_each(text, address(), [&](std::string_view found) {
      if (!is_public(found) || addresses_.contains(found)) return;
      const bool six = found.contains(':');
      addresses_.emplace(found, six ? fmt::format("2001:db8::{:x}", addresses_.size() + 1)
                                    : fmt::format("203.0.113.{}", addresses_.size() % 254 + 1));
    });
  }

  std::string operator()(std::string_view text) const {
    return with(addresses_, with(hosts_, std::string(text)));
  }

 private:
  using Map = std::map<std::string, std::string, std::less<>>;

  template <typename Use>
  static void for_each(std::string_view text, const RE2& pattern, Use use) {
    re2::StringPiece rest(text.data(), text.size()), found;
    while (RE2::FindAndConsume(&rest, pattern, &found)) use(std::string_view(found.data(), found.size()));
  }

  // Words of the text are looked up one by one.
  static std::string with(const Map& names, const std::string& text) {
    if (names.empty()) return text;
    std::string out;
    const auto belongs = [&](std::size_t i) {
      return is_name_char(text[i]) || text[i] == '.' || text[i] == ':';
    };
    for (std::size_t at = 0; at < text.size();) {
      std::size_t end = at;
      while (end < text.size() && belongs(end)) ++end;
      out += replaced(names, std::string_view(text).substr(at, end - at));
      if (end < text.size()) out += text[end++];
      at = end;
    }
    return out;
  }

  // A word as it is, or without the port, the path's colon or the dot of a sentence behind it.
  static std::string replaced(const Map& names, std::string_view word) {
    for (std::size_t size = word.size(); size > 0; size = word.find_last_of(".:", size - 1)) {
      if (size == std::string_view::npos) break;
      const auto known = names.find(word.substr(0, size));
      if (known != names.end()) return known->second + std::string(word.substr(size));
    }
    return std::string(word);
  }

  Map hosts_, addresses_;
};

}  // namespace

void neutralise_hosts(chat::Example& example) {
  Names names;
  for_each_text(example, [&](std::string_view text) { names.learn(text); });
  change_texts(example, [&](std::string_view text) { return names(text); });
}

}  // namespace session_classifier
