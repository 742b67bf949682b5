// Numbers, times and foreign texts as the page shows them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include <base/json.hpp>

namespace flowrun::report::page {

// "12,345".
std::string count_text(std::uint64_t count);
// Of a member that is absent or no count 0.
std::uint64_t count_of(const base::Json& value);
// "3.4 ms", "12.3 s", "6 min 57 s", "2 h 5 min".
std::string time_text(double seconds);
// Four digits or so: "0.00012", "12.89", "1.2e+07".
std::string value_text(double value);
// Printable and escaped, with at most so many bytes of HTML: "…" stands for what was cut off.
std::string shown(std::string_view text, std::size_t most_bytes = 300);

}  // namespace flowrun::report::page
