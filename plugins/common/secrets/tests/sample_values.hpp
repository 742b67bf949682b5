// Values and the places where they stand, for the generators of credentials and of harmless values.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "credentials.hpp"

namespace values {

inline constexpr std::string_view base62 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
inline constexpr std::string_view base64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
inline constexpr std::string_view base64url =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
inline constexpr std::string_view hex = "0123456789abcdef";
inline constexpr std::string_view lower = "abcdefghijklmnopqrstuvwxyz";
inline constexpr std::string_view upper32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
inline constexpr std::string_view digits = "0123456789";

using Make = std::function<std::string(Random&)>;

std::string word(Random& r);
// As people choose them: words with digits and signs.
std::string password(Random& r);
// With signs that end a value elsewhere.
std::string odd_password(Random& r);
std::string letters(Random& r);

// A value in one of several places, which hold `@V` for it.
SampleKind in_places(std::string name, Make value, std::vector<std::string> places);
Make shape(const std::string& before, std::string_view alphabet, std::size_t size,
           const std::string& after = "");

}  // namespace values
