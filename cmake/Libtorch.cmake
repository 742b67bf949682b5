# torch: libtorch's CPU part out of a pip wheel, where one is there (scripts/deps/torch.pip). Linked by hand, since
# find_package(Torch) of a wheel with CUDA demands the whole CUDA toolkit. Who needs it asks if(TARGET torch).
set(FLOWRUN_TORCH_DIR "" CACHE PATH "Folder of the torch package (…/site-packages/torch); empty: .deps/venv's")

set(torch_dir "${FLOWRUN_TORCH_DIR}")
if(NOT torch_dir)
  file(GLOB torch_found LIST_DIRECTORIES true ${CMAKE_CURRENT_SOURCE_DIR}/.deps/venv/lib/python3*/site-packages/torch)
  if(torch_found)
    list(GET torch_found 0 torch_dir)
  endif()
endif()

if(NOT EXISTS "${torch_dir}/lib/libtorch_cpu.so")
  message(STATUS "libtorch not found (scripts/deps/torch.pip is not installed): building without qwen35")
  return()
endif()

file(READ ${torch_dir}/version.py torch_version)
string(REGEX MATCH "'([0-9]+\\.[0-9]+\\.[0-9]+)[^']*'" torch_version "${torch_version}")
message(STATUS "Found libtorch ${CMAKE_MATCH_1}: ${torch_dir}")

# Its libraries find those of the nvidia wheels by their own rpath, the linker does not: hence no look into them.
add_library(torch INTERFACE)
# Searched last: the wheel brings headers of another fmt, without its library.
target_compile_options(torch INTERFACE "SHELL:-idirafter ${torch_dir}/include")
target_link_libraries(torch INTERFACE ${torch_dir}/lib/libtorch_cpu.so ${torch_dir}/lib/libc10.so)
target_link_options(torch INTERFACE -Wl,--allow-shlib-undefined)
