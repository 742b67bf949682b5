# clang with the libstdc++ of GCC 12, two faults of which GCC itself does not see:
#  - constant expressions cannot make a std::string, since its local buffer is not begun as the standard demands: the
#    header is copied with that loop put as GCC 13 has it (manifests are made of default parameters at compile time);
#  - std::stable_sort calls a deprecated function, and clang says so.
if(NOT CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  return()
endif()

find_file(libstdcxx_string bits/basic_string.h PATHS ${CMAKE_CXX_IMPLICIT_INCLUDE_DIRECTORIES}
  NO_DEFAULT_PATH NO_CACHE REQUIRED)
file(READ ${libstdcxx_string} string_header)
string(REPLACE
  "for (_CharT& __c : _M_local_buf)\n\t    __c = _CharT();"
  "for (size_type __i = 0; __i <= _S_local_capacity; ++__i)\n\t    _M_local_buf[__i] = _CharT();"
  mended_header "${string_header}")
if(NOT mended_header STREQUAL string_header)
  file(CONFIGURE OUTPUT ${PROJECT_BINARY_DIR}/libstdcxx/bits/basic_string.h CONTENT "${mended_header}" @ONLY)
  include_directories(BEFORE SYSTEM ${PROJECT_BINARY_DIR}/libstdcxx)
  add_compile_options(-Wno-deprecated-declarations)
endif()
