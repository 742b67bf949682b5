#include <base/json.hpp>
#include <base/json_text.hpp>
#include <base/json_writer.hpp>

namespace base {

JsonWriter& JsonWriter::key(std::string_view name) {
  before_value();
  append_json_string(text_, name);
  text_ += layout_ == Layout::indented ? ": " : ":";
  after_key_ = true;
  return *this;
}

JsonWriter& JsonWriter::string(std::string_view value) {
  before_value();
  append_json_string(text_, value);
  return *this;
}

JsonWriter& JsonWriter::number(double value) {
  before_value();
  append_json_number(text_, value);
  return *this;
}

JsonWriter& JsonWriter::number(std::int64_t value) {
  before_value();
  append_json_number(text_, value);
  return *this;
}

JsonWriter& JsonWriter::number(std::uint64_t value) {
  before_value();
  append_json_number(text_, value);
  return *this;
}

JsonWriter& JsonWriter::raw(std::string_view json) {
  before_value();
  text_ += json;
  return *this;
}

JsonWriter& JsonWriter::json(const Json& value) {
  switch (value.kind) {
    case Json::Kind::null:
      return null();
    case Json::Kind::boolean:
      return boolean(value.boolean);
    case Json::Kind::number:
      return raw(value.text);
    case Json::Kind::string:
      return string(value.text);
    case Json::Kind::array:
      begin_array();
      for (const Json& item : value.items) json(item);
      return end_array();
    case Json::Kind::object:
      begin_object();
      for (const JsonMember& member : value.members) key(member.key).json(member.value);
      return end_object();
  }
  return *this;
}

JsonWriter& JsonWriter::open(char bracket) {
  before_value();
  text_ += bracket;
  ++depth_;
  is_first_ = true;
  return *this;
}

JsonWriter& JsonWriter::close(char bracket) {
  --depth_;
  if (!is_first_) new_line();
  text_ += bracket;
  is_first_ = false;
  return *this;
}

void JsonWriter::before_value() {
  if (after_key_) {
    after_key_ = false;
    return;
  }
  if (depth_ > 0) {
    if (!is_first_) text_ += ',';
    new_line();
  }
  is_first_ = false;
}

void JsonWriter::new_line() {
  if (layout_ == Layout::indented) text_.append("\n").append(depth_ * 2, ' ');
}

}  // namespace base
