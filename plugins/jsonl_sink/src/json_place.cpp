#include "json_place.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <system_error>

#include <fmt/format.h>

#include <base/json.hpp>

namespace jsonl_sink {
namespace {

using Path = std::optional<std::string_view>;  // what is left of it; none off its way

Path behind_key(Path path, std::string_view key) {
  if (!path || path->empty()) return std::nullopt;
  if (path->starts_with('.')) path->remove_prefix(1);
  if (!path->starts_with(key)) return std::nullopt;
  path->remove_prefix(key.size());
  return path->empty() || path->front() == '.' || path->front() == '[' ? path : std::nullopt;
}

Path behind_index(Path path, std::size_t index) {
  const std::string step = fmt::format("[{}]", index);
  if (!path || !path->starts_with(step)) return std::nullopt;
  return path->substr(step.size());
}

// Goes over one text. Functions return false at the first fault.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  bool document(std::string_view path) {
    skip_space();
    if (!value(path, 0)) return false;
    skip_space();
    return at_ == text_.size() || fault("it should end here");
  }

  JsonFault found;        // after false
  std::size_t place = 0;  // of the innermost value on the path

 private:
  bool fault_at(std::size_t at, std::string what) {
    found = {at, std::move(what)};
    return false;
  }
  bool fault(std::string what) {
    if (at_ == text_.size()) what = "it ends here, as if it had been cut off";
    if (at_ < text_.size() && text_[at_] == '\0') what = "a NUL byte";
    return fault_at(at_, std::move(what));
  }

  [[nodiscard]] bool stands(char c) const { return at_ < text_.size() && text_[at_] == c; }
  bool take(char c) {
    if (!stands(c)) return false;
    ++at_;
    return true;
  }
  void skip_space() {
    while (at_ < text_.size() && std::string_view(" \t\r\n").contains(text_[at_])) ++at_;
  }

  bool value(Path path, int depth) {
    if (depth > base::JsonLimits().depth)
      return fault(fmt::format("more than {} lists and objects within each other", depth - 1));
    if (path) place = at_;
    if (stands('{')) return object(path, depth);
    if (stands('[')) return array(path, depth);
    if (stands('"')) return string();
    for (const std::string_view word : {"true", "false", "null"}) {
      const std::string_view rest = text_.substr(at_);
      const bool is_cut = !rest.empty() && word.starts_with(rest) && rest != word;
      if (!is_cut && !rest.starts_with(word)) continue;
      at_ += std::min(rest.size(), word.size());
      return !is_cut || fault("");
    }
    return number();
  }

  bool object(Path path, int depth) {
    ++at_;
    skip_space();
    if (take('}')) return true;
    while (true) {
      const std::size_t key = at_ + 1;
      if (!stands('"')) return fault("a key in quotes is missing");
      if (!string()) return false;
      const Path rest = behind_key(path, text_.substr(key, at_ - 1 - key));
      skip_space();
      if (!take(':')) return fault("a colon is missing");
      skip_space();
      if (!value(rest, depth + 1)) return false;
      skip_space();
      if (take('}')) return true;
      if (!take(',')) return fault("a comma or a closing brace is missing");
      skip_space();
    }
  }

  bool array(Path path, int depth) {
    ++at_;
    skip_space();
    if (take(']')) return true;
    for (std::size_t index = 0;; ++index) {
      if (!value(behind_index(path, index), depth + 1)) return false;
      skip_space();
      if (take(']')) return true;
      if (!take(',')) return fault("a comma or a closing bracket is missing");
      skip_space();
    }
  }

  bool string() {
    for (++at_; at_ < text_.size(); ++at_) {
      const auto c = static_cast<unsigned char>(text_[at_]);
      if (c == '"') return ++at_, true;
      if (c == '\\' && !escape()) return false;
      if (c < 0x20) return fault(fmt::format("a control character (0x{:02x}) within a text", c));
    }
    return fault("");
  }

  // Leaves at_ on the last character of the escape.
  bool escape() {
    const std::size_t begin = at_++;
    if (at_ == text_.size()) return fault("");
    if (std::string_view("\"\\/bfnrt").contains(text_[at_])) return true;
    if (text_[at_] != 'u') return fault_at(begin, "a backslash that begins no escape");
    const auto unit = unit_at(at_ + 1);
    if (!unit) return fault_at(begin, "\\u without four hexadecimal digits");
    at_ += 4;
    if (*unit < 0xd800 || *unit > 0xdfff) return true;
    const bool has_other = *unit < 0xdc00 && text_.substr(at_ + 1).starts_with("\\u");
    const auto other = has_other ? unit_at(at_ + 3) : std::nullopt;
    if (!other || *other < 0xdc00 || *other > 0xdfff) {
      return fault_at(
          begin, fmt::format("half of a surrogate pair ({}), which is no character", text_.substr(begin, 6)));
    }
    at_ += 6;
    return true;
  }

  [[nodiscard]] std::optional<std::uint32_t> unit_at(std::size_t at) const {
    if (text_.size() < at + 4) return std::nullopt;
    std::uint32_t unit = 0;
    const char* end = text_.data() + at + 4;
    const auto read = std::from_chars(text_.data() + at, end, unit, 16);
    return read.ec == std::errc() && read.ptr == end ? std::optional(unit) : std::nullopt;
  }

  std::size_t digits() {
    const std::size_t from = at_;
    while (at_ < text_.size() && text_[at_] >= '0' && text_[at_] <= '9') ++at_;
    return at_ - from;
  }

  bool number() {
    const std::size_t begin = at_;
    take('-');
    const std::size_t whole = at_;
    const std::size_t count = digits();
    if (count == 0) return at_ == begin ? fault("a value is missing") : fault("a digit is missing");
    if (count > 1 && text_[whole] == '0') return fault_at(begin, "a number that begins with 0");
    if (take('.') && digits() == 0) return fault("a digit is missing");
    if (take('e') || take('E')) {
      if (!take('+')) take('-');
      if (digits() == 0) return fault("a digit is missing");
    }
    double unused = 0;
    const auto read = std::from_chars(text_.data() + begin, text_.data() + at_, unused);
    return read.ec == std::errc() || fault_at(begin, "a number beyond what a double holds");
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace

std::optional<JsonFault> find_json_fault(std::string_view text) {
  Scanner scanner(text);
  if (scanner.document("")) return std::nullopt;
  return std::move(scanner.found);
}

std::size_t place_of(std::string_view json, std::string_view path) {
  Scanner scanner(json);
  scanner.document(path);
  return scanner.place;
}

}  // namespace jsonl_sink
