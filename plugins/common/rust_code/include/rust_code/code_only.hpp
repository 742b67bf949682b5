// A file's text with all that is no code of the program blanked out, so that patterns meet code alone.
#pragma once

#include <string>

#include <rust_code/source_file.hpp>

namespace rust_code {

enum class Literals { keep, blank };

// Comments and tests become blanks, and the contents of strings and characters where asked. Bytes and lines
// stay in place.
std::string code_only(const SourceFile& file, Literals literals);

}  // namespace rust_code
