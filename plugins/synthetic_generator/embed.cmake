# Writes the skeletons' files as one C++ table, so that an installed plugin needs no folder beside it.
#   cmake -DROOT=skeletons -DOUT=file.cpp -P embed.cmake
file(GLOB_RECURSE paths RELATIVE ${ROOT} LIST_DIRECTORIES false ${ROOT}/*)
list(SORT paths)
set(text "#include \"embedded.hpp\"\n\nnamespace synthetic_generator {\n\nconst std::vector<EmbeddedFile>& embedded_files() {\n")
string(APPEND text "  static const std::vector<EmbeddedFile> files = {\n")
foreach(path IN LISTS paths)
  file(READ ${ROOT}/${path} content)
  string(APPEND text "      {\"${path}\", R\"_file_(${content})_file_\"},\n")
endforeach()
string(APPEND text "  };\n  return files;\n}\n\n}  // namespace synthetic_generator\n")
file(WRITE ${OUT} "${text}")
