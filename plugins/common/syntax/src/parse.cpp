#include <syntax/parse.hpp>

#include "parse_meter.hpp"

namespace syntax {
namespace {

struct ParserDeleter {
  void operator()(TSParser* parser) const { ts_parser_delete(parser); }
};

}  // namespace

TreePointer parse(const TSLanguage* language, std::string_view source, std::uint64_t max_work_per_byte,
                  const TSTree* before) {
  [[maybe_unused]] static const bool counted = (count_parser_allocations(), true);
  const std::unique_ptr<TSParser, ParserDeleter> parser(ts_parser_new());
  ts_parser_set_language(parser.get(), language);
  ParseMeter meter(source, max_work_per_byte);
  TreePointer tree(ts_parser_parse_with_options(parser.get(), before, meter.input(), meter.options()));
  if (meter.is_exceeded()) tree.reset();
  return tree;
}

}  // namespace syntax
