// The errors of the YAML parser, told in terms of the file.
#pragma once

#include <yaml-cpp/exceptions.h>

#include <config/diagnostics.hpp>

#include "yaml/parser_text.hpp"
#include "yaml/tree_builder.hpp"

namespace flowrun::config {

Diagnostic unclosed_quote(Span where);

Diagnostic syntax_error(const YAML::Exception& error, const ParserText& text, const TreeBuilder& builder);

}  // namespace flowrun::config
