// What the readers of the forms share: the line that they fill, and the members of an object, taken one by one.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <base/json.hpp>
#include <jsonl_sink/chat_line.hpp>

namespace jsonl_sink::forms {

struct Reading {
  ChatLine line;
  std::optional<LineFault> fault;  // the first

  // False, for the end of a reader.
  bool fail(std::string path, std::string what) {
    if (!fault) fault = LineFault{std::move(path), std::move(what)};
    return false;
  }
};

// A JSON text within a line, or the line: of at most two million values, which take a hundred bytes each.
base::Result<base::Json> parse(std::string_view text);

// "7", "a list", "\"robot\"": what stands there instead.
std::string what_is(const base::Json& value);

class Members {
 public:
  // `path` is the object's. Both others outlive this.
  Members(base::Json& object, std::string path, Reading& reading)
      : object_(object), path_(std::move(path)), reading_(reading) {}

  [[nodiscard]] std::string path_of(std::string_view key) const {
    return path_.empty() ? std::string(key) : path_ + "." + std::string(key);
  }
  bool fail(std::string_view key, std::string what) { return reading_.fail(path_of(key), std::move(what)); }

  // Removes the member and gives its value; none if it is absent or null.
  std::optional<base::Json> take(std::string_view key);
  // The same of a text. Any other value is a fault.
  std::optional<std::string> take_text(std::string_view key);
  // The value as it was taken, for `extra`.
  void keep(std::string_view key, base::Json value);
  // Puts what nobody took into `extra`. False after any fault.
  bool finish();

  Reading& reading() { return reading_; }

 private:
  base::Json& object_;
  std::string path_;
  Reading& reading_;
};

}  // namespace jsonl_sink::forms
