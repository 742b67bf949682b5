# -DFLOWRUN_ONLY=qwen35: the model with its tests and measuring programs, without the rest of the project, for a machine with a
# GPU that has a compiler, CMake and torch, and no packages. fmt, simdjson and doctest are those of the system, or what
# scripts/carry_qwen35 put into the folder `carried`.
set(carried ${CMAKE_CURRENT_SOURCE_DIR}/carried)

find_package(fmt QUIET)
if(NOT TARGET fmt::fmt)
  find_path(fmt_headers fmt/format.h PATHS ${carried}/include REQUIRED)
  add_library(fmt::fmt INTERFACE IMPORTED)
  target_include_directories(fmt::fmt INTERFACE ${fmt_headers})
  target_compile_definitions(fmt::fmt INTERFACE FMT_HEADER_ONLY)
endif()

find_package(simdjson QUIET)
if(NOT TARGET simdjson::simdjson)
  find_path(simdjson_headers simdjson.h PATHS ${carried}/include REQUIRED)
  find_library(simdjson_library simdjson PATHS ${carried}/lib REQUIRED)
  add_library(simdjson::simdjson INTERFACE IMPORTED)
  target_include_directories(simdjson::simdjson INTERFACE ${simdjson_headers})
  target_link_libraries(simdjson::simdjson INTERFACE ${simdjson_library})
endif()

find_package(doctest QUIET)
if(NOT TARGET doctest::doctest)
  find_path(doctest_headers doctest/doctest.h PATHS ${carried}/include REQUIRED)
  add_library(doctest::doctest INTERFACE IMPORTED)
  target_include_directories(doctest::doctest INTERFACE ${doctest_headers})
endif()

include(Libtorch)
if(NOT TARGET torch)
  message(FATAL_ERROR "qwen35 needs torch (there is none): name the folder of its package, -DFLOWRUN_TORCH_DIR=…/site-packages/torch")
endif()

add_subdirectory(framework/base)
add_subdirectory(plugins/common/compute)
add_subdirectory(plugins/common/qwen35)
if(BUILD_TESTING)
  add_subdirectory(tests/support)
endif()
