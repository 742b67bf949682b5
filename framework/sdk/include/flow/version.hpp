// The SDK's version, and the fingerprint of the toolchain that a library was built with.
#pragma once

#include <string_view>

namespace flow {

// Raised when a type that crosses the library boundary changes. The executable loads libraries whose SDK
// version lies in [oldest_sdk, sdk_version].
inline constexpr int sdk_version = 6;
inline constexpr int oldest_sdk = 4;

#define FLOW_DETAIL_TEXT2(x) #x
#define FLOW_DETAIL_TEXT(x) FLOW_DETAIL_TEXT2(x)
#ifdef __has_feature  // clang, which does not define GCC's macros
#define FLOW_DETAIL_HAS_FEATURE(x) __has_feature(x)
#else
#define FLOW_DETAIL_HAS_FEATURE(x) 0
#endif
#if defined(__SANITIZE_ADDRESS__) || FLOW_DETAIL_HAS_FEATURE(address_sanitizer)
#define FLOW_DETAIL_SANITIZER " asan"
#elif defined(__SANITIZE_THREAD__) || FLOW_DETAIL_HAS_FEATURE(thread_sanitizer)
#define FLOW_DETAIL_SANITIZER " tsan"
#else
#define FLOW_DETAIL_SANITIZER ""
#endif

// Records and stages cross the boundary as C++ objects, so compiler, standard library ABI and sanitizer must
// agree.
inline constexpr char toolchain_text[] =
    __VERSION__ " cxx11abi" FLOW_DETAIL_TEXT(_GLIBCXX_USE_CXX11_ABI) FLOW_DETAIL_SANITIZER;
inline constexpr std::string_view toolchain = toolchain_text;

}  // namespace flow
