// Is a value a secret or a word? Judged by the value alone.
#pragma once

#include <string>
#include <string_view>

namespace secrets {

// Shannon entropy in bits a character, 0 to 8.
double entropy(std::string_view value);

// Share of neighbours of different kind (lower case, upper case, digit), a capital before a small letter not
// counted. Random base62 and hex text has about 0.45, names of code below 0.2 (`sha256_rsa2048_v1`: 0.18).
double mixture(std::string_view value);

bool has_digit(std::string_view value);
bool has_letter(std::string_view value);

// Random enough for a key whose name says that it is one: a digit, a letter, 3.5 bits of entropy (gitleaks'
// limit for its generic rule; for short values and hexadecimal ones 0.85 and 0.7 of what they can reach at
// most, since they cannot reach more), and the mixture of random text or, where no sign parts words, its share of
// digits.
bool looks_random(std::string_view value, double least_mixture = 0.2);

// As random without any digit: read as camel case, its words have `longest_word` letters each at most, on average.
bool are_random_letters(std::string_view value, std::size_t longest_word = 3);

// Stands for a value that the reader is to fill in: `your-api-key`, `xxxx`, `AKIA...EXAMPLE`, `changeme`.
bool is_stand_in(std::string_view value);

// A password that everybody uses in examples and on development machines: `postgres`, `password`, `test`.
bool is_default_password(std::string_view value);

// Names a value that stands elsewhere: `$VAR`, `${VAR}`, `%VAR%`, `{{ var }}`, `<password>`, `****`, a path, a call.
bool is_reference(std::string_view value);

// A JWT that shows how JWTs look: its payload is that of jwt.io, an RFC or `{"sub":"test"}`.
bool is_sample_jwt(std::string_view value);

// What base64 or base64url stands for; "" if it is none. Padding may be absent.
std::string base64_decoded(std::string_view value);

// Base64 of `user:password`, as after `Authorization: Basic`.
bool is_basic_credentials(std::string_view value);

}  // namespace secrets
