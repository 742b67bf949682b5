# flowrun_add_library(NAME SOURCES file... [PUBLIC lib...] [PRIVATE lib...])
#
# One folder, one static library. Others reach only the folder's include/ directory, and only when they
# link the library, so that an include against the direction of the arrows does not compile. All may include <base/...>.
function(flowrun_add_library name)
  cmake_parse_arguments(arg "" "" "SOURCES;PUBLIC;PRIVATE" ${ARGN})
  set(base base)
  if(name STREQUAL base)
    set(base "")
  endif()
  if(arg_SOURCES)
    add_library(${name} STATIC ${arg_SOURCES})
    target_include_directories(${name} PUBLIC include PRIVATE src)
    target_link_libraries(${name} PUBLIC ${base} ${arg_PUBLIC} PRIVATE ${arg_PRIVATE})
  else()
    add_library(${name} INTERFACE)
    target_include_directories(${name} INTERFACE include)
    target_link_libraries(${name} INTERFACE ${base} ${arg_PUBLIC})
  endif()
endfunction()

# flowrun_add_test(NAME SOURCES file... LIBRARIES lib... [LABELS label...] [LAUNCHER script])
#
# One doctest program, with <test_support/...>; every test case in it is independent of the others. A launcher runs the
# program that it is given, or skips it by the exit code 77. What the label `threads` names is what ThreadSanitizer
# watches: the target `threads` builds it.
function(flowrun_add_test name)
  if(NOT BUILD_TESTING)
    return()
  endif()
  cmake_parse_arguments(arg "" "LAUNCHER" "SOURCES;LIBRARIES;LABELS;DEFINITIONS" ${ARGN})
  add_executable(${name} ${arg_SOURCES} ${PROJECT_SOURCE_DIR}/tests/doctest_main.cpp)
  target_link_libraries(${name} PRIVATE ${arg_LIBRARIES} test_support doctest::doctest)
  target_include_directories(${name} PRIVATE src)
  target_compile_definitions(${name} PRIVATE ${arg_DEFINITIONS})
  if(threads IN_LIST arg_LABELS)
    add_dependencies(threads ${name})
  endif()
  add_test(NAME ${name} COMMAND ${arg_LAUNCHER} $<TARGET_FILE:${name}>)
  set_tests_properties(${name} PROPERTIES SKIP_RETURN_CODE 77 LABELS "${arg_LABELS}" TIMEOUT 300)
endfunction()
