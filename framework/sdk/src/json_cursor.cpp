#include <algorithm>
#include <array>
#include <bit>
#include <memory>
#include <utility>
#include <vector>

#include <simdjson.h>

#include <base/byte_block.hpp>
#include <flow/json.hpp>

namespace flow::json {
namespace {

namespace ondemand = simdjson::ondemand;

// What a thread keeps for its next document; a larger document brings memory of its own.
constexpr std::size_t kept_size = 1 << 20;

// An object or array that is being read; only one of the iterators is in use.
struct Container {
  ondemand::object_iterator members;
  ondemand::array_iterator elements;
  bool is_started = false;
};

std::size_t find_quote_or_backslash(const char* from) {
  for (std::size_t at = 0;; at += base::block_size) {
    const base::ByteBlock block = base::load_block(from + at);
    const std::size_t match = base::first_match((block == '"') | (block == '\\'));
    if (match < base::block_size) return at + match;
  }
}

}  // namespace

struct Cursor::Memory {
  ondemand::parser parser;
  std::size_t capacity = 0;                 // longest text that fits
  std::unique_ptr<char[]> text;             // the document, padded with zeros
  std::unique_ptr<std::uint8_t[]> strings;  // without their escapes, each at its offset in the text
  ondemand::document document;
  ondemand::value value;        // the one that the cursor stands before
  std::vector<Container> open;  // outermost first
  bool is_left = false;         // the outermost was not read to its end
  bool is_used = false;
  bool is_kept = false;  // by the thread

  simdjson::error_code start(std::string_view source) {
    constexpr std::size_t padding = simdjson::SIMDJSON_PADDING;
    if (source.size() > capacity || capacity == 0) {
      const std::size_t larger = std::bit_ceil(std::max<std::size_t>(source.size(), 4096));
      capacity = 0;
      text = std::make_unique_for_overwrite<char[]>(larger + padding);
      strings = std::make_unique_for_overwrite<std::uint8_t[]>(larger + padding);
      if (const auto error = parser.allocate(larger)) return error;
      capacity = larger;
    }
    source.copy(text.get(), source.size());
    std::fill_n(text.get() + source.size(), padding, '\0');
    open.clear();
    is_left = false;
    if (const auto error = parser.iterate(text.get(), source.size(), capacity + padding).get(document))
      return error;
    return document.get_value().get(value);
  }

  simdjson::error_code unescape(ondemand::raw_json_string raw, std::string_view& out) {
    std::uint8_t* to = strings.get() + (raw.raw() - text.get());
    return parser.unescape(raw, to).get(out);
  }

  // Most keys have no escapes and are taken where they stand.
  simdjson::error_code key_of(ondemand::raw_json_string raw, std::string_view& out) {
    const std::size_t size = find_quote_or_backslash(raw.raw());
    if (raw.raw()[size] != '"') return unescape(raw, out);
    out = {raw.raw(), size};
    return simdjson::SUCCESS;
  }
};

Cursor::Memory* Cursor::memory_for(std::size_t size) {
  static thread_local Memory kept;
  kept.is_kept = true;
  if (kept.is_used || size > kept_size) return new Memory;
  kept.is_used = true;
  return &kept;
}

void Cursor::GiveBack::operator()(Memory* memory) const {
  if (!memory->is_kept) return delete memory;
  memory->is_used = false;
}

Cursor::Cursor(std::string_view text) : memory_(memory_for(text.size())) { note(memory_->start(text)); }

// A wrong type is the caller's matter; broken JSON is kept as the document's problem. True if there is an error.
bool Cursor::note(int error) {
  if (error == simdjson::SUCCESS) [[likely]]
    return false;
  if (error != simdjson::INCORRECT_TYPE && error != simdjson::NUMBER_OUT_OF_RANGE && error_ == 0)
    error_ = error;
  return true;
}

bool Cursor::read(bool& out) { return !note(memory_->value.get_bool().get(out)); }
bool Cursor::read(std::int64_t& out) { return !note(memory_->value.get_int64().get(out)); }
bool Cursor::read(double& out) { return !note(memory_->value.get_double().get(out)); }

bool Cursor::read(std::string& out) {
  std::string_view text;
  if (!read_text(text)) return false;
  out.assign(text);
  return true;
}

bool Cursor::read_text(std::string_view& out) {
  ondemand::raw_json_string raw;
  return !note(memory_->value.get_raw_json_string().get(raw)) && !note(memory_->unescape(raw, out));
}

bool Cursor::read_raw(std::string_view& out) {
  if (note(simdjson::to_json_string(memory_->value).get(out))) return false;
  const auto end = out.find_last_not_of(" \t\r\n");
  out = out.substr(0, end == std::string_view::npos ? 0 : end + 1);
  return true;
}

bool Cursor::read_null() {
  bool is_null = false;
  return !note(memory_->value.is_null().get(is_null)) && is_null;
}

bool Cursor::begin_object() {
  ondemand::object object;
  Container container;
  if (note(memory_->value.get_object().get(object)) || note(object.begin().get(container.members)))
    return false;
  memory_->open.push_back(container);
  return true;
}

bool Cursor::next_member(std::string_view& key) {
  Container& object = memory_->open.back();
  if (std::exchange(object.is_started, true)) ++object.members;
  if (object.members == ondemand::object_iterator()) {
    memory_->open.pop_back();
    return false;
  }
  auto member = *object.members;
  if (note(member.error())) return false;
  memory_->value = member.value_unsafe().value();
  return !note(memory_->key_of(member.value_unsafe().key(), key));
}

void Cursor::leave_object() {
  memory_->open.pop_back();
  memory_->is_left = memory_->open.empty();
}

bool Cursor::begin_array() {
  ondemand::array array;
  Container container;
  if (note(memory_->value.get_array().get(array)) || note(array.begin().get(container.elements)))
    return false;
  memory_->open.push_back(container);
  return true;
}

bool Cursor::next_element() {
  Container& array = memory_->open.back();
  if (std::exchange(array.is_started, true)) ++array.elements;
  if (array.elements == ondemand::array_iterator()) {
    memory_->open.pop_back();
    return false;
  }
  return !note((*array.elements).get(memory_->value));
}

std::string Cursor::problem() const {
  if (error_ == simdjson::SCALAR_DOCUMENT_AS_VALUE) return "neither an object nor an array";
  return std::string("not JSON: ") + simdjson::error_message(static_cast<simdjson::error_code>(error_));
}

base::Result<void> Cursor::finish(bool good) {
  if (is_broken()) return base::failure(problem());
  if (!good) return base::failure("not of the expected form");
  const char* rest = nullptr;
  if (!memory_->is_left && memory_->document.current_location().get(rest) == simdjson::SUCCESS)
    return base::failure("not JSON: text after the end of the value");
  return {};
}

}  // namespace flow::json
