#include "checks.hpp"

#include <simdjson.h>

#include <dataset_curator/validate.hpp>

namespace dataset_curator {

bool is_json_object(const std::string& text) {
  simdjson::dom::parser parser;
  simdjson::dom::element root;
  return parser.parse(text).get(root) == simdjson::SUCCESS && root.is_object();
}

std::vector<std::string> validate(const chat::Example& example) {
  std::vector<std::string> problems;
  check_messages(example, problems);
  check_tools(example.tools, problems);
  check_metadata(example.metadata, problems);
  return problems;
}

}  // namespace dataset_curator
