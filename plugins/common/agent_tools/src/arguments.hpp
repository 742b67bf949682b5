// The arguments of a call, checked against the tool's parameters in the order and the words of opencode's
// schema library: the first thing wrong is reported, further keys are ignored.
#pragma once

#include <cstdint>
#include <expected>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>

#include <agent_tools/tool_runner.hpp>

namespace agent_tools {

struct Parameter {
  enum class Type { string, integer, boolean };
  std::string_view key;
  Type type = Type::string;
  bool required = true;
  std::int64_t least = 0;  // of an integer
};

class Arguments {
 public:
  // The error is the answer to the call.
  static std::expected<Arguments, ToolResult> parse(std::string_view tool, std::string_view json,
                                                    std::span<const Parameter> parameters);

  const std::string& string(std::string_view key) const;  // "" if absent
  std::optional<std::int64_t> integer(std::string_view key) const;
  bool has(std::string_view key) const { return values_.contains(key); }
  bool is_true(std::string_view key) const;

 private:
  using Value = std::variant<std::string, std::int64_t, bool>;
  std::map<std::string, Value, std::less<>> values_;
};

}  // namespace agent_tools
