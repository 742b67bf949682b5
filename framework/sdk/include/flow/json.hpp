// Reading and writing JSON text, without the reader's library in any header.
#pragma once

#include <cstdint>
#include <expected>
#include <functional>
#include <string>
#include <string_view>

namespace flow::json {

// Appends `text` as a JSON string, quotes included. Control characters are escaped, the rest is copied.
void append_string(std::string& out, std::string_view text);
// Appends the shortest spelling that reads back as the same double; NaN and infinities become null.
void append_number(std::string& out, double value);
void append_number(std::string& out, std::int64_t value);

// Position of the first byte that is not valid UTF-8, or npos.
std::size_t find_invalid_utf8(std::string_view text);

enum class Kind { null, boolean, number, string, array, object };

// One value inside a document that is being read forward. A cursor is read once, by exactly one of its
// readers; it is valid only inside the callback that handed it out. Readers return false on a wrong type or
// broken JSON.
class Cursor {
 public:
  virtual Kind kind() = 0;
  virtual bool read(bool& out) = 0;
  virtual bool read(std::int64_t& out) = 0;  // integers only, within 64 bits
  virtual bool read(double& out) = 0;
  virtual bool read(std::string& out) = 0;
  virtual bool read_raw(std::string& out) = 0;  // the JSON text of the value as it stands
  // A visitor returns false to stop with an error.
  virtual bool each_member(const std::function<bool(std::string_view key, Cursor&)>& visit) = 0;
  virtual bool each_element(const std::function<bool(Cursor&)>& visit) = 0;
  // What went wrong with the JSON text itself, "" if nothing did.
  virtual std::string_view problem() const = 0;

 protected:
  ~Cursor() = default;
};

// Reads one whole document; trailing text is an error. The error is a text such as
// "not JSON: unclosed string". Thread-safe.
std::expected<void, std::string> read_document(std::string_view text,
                                               const std::function<bool(Cursor&)>& visit);

}  // namespace flow::json
