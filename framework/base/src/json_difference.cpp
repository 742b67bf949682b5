#include <algorithm>
#include <map>
#include <string_view>
#include <utility>

#include <base/json_difference.hpp>
#include <base/json_text.hpp>
#include <base/utf8.hpp>

namespace base {
namespace {

constexpr std::size_t longest = 80;  // bytes of a value that are shown
constexpr std::size_t lead = 20;     // of them before the first difference

std::string excerpt(std::string_view text, std::size_t begin) {
  std::string shown(begin > 0 ? "..." : "");
  const std::string_view rest = text.substr(begin);
  shown += utf8_prefix(rest, longest);
  return rest.size() > longest ? shown + "..." : shown;
}

// Both from the same place on, so that the difference shows.
JsonDifference difference(std::string path, const Json* before, const Json* now) {
  const std::string then = before ? before->dump() : "", current = now ? now->dump() : "";
  const auto differ = std::ranges::mismatch(then, current);
  const auto same = static_cast<std::size_t>(differ.in1 - then.begin());
  std::size_t begin = 0;
  if (same > 2 * lead && std::max(then.size(), current.size()) > longest)
    begin = utf8_prefix(then, same - lead).size();
  return {std::move(path), excerpt(then, begin), excerpt(current, begin)};
}

std::string member_of(const std::string& path, std::string_view key) {
  const auto is_plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
  };
  if (key.empty() || !std::ranges::all_of(key, is_plain)) return path + "[" + json_string(key) + "]";
  return path.empty() ? std::string(key) : path + "." + std::string(key);
}

class Comparison {
 public:
  explicit Comparison(std::size_t at_most) : at_most_(at_most) {}

  void compare(const std::string& path, const Json& before, const Json& now) {
    if (before.kind == Json::Kind::object && now.kind == Json::Kind::object)
      compare_members(path, before, now);
    else if (before.kind == Json::Kind::array && now.kind == Json::Kind::array)
      compare_items(path, before.items, now.items);
    else if (before != now)
      add(path, &before, &now);
  }
  JsonDifferences take() && { return std::move(found_); }

 private:
  using Members = std::map<std::string_view, const Json*>;

  void add(std::string path, const Json* before, const Json* now) {
    if (++found_.count <= at_most_) found_.first.push_back(difference(std::move(path), before, now));
  }

  // The last of equal keys counts, as in Json.
  static Members members_of(const Json& object) {
    Members members;
    for (const JsonMember& member : object.members) members[member.key] = &member.value;
    return members;
  }

  void compare_members(const std::string& path, const Json& before, const Json& now) {
    const Members then = members_of(before), current = members_of(now);
    for (const auto& [key, value] : current) {
      const auto known = then.find(key);
      if (known == then.end())
        add(member_of(path, key), nullptr, value);
      else
        compare(member_of(path, key), *known->second, *value);
    }
    for (const auto& [key, value] : then) {
      if (!current.contains(key)) add(member_of(path, key), value, nullptr);
    }
  }

  void compare_items(const std::string& path, const std::vector<Json>& before, const std::vector<Json>& now) {
    const auto at = [&](std::size_t index) { return path + "[" + std::to_string(index) + "]"; };
    std::size_t begin = 0, before_end = before.size(), now_end = now.size();
    if (before_end != now_end) {  // of equal sizes the positions tell
      while (begin < std::min(before_end, now_end) && before[begin] == now[begin]) ++begin;
      while (std::min(before_end, now_end) > begin && before[before_end - 1] == now[now_end - 1])
        --before_end, --now_end;
    }
    for (std::size_t i = begin; i < std::max(before_end, now_end); ++i) {
      if (i < std::min(before_end, now_end))
        compare(at(i), before[i], now[i]);
      else
        add(at(i), i < before_end ? &before[i] : nullptr, i < now_end ? &now[i] : nullptr);
    }
  }

  const std::size_t at_most_;
  JsonDifferences found_;
};

}  // namespace

JsonDifferences json_differences(const Json& before, const Json& now, std::size_t at_most) {
  Comparison comparison(at_most);
  comparison.compare("", before, now);
  return std::move(comparison).take();
}

}  // namespace base
