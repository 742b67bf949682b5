// The two halves of validate, and what both need.
#pragma once

#include <string>
#include <vector>

#include <chat/example.hpp>

namespace dataset_curator {

bool is_json_object(const std::string& text);

void check_messages(const chat::Example& example, std::vector<std::string>& problems);
void check_tools(const std::vector<std::string>& tools, std::vector<std::string>& problems);
void check_metadata(const chat::Metadata& metadata, std::vector<std::string>& problems);

}  // namespace dataset_curator
