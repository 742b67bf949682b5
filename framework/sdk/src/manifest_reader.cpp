#include <flow/codec.hpp>
#include <flow/manifest_reader.hpp>
#include <flow/stage.hpp>
#include <flow/version.hpp>

namespace flow {
namespace {

using json::Cursor;

// Reads the members of an object by name; a member that nobody asks for is skipped, so that a later SDK may
// add some.
bool members(Cursor& in, const std::function<bool(std::string_view, Cursor&)>& visit) {
  return in.each_member([&](std::string_view key, Cursor& value) { return visit(key, value); });
}

bool read_int(Cursor& in, int& out) {
  std::int64_t number = 0;
  if (!in.read(number) || !std::in_range<int>(number)) return false;
  out = static_cast<int>(number);
  return true;
}

bool read_param_type(Cursor& in, ParamType& out) {
  static constexpr std::pair<std::string_view, ParamType> names[] = {
      {"boolean", ParamType::boolean}, {"integer", ParamType::integer}, {"number", ParamType::number},
      {"string", ParamType::string},   {"path", ParamType::path},       {"secret", ParamType::secret}};
  std::string text;
  if (!in.read(text)) return false;
  for (const auto& [name, type] : names) {
    if (name == text) return out = type, true;
  }
  return false;
}

bool read_param(Cursor& in, ParamDescription& out) {
  return members(in, [&](std::string_view key, Cursor& value) {
    if (key == "name") return value.read(out.name);
    if (key == "doc") return value.read(out.doc);
    if (key == "type") return read_param_type(value, out.type);
    if (key == "list") return value.read(out.list);
    if (key == "required") return value.read(out.required);
    if (key == "listed") return value.read(out.listed);
    if (key == "may_be_absent") return value.read(out.may_be_absent);
    if (key == "min") return value.read(out.min.emplace());
    if (key == "max") return value.read(out.max.emplace());
    if (key == "default") return value.read_raw(out.default_json);
    if (key == "one_of") {
      return value.each_element([&](Cursor& text) { return text.read(out.one_of.emplace_back()); });
    }
    return true;
  });
}

bool read_input(Cursor& in, InputDescription& out) {
  return members(in, [&](std::string_view key, Cursor& value) {
    if (key == "name") return value.read(out.name);
    if (key == "type") return value.read(out.type.name);
    if (key == "version") return read_int(value, out.type.version);
    if (key == "once") return value.read(out.once);
    if (key == "optional") return value.read(out.optional);
    return true;
  });
}

bool read_output(Cursor& in, OutputDescription& out) {
  return members(in, [&](std::string_view key, Cursor& value) {
    if (key == "name") return value.read(out.name);
    if (key == "type") return value.read(out.type.name);
    if (key == "version") return read_int(value, out.type.version);
    if (key == "artifact") return value.read(out.is_artifact);
    return true;
  });
}

bool read_traits(Cursor& in, StageDescription& out) {
  std::int64_t bits = 0;
  if (!in.read(bits)) return false;
  const auto traits = static_cast<Traits>(bits);
  out.cheap = has(traits, Traits::cheap);
  out.is_volatile = has(traits, Traits::is_volatile);
  out.deterministic = has(traits, Traits::deterministic);
  out.blocking = has(traits, Traits::blocking);
  out.at_most_one = has(traits, Traits::at_most_one);
  return true;
}

bool read_form(Cursor& in, StageForm& out) {
  std::string text;
  if (!in.read(text)) return false;
  if (text == "source")
    out = StageForm::source;
  else if (text == "transform")
    out = StageForm::transform;
  else if (text == "collector")
    out = StageForm::collector;
  else
    return false;
  return true;
}

bool read_stage(Cursor& in, StageDescription& out) {
  return members(in, [&](std::string_view key, Cursor& value) {
    if (key == "name") return value.read(out.name);
    if (key == "version") return read_int(value, out.version);
    if (key == "summary") return value.read(out.summary);
    if (key == "form") return read_form(value, out.form);
    if (key == "traits") return read_traits(value, out);
    if (key == "concurrency") return read_int(value, out.concurrency);
    if (key == "needs") {
      return members(value, [&](std::string_view resource, Cursor& amount) {
        out.needs.emplace_back(resource, 0);
        return read_int(amount, out.needs.back().second);
      });
    }
    if (key == "params") {
      return value.each_element([&](Cursor& param) { return read_param(param, out.params.emplace_back()); });
    }
    if (key == "inputs") {
      return value.each_element([&](Cursor& port) { return read_input(port, out.inputs.emplace_back()); });
    }
    if (key == "outputs") {
      return value.each_element([&](Cursor& port) { return read_output(port, out.outputs.emplace_back()); });
    }
    return true;
  });
}

}  // namespace

std::expected<PluginDescription, std::string> parse_manifest(std::string_view text) {
  PluginDescription plugin;
  auto read = json::read_document(text, [&](Cursor& in) {
    return members(in, [&](std::string_view key, Cursor& value) {
      if (key == "sdk") return read_int(value, plugin.sdk);
      if (key == "toolchain") return value.read(plugin.toolchain);
      if (key != "stages" || plugin.sdk < oldest_sdk || plugin.sdk > sdk_version) return true;
      return value.each_element(
          [&](Cursor& stage) { return read_stage(stage, plugin.stages.emplace_back()); });
    });
  });
  if (!read) return std::unexpected(read.error());
  if (plugin.sdk == 0 || plugin.toolchain.empty())
    return std::unexpected("it names no SDK version or toolchain");
  for (const StageDescription& stage : plugin.stages) {
    if (stage.name.empty()) return std::unexpected("it holds a stage without a name");
  }
  return plugin;
}

}  // namespace flow
