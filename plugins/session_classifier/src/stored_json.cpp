#include <mutex>

#include <session_classifier/stored_json.hpp>

namespace session_classifier {
namespace {

constexpr std::size_t large_document_bytes = std::size_t{2} << 20;

}  // namespace

base::Result<base::Json> parse_stored(std::string_view text) {
  // Parsing takes several times the text, so that only one large text at a time is parsed.
  static std::mutex large_text;
  std::unique_lock lock(large_text, std::defer_lock);
  if (text.size() > large_document_bytes) lock.lock();
  auto value = base::parse_json(
      text, {.bytes = max_document_bytes, .values = max_document_values, .mends_surrogates = true});
  if (value && !value->is_object() && !value->is_array())
    return base::failure("not valid JSON", "neither an object nor an array");
  return value;
}

}  // namespace session_classifier
