// Reading JSON text forward, without the reader's library in any header. What reads a whole value is base/json.hpp.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include <base/error.hpp>

namespace flow::json {

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

// Reads one whole document; trailing text is an error. The problem reads "not JSON: unclosed string". Thread-safe.
base::Result<void> read_document(std::string_view text, const std::function<bool(Cursor&)>& visit);

}  // namespace flow::json
