# flowrun_add_plugin(NAME SOURCES file... [LIBRARIES lib...])
#
# One shared library of stages, bin/plugins/NAME.so, built by the target NAME_plugin (NAME itself is the library of the
# plugin's domain, where it has one). Hidden visibility, no unique symbols and one exported symbol keep two
# libraries from sharing template statics; nodelete because a plugin is never unloaded (records carry its deleters).
set(FLOWRUN_PLUGIN_EXPORTS ${CMAKE_CURRENT_LIST_DIR}/plugin_exports.map)

function(flowrun_add_plugin name)
  cmake_parse_arguments(arg "" "" "SOURCES;LIBRARIES" ${ARGN})
  set(target ${name}_plugin)
  add_library(${target} MODULE ${arg_SOURCES})
  set_target_properties(${target} PROPERTIES
    OUTPUT_NAME ${name}
    PREFIX ""
    LIBRARY_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/bin/plugins
    LINK_DEPENDS ${FLOWRUN_PLUGIN_EXPORTS})
  if(TARGET flowrun_all)
    add_dependencies(flowrun_all ${target})
  endif()
  target_link_libraries(${target} PRIVATE flow_sdk ${arg_LIBRARIES})
  target_compile_options(${target} PRIVATE
    -fvisibility=hidden -fvisibility-inlines-hidden $<$<CXX_COMPILER_ID:GNU>:-fno-gnu-unique>)
  target_link_options(${target} PRIVATE
    -Wl,-z,nodelete -Wl,--exclude-libs,ALL -Wl,--build-id=sha1 -Wl,--version-script=${FLOWRUN_PLUGIN_EXPORTS})
endfunction()
