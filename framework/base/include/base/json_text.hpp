// How JSON values are spelled: the one place that escapes strings and writes numbers, so that the same value has the
// same bytes wherever it is written.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace base {

// Appends `text` as a JSON string, quotes included, as JavaScript's JSON.stringify spells it: the short escapes of RFC
// 8259, section 7, and \u00xx for other control characters; the rest is copied. Invalid UTF-8 stays.
void append_json_string(std::string& out, std::string_view text);
// Appends the shortest spelling that reads back as the same double; -0 is 0, NaN and infinities become null.
void append_json_number(std::string& out, double value);
void append_json_number(std::string& out, std::int64_t value);
void append_json_number(std::string& out, std::uint64_t value);

std::string json_string(std::string_view text);
std::string json_number(double value);

// The same into a buffer of the caller's. They return the end of what they wrote and may use all the room that they ask
// for.
constexpr std::size_t json_escape_room(std::size_t text_size) { return 6 * text_size + 16; }
inline constexpr std::size_t json_number_room = 32;

// Writes `text` with its escapes, without the quotes. Room: json_escape_room.
char* put_json_escaped(char* to, std::string_view text);
// Room: json_number_room.
char* put_json_number(char* to, double value);
char* put_json_number(char* to, std::int64_t value);
char* put_json_number(char* to, std::uint64_t value);

}  // namespace base
