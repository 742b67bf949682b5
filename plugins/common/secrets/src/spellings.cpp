#include "spellings.hpp"

#include <algorithm>
#include <cstdint>
#include <set>

#include <base/json_text.hpp>

#include "spelling.hpp"
#include "value_checks.hpp"

namespace secrets {
namespace {

constexpr std::size_t shortest_encoded = 6;  // shorter values are found by their names only
constexpr std::size_t shortest_needle = 5;
constexpr std::size_t longest_encoded = 512;  // private keys are known by their lines
constexpr std::size_t shortest_parted = 24;

// May be replaced wherever it stands, even amid a word.
bool is_distinctive(std::string_view value) {
  return value.size() >= 16 && has_digit(value) && has_letter(value);
}

// May be replaced where it stands as a word of its own.
bool is_own_word(std::string_view value) {
  const bool mixed = has_letter(value) && !std::ranges::all_of(value, is_letter);
  return value.size() >= 12 || (value.size() >= 6 && mixed);
}

// As it stands between the quotes of a JSON string.
std::string json_inside(std::string_view text) {
  const std::string quoted = base::json_string(text);
  return quoted.substr(1, quoted.size() - 2);
}

std::string hex_of(std::string_view value, std::string_view digits) {
  std::string result;
  for (const char c : value) {
    const auto byte = static_cast<unsigned char>(c);
    result += digits[byte >> 4U];
    result += digits[byte & 15U];
  }
  return result;
}

std::string url_encoded(std::string_view value, std::string_view digits, std::string_view kept) {
  std::string result;
  for (const char c : value)
    result += is_alnum(c) || kept.contains(c) ? std::string(1, c) : "%" + hex_of(std::string(1, c), digits);
  return result;
}

std::string url_decoded(std::string_view value) {
  const auto digit = [](char c) { return is_digit(c) ? c - '0' : (c | 0x20) - 'a' + 10; };
  std::string result;
  for (std::size_t i = 0; i < value.size(); ++i) {
    const bool escape =
        value[i] == '%' && i + 2 < value.size() && std::ranges::all_of(value.substr(i + 1, 2), [](char c) {
          return is_digit(c) || ((c | 0x20) >= 'a' && (c | 0x20) <= 'f');
        });
    if (escape) {
      result += static_cast<char>(digit(value[i + 1]) * 16 + digit(value[i + 2]));
      i += 2;
    } else {
      result += value[i];
    }
  }
  return result;
}

// The digits that depend on `value` alone where it begins `shift` bytes into a group of three.
std::string base64_core(std::string_view value, std::size_t shift) {
  constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const std::string padded = std::string(shift, '\0') + std::string(value);
  std::string result;
  for (std::size_t bit = 0; bit + 6 <= padded.size() * 8; bit += 6) {
    const std::size_t byte = bit / 8;
    const std::uint32_t pair = static_cast<std::uint32_t>(static_cast<unsigned char>(padded[byte])) << 8U |
                               (byte + 1 < padded.size() ? static_cast<unsigned char>(padded[byte + 1]) : 0U);
    result += digits[pair >> (10U - bit % 8) & 63U];
  }
  return result.substr((shift * 8 + 5) / 6);
}

std::string replaced(std::string_view text, std::string_view from, std::string_view to) {
  std::string result;
  for (const char c : text) {
    const std::size_t at = from.find(c);
    if (at == std::string_view::npos)
      result += c;
    else
      result += to[at];
  }
  return result;
}

std::string escaped_signs(std::string_view value, std::string_view amp, std::string_view less,
                          std::string_view more) {
  std::string result;
  for (const char c : value) {
    if (c == '&')
      result += amp;
    else if (c == '<')
      result += less;
    else if (c == '>')
      result += more;
    else
      result += c;
  }
  return result;
}

class Spellings {
 public:
  void add(std::string text, Reach reach) {
    if (text.size() >= shortest_needle && seen_.insert(text).second) all_.push_back({std::move(text), reach});
  }

  void add_plain(std::string_view value) {
    if (!is_distinctive(value) && !is_own_word(value)) return;
    const Reach reach = is_distinctive(value) ? Reach::inside : Reach::word;
    const std::string once = json_inside(value);
    std::string slashes;  // JSON may escape a slash, too
    for (const char c : value) slashes += c == '/' ? "\\/" : std::string(1, c);
    for (const std::string& text : {std::string(value), once, json_inside(once), slashes,
                                    escaped_signs(once, "\\u0026", "\\u003c", "\\u003e"),
                                    escaped_signs(value, "&amp;", "&lt;", "&gt;")})
      add(text, reach);
  }

  void add_encoded(std::string_view value) {
    if (value.size() < shortest_encoded || value.size() > longest_encoded) return;
    for (const std::string_view digits : {"0123456789ABCDEF", "0123456789abcdef"}) {
      add(hex_of(value, digits), Reach::run);
      for (const std::string_view kept : {"-_.~", "-_.~/", "-_.!~*'()"}) {
        const std::string encoded = url_encoded(value, digits, kept);
        if (encoded != value) add(encoded, Reach::word);
      }
    }
    for (std::size_t shift = 0; shift < 3; ++shift) {
      const std::string core = base64_core(value, shift);
      if (core.size() < shortest_encoded + 1) continue;
      add(core, Reach::run);
      add(replaced(core, "+/", "-_"), Reach::run);
    }
  }

  void add_decoded(std::string_view value) {
    if (value.contains('%')) add_plain(url_decoded(value));
    const std::string plain = base64_decoded(value);
    const bool text = plain.size() >= shortest_encoded &&
                      std::ranges::all_of(plain, [](char c) { return c >= ' ' && c < 0x7f; });
    if (!text) return;
    const std::size_t colon = plain.find(':');
    add_plain(colon == std::string::npos ? std::string_view(plain)
                                         : std::string_view(plain).substr(colon + 1));
  }

  void add_parts(std::string_view value) {
    if (value.size() < shortest_parted || value.size() > longest_encoded || value.contains('@') ||
        !is_distinctive(value))
      return;
    for (const std::string_view part : {value.substr(0, 16), value.substr(value.size() - 12)}) {
      if (has_digit(part) && has_letter(part) && !part.contains(' ')) add(std::string(part), Reach::part);
    }
  }

  std::vector<Spelling> take() { return std::move(all_); }

 private:
  std::set<std::string> seen_;
  std::vector<Spelling> all_;
};

}  // namespace

std::vector<Spelling> spellings_of(std::string_view value) {
  Spellings spellings;
  spellings.add_plain(value);
  if (!value.contains('@') || value.contains(':')) spellings.add_encoded(value);
  spellings.add_decoded(value);
  spellings.add_parts(value);
  return spellings.take();
}

}  // namespace secrets
