#include "large_export.hpp"

#include <algorithm>
#include <cstdint>
#include <functional>
#include <stdexcept>
#include <string>
#include <system_error>
#include <utility>

#include <fmt/format.h>

#include <digest/fields.hpp>
#include <session_classifier/stored_json.hpp>

#include "export_text.hpp"
#include "faults.hpp"
#include "file_content.hpp"
#include "json_pieces.hpp"

namespace session_classifier::detail {
namespace {

constexpr std::size_t max_values = 1'000'000;

struct Unusable : std::runtime_error {
  using std::runtime_error::runtime_error;
};

bool is_file_data(const base::JsonMember& member) {
  constexpr std::size_t longest_type = 200;
  return (member.key == "url" || member.key == "uri") && member.value.string().starts_with("data:") &&
         member.value.string().substr(0, longest_type).contains(";base64,");
}

std::size_t values_in(const base::Json& value) {
  std::size_t values = 1;
  for (const base::Json& item : value.items) values += values_in(item);
  for (const base::JsonMember& member : value.members) values += values_in(member.value);
  return values;
}

// But for what a tool was called with. Returns the number of bytes that went.
std::size_t digest_files(base::Json& value) {
  std::size_t bytes = 0;
  for (base::Json& item : value.items) bytes += digest_files(item);
  for (base::JsonMember& member : value.members) {
    if (member.key == "input") continue;
    bytes += digest_files(member.value);
    if (!is_file_data(member)) continue;
    const std::size_t before = member.value.text.size();
    member.value = base::Json::of_string(digest::fields_hex({member.value.text}));
    bytes += before - std::min(before, member.value.text.size());
  }
  return bytes;
}

class LargeExport {
 public:
  explicit LargeExport(JsonPieces pieces) : pieces_(std::move(pieces)) {}

  base::Json read() {
    base::Json session = base::Json::of_object();
    pieces_.object([&](std::string_view key) {
      if (key == "messages" && pieces_.peek() == '[')
        session.set(key, items([&] { return message(); }));
      else
        session.set(key, value());
    });
    if (begin_of_export(pieces_.rest(), 0)) throw Unusable("it holds more than one session");
    return session;
  }

 private:
  base::Json message() {
    if (pieces_.peek() != '{') return value();
    base::Json message = base::Json::of_object();
    pieces_.object([&](std::string_view key) {
      if (key == "parts" && pieces_.peek() == '[')
        message.set(key, items([&] { return value(); }));
      else
        message.set(key, value());
    });
    return message;
  }

  base::Json items(const std::function<base::Json()>& next) {
    base::Json items = base::Json::of_array();
    pieces_.array([&] { items.items.push_back(next()); });
    return items;
  }

  base::Json value() {
    constexpr std::size_t brackets = 2;
    auto [text, bytes] = pieces_.value(max_document_bytes - brackets);
    if (text.empty()) return base::Json::of_number(static_cast<std::int64_t>(bytes));
    text.insert(0, "[").push_back(']');  // it may be no object
    auto items = parse_stored(text);
    if (!items) throw Unusable(items.error().text());
    if (items->items.size() != 1) throw NoJson();
    bytes_ += bytes - std::min(bytes, digest_files(items->items.front()));
    if (bytes_ > max_document_bytes)
      throw Unusable(fmt::format("without its files it has more than {} bytes", max_document_bytes));
    values_ += values_in(items->items.front());
    if (values_ > max_values) throw Unusable(fmt::format("it has more than {} values", max_values));
    return std::move(items->items.front());
  }

  JsonPieces pieces_;
  std::size_t bytes_ = 0;  // of what is kept
  std::size_t values_ = 0;
};

}  // namespace

base::Result<base::Json> large_export(const std::filesystem::path& file, std::size_t begin) {
  const auto rejected = [](std::string why) {
    return std::unexpected(base::Error{.problem = std::move(why), .is_rejection = true});
  };
  try {
    JsonPieces pieces(chunks_of(file));
    pieces.skip(begin);
    return LargeExport(std::move(pieces)).read();
  } catch (const JsonCutOff&) {
    std::error_code ignored;
    return rejected(fmt::format("it was cut off after {} bytes", std::filesystem::file_size(file, ignored)));
  } catch (const NoJson& cause) {
    return rejected(cause.what());
  } catch (const Unusable& cause) {
    return rejected(cause.what());
  } catch (const std::system_error& cause) {
    return std::unexpected(because_of({.problem = cause.code().message()}, cause.code()));
  }
}

}  // namespace session_classifier::detail
