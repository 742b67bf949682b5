#include <algorithm>
#include <charconv>
#include <utility>

#include <base/json.hpp>
#include <base/json_text.hpp>
#include <base/json_writer.hpp>

namespace base {

Json Json::of_bool(bool value) {
  Json json;
  json.kind = Kind::boolean;
  json.boolean = value;
  return json;
}

Json Json::of_string(std::string_view value) {
  Json json;
  json.kind = Kind::string;
  json.text = value;
  return json;
}

Json Json::of_number(std::int64_t value) {
  Json json;
  json.kind = Kind::number;
  json.text = std::to_string(value);
  return json;
}

Json Json::of_number(double value) {
  Json json;
  json.kind = Kind::number;
  json.text = json_number(value);
  return json;
}

Json Json::of_array() { return of_array({}); }

Json Json::of_array(std::vector<Json> items) {
  Json json;
  json.kind = Kind::array;
  json.items = std::move(items);
  return json;
}

Json Json::of_object() { return of_object({}); }

Json Json::of_object(std::vector<JsonMember> members) {
  Json json;
  json.kind = Kind::object;
  json.members = std::move(members);
  return json;
}

const Json& Json::operator[](std::string_view key) const {
  static const Json none;
  for (auto member = members.rbegin(); member != members.rend(); ++member)
    if (member->key == key) return member->value;
  return none;
}

JsonMember* Json::find(std::string_view key) {
  for (auto member = members.rbegin(); member != members.rend(); ++member)
    if (member->key == key) return &*member;
  return nullptr;
}

bool Json::has(std::string_view key) const {
  return std::ranges::any_of(members, [&](const JsonMember& member) { return member.key == key; });
}

void Json::set(std::string_view key, Json value) {
  if (kind != Kind::object) *this = of_object();
  if (JsonMember* member = find(key))
    member->value = std::move(value);
  else
    members.push_back({std::string(key), std::move(value)});
}

void Json::erase(std::string_view key) {
  std::erase_if(members, [&](const JsonMember& member) { return member.key == key; });
}

std::string_view Json::string() const { return is_string() ? std::string_view(text) : std::string_view(); }

std::optional<std::int64_t> Json::integer() const {
  if (kind != Kind::number) return std::nullopt;
  std::int64_t whole = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), whole);
  if (error == std::errc{} && end == text.data() + text.size()) return whole;
  double value = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), value);
  constexpr double limit = 9.0e18;
  if (parsed.ec != std::errc{} || !(value > -limit && value < limit)) return std::nullopt;
  return static_cast<std::int64_t>(value);
}

std::optional<double> Json::number() const {
  if (kind != Kind::number) return std::nullopt;
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{}) return std::nullopt;
  return value;
}

std::string Json::dump() const { return JsonWriter().json(*this).text(); }

// Written out: clang 19 crashes on defaults of types that hold vectors of themselves.
bool operator==(const JsonMember& a, const JsonMember& b) { return a.key == b.key && a.value == b.value; }
bool operator==(const Json& a, const Json& b) {
  return a.kind == b.kind && a.boolean == b.boolean && a.text == b.text && a.items == b.items &&
         a.members == b.members;
}

void for_each_string(Json& value, const std::function<void(std::string&)>& use) {
  if (value.is_string()) use(value.text);
  for (Json& item : value.items) for_each_string(item, use);
  for (JsonMember& member : value.members) for_each_string(member.value, use);
}

}  // namespace base
