#include <session_classifier/stored_json.hpp>

namespace session_classifier {

base::Result<base::Json> parse_stored(std::string_view text) {
  auto value = base::parse_json(text, {.bytes = max_document_bytes, .mends_surrogates = true});
  if (value && !value->is_object() && !value->is_array())
    return base::failure("not valid JSON", "neither an object nor an array");
  return value;
}

}  // namespace session_classifier
