#include "grammar.hpp"

#include <string_view>
#include <unordered_map>

namespace rust_code {
namespace {

std::unordered_map<std::string_view, Kind> kinds_by_name() {
  return {
#define RUST_CODE_ENTRY(name, text) {text, Kind::name},
      RUST_CODE_KINDS(RUST_CODE_ENTRY)
#undef RUST_CODE_ENTRY
  };
}

std::unordered_map<std::string_view, Field> fields_by_name() {
  return {
#define RUST_CODE_ENTRY(name) {#name, Field::name},
      RUST_CODE_FIELDS(RUST_CODE_ENTRY)
#undef RUST_CODE_ENTRY
  };
}

template <typename Map>
auto look_up(const Map& map, const char* name) {
  const auto found = name == nullptr ? map.end() : map.find(name);
  return found == map.end() ? typename Map::mapped_type{} : found->second;
}

}  // namespace

const Grammar& Grammar::instance() {
  static const Grammar grammar;
  return grammar;
}

Grammar::Grammar() : language_(rust_bridge_rust_language()) {
  if (language_ == nullptr) return;
  const auto kinds = kinds_by_name();
  const auto fields = fields_by_name();
  const std::uint32_t symbols = ts_language_symbol_count(language_);
  for (std::uint32_t symbol = 0; symbol < symbols; ++symbol) {
    kinds_.push_back(look_up(kinds, ts_language_symbol_name(language_, static_cast<TSSymbol>(symbol))));
  }
  fields_.push_back(Field::none);  // fields count from 1
  const std::uint32_t field_count = ts_language_field_count(language_);
  for (std::uint32_t field = 1; field <= field_count; ++field) {
    fields_.push_back(
        look_up(fields, ts_language_field_name_for_id(language_, static_cast<TSFieldId>(field))));
  }
}

}  // namespace rust_code
