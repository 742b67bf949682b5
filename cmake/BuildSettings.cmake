# Language level, warnings and sanitizers of every target.
set(CMAKE_CXX_STANDARD 23)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_CXX_VISIBILITY_PRESET hidden)
set(CMAKE_VISIBILITY_INLINES_HIDDEN ON)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

option(FLOWRUN_WERROR "Treat warnings as errors" OFF)
set(FLOWRUN_SANITIZE "" CACHE STRING "Sanitizers, as in -fsanitize=; empty for none")

find_program(CCACHE_PROGRAM ccache)
if(CCACHE_PROGRAM AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  # Paths below the checkout are hashed relative to it, so that a second clone gets its objects from the cache; the
  # sloppiness is what ccache asks for where a precompiled header is used.
  set(CMAKE_CXX_COMPILER_LAUNCHER
    env CCACHE_BASEDIR=${PROJECT_SOURCE_DIR} CCACHE_NOHASHDIR=1 CCACHE_SLOPPINESS=pch_defines,time_macros
    ${CCACHE_PROGRAM})
endif()

# Designated initialisers leave members to their defaults on purpose.
add_compile_options(-Wall -Wextra -Wpedantic -Wno-missing-field-initializers)
if(FLOWRUN_WERROR)
  add_compile_options(-Werror)
endif()
if(FLOWRUN_SANITIZE)
  # GCC's manual: with a sanitizer the warning is given where there is no cause.
  add_compile_options(-fsanitize=${FLOWRUN_SANITIZE} -fno-omit-frame-pointer -Wno-maybe-uninitialized)
  add_link_options(-fsanitize=${FLOWRUN_SANITIZE})
  if(FLOWRUN_SANITIZE MATCHES undefined)
    # oneTBB's flow graph casts tasks to a type that they are not (_flow_graph_impl.h); only vptr can see it.
    add_compile_options(-fno-sanitize=vptr)
  endif()
endif()

option(FLOWRUN_TIDY "Run clang-tidy on every source that is compiled" OFF)
if(FLOWRUN_TIDY)
  # The digest of its configuration is in the command, so that a change there checks everything again.
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/.clang-tidy)
  file(SHA256 ${PROJECT_SOURCE_DIR}/.clang-tidy tidy_digest)
  set(CMAKE_CXX_CLANG_TIDY ${PROJECT_SOURCE_DIR}/.deps/lint/bin/clang-tidy --quiet --extra-arg=-DFLOWRUN_TIDY_${tidy_digest})
endif()
