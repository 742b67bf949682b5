#include <tuple>

#include <flow/codec.hpp>
#include <flow/manifest_reader.hpp>
#include <flow/stage.hpp>
#include <flow/version.hpp>

namespace flow {
namespace {

struct Header {
  int sdk = 0;
  std::string toolchain;
};

// The traits stand in the manifest as one number.
struct StageText : StageDescription {
  std::int64_t traits = 0;
};

struct Body {
  std::vector<StageText> stages;
};

}  // namespace

template <>
struct Schema<ParamDescription> {
  static constexpr auto fields = std::tuple_cat(
      flow::fields(field("name", &ParamDescription::name), field("type", &ParamDescription::type),
                   field("list", &ParamDescription::list).omit_empty(),
                   field("default", &ParamDescription::default_json).raw_json().omit_empty(),
                   field("doc", &ParamDescription::doc),
                   field("quantity", &ParamDescription::quantity).omit_empty(),
                   field("files", &ParamDescription::files).omit_empty(),
                   field("one_of", &ParamDescription::one_of).omit_empty()),
      Schema<ParamProperties>::fields);
};

template <>
struct Schema<FieldDescription> {
  static constexpr auto fields =
      flow::fields(field("name", &FieldDescription::name), field("type", &FieldDescription::type),
                   field("list", &FieldDescription::list).omit_empty(),
                   field("optional", &FieldDescription::optional).omit_empty(),
                   field("raw_json", &FieldDescription::raw_json).omit_empty(),
                   field("doc", &FieldDescription::doc).omit_empty(),
                   field("one_of", &FieldDescription::one_of).omit_empty(),
                   field("fields", &FieldDescription::fields).omit_empty());
};

template <>
struct Schema<RecordTypeName> {
  static constexpr auto fields =
      flow::fields(field("name", &RecordTypeName::name), field("version", &RecordTypeName::version));
};

template <>
struct Schema<InputDescription> {
  static constexpr auto fields =
      flow::fields(field("name", &InputDescription::name), field("type", &InputDescription::type),
                   field("once", &InputDescription::once).omit_empty(),
                   field("optional", &InputDescription::optional).omit_empty());
};

template <>
struct Schema<OutputDescription> {
  static constexpr auto fields =
      flow::fields(field("name", &OutputDescription::name), field("type", &OutputDescription::type),
                   field("artifact", &OutputDescription::is_artifact).omit_empty(),
                   field("fields", &OutputDescription::fields).omit_empty());
};

template <>
struct Schema<ResourceNeed> {
  static constexpr auto fields =
      flow::fields(field("resource", &ResourceNeed::resource), field("amount", &ResourceNeed::amount));
};

template <>
struct Schema<StageText> {
  static constexpr auto fields =
      flow::fields(field("name", &StageText::name), field("version", &StageText::version),
                   field("summary", &StageText::summary), field("form", &StageText::form),
                   field("traits", &StageText::traits), field("concurrency", &StageText::concurrency),
                   field("needs", &StageText::needs), field("may_hold", &StageText::may_hold).omit_empty(),
                   field("params", &StageText::params), field("inputs", &StageText::inputs),
                   field("outputs", &StageText::outputs));
};

template <>
struct Schema<Header> {
  static constexpr auto fields =
      flow::fields(field("sdk", &Header::sdk), field("toolchain", &Header::toolchain));
};

template <>
struct Schema<Body> {
  static constexpr auto fields = flow::fields(field("stages", &Body::stages));
};

namespace {

StageDescription description_of(StageText text) {
  const auto traits = static_cast<Traits>(text.traits);
  text.cheap = has(traits, Traits::cheap);
  text.is_volatile = has(traits, Traits::is_volatile);
  text.deterministic = has(traits, Traits::deterministic);
  text.blocking = has(traits, Traits::blocking);
  text.at_most_one = has(traits, Traits::at_most_one);
  text.streaming = has(traits, Traits::streaming);
  text.reads_accounts = has(traits, Traits::reads_accounts);
  return StageDescription(static_cast<StageDescription&&>(text));
}

// A later SDK may add keys, so unknown ones are passed over.
template <class T>
base::Result<T> part_of(std::string_view manifest) {
  return codec::from_json<T>(manifest, Schema<T>::fields, codec::UnknownKeys::skipped);
}

}  // namespace

base::Result<PluginDescription> parse_manifest(std::string_view text) {
  auto header = part_of<Header>(text);
  if (!header) return std::unexpected(header.error());
  if (header->sdk == 0 || header->toolchain.empty())
    return base::failure("it names no SDK version or toolchain");
  PluginDescription plugin{.sdk = header->sdk, .toolchain = std::move(header->toolchain), .stages = {}};
  if (plugin.sdk < oldest_sdk || plugin.sdk > sdk_version) return plugin;
  auto body = part_of<Body>(text);
  if (!body) return std::unexpected(body.error());
  for (StageText& stage : body->stages) {
    if (stage.name.empty()) return base::failure("it holds a stage without a name");
    plugin.stages.push_back(description_of(std::move(stage)));
  }
  return plugin;
}

}  // namespace flow
