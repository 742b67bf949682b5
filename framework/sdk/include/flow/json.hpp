// Reading JSON text forward, without the reader's library in any header. What reads a whole value is base/json.hpp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include <base/error.hpp>

namespace flow::json {

// Stands before one value of a document and moves forward over it: first before the whole of it, then before the value
// of the member or the element that it was last moved to. Each value is read at most once, by exactly one reader; what is
// not read is passed over. Readers return false on a wrong type or broken JSON; after broken JSON nothing more is read.
// Memory is reused by the next document of the thread; a cursor stays on its thread, where others may be made while it
// is in use.
class Cursor {
 public:
  explicit Cursor(std::string_view text);

  bool read(bool& out);
  bool read(std::int64_t& out);  // integers only, within 64 bits
  bool read(double& out);
  bool read(std::string& out);
  bool read_text(std::string_view& out);  // a string; valid as long as the cursor
  bool read_raw(
      std::string_view& out);  // the JSON text of the value as it stands; valid as long as the cursor
  bool read_null();

  // False if the value is no object. next_member is then called until it returns false: at the object's end, or at JSON
  // that is broken. The key is valid as long as the cursor.
  bool begin_object();
  bool next_member(std::string_view& key);
  // Passes over what is left of the innermost object. After the outermost, what follows it is not looked at.
  void leave_object();
  // The same for an array.
  bool begin_array();
  bool next_element();

  // A visitor returns false to stop with an error.
  template <class Visit>  // bool(std::string_view key, Cursor&)
  bool each_member(Visit&& visit) {
    if (!begin_object()) return false;
    for (std::string_view key; next_member(key);)
      if (!visit(key, *this)) return false;
    return !is_broken();
  }

  // Whether the JSON text itself is bad: broken, or no object or array. problem() then says how.
  [[nodiscard]] bool is_broken() const { return error_ != 0; }
  [[nodiscard]] std::string problem() const;
  // The verdict on the whole document, once it is read; text after its end is an error. `good` tells whether the reading
  // was.
  [[nodiscard]] base::Result<void> finish(bool good);

 private:
  struct Memory;
  struct GiveBack {
    void operator()(Memory* memory) const;
  };

  static Memory* memory_for(std::size_t size);
  bool note(int error);

  std::unique_ptr<Memory, GiveBack> memory_;
  int error_ = 0;
};

// Reads one whole document; trailing text is an error. The problem reads "not JSON: unclosed string". Thread-safe.
template <class Visit>  // bool(Cursor&)
base::Result<void> read_document(std::string_view text, Visit&& visit) {
  Cursor cursor(text);
  return cursor.finish(!cursor.is_broken() && visit(cursor));
}

}  // namespace flow::json
