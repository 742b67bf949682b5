#include <base/json_writer.hpp>

#include "descriptions.hpp"

namespace jsonl_sink {
namespace {

using base::JsonWriter;

constexpr int format_version = 1;

// The file is indented, with one row of a table on one line.
void row(JsonWriter& json, JsonWriter& fields) { json.raw(fields.end_object().text()); }

void counts(JsonWriter& json, std::string_view name, const Amounts& amounts) {
  json.key(name).begin_object();
  for (const auto& [kind, amount] : amounts) {
    JsonWriter fields;
    fields.begin_object().member("examples", amount.examples).member("verified", amount.verified);
    row(json.key(kind), fields);
  }
  json.end_object();
}

void one_file(JsonWriter& fields, const WrittenFile& file) {
  fields.member("bytes", file.bytes).member("sha256", file.sha256);
}

void parts(JsonWriter& fields, const std::vector<WrittenFile>& files) {
  fields.key("files").begin_array();
  for (const WrittenFile& file : files) {
    fields.begin_object().member("file", file.name);
    one_file(fields, file);
    fields.end_object();
  }
  fields.end_array();
}

void splits(JsonWriter& json, const Tally& tally, const SplitFiles& files, const Card& card, bool tokens) {
  const Amounts amounts = tally.by_split();
  json.key("splits").begin_object();
  for (const auto& [split, file] : files) {
    const Amount amount = amount_of(amounts, base::name_of(split));
    JsonWriter fields;
    const bool is_whole = card.storage.part_bytes == 0;
    fields.begin_object();
    if (is_whole) fields.member("file", file.files.front().name);
    fields.member("examples", amount.examples)
        .member("verified", amount.verified)
        .member("groups", file.groups);
    if (tokens) fields.member("tokens", amount.tokens);
    if (is_whole)
      one_file(fields, file.files.front());
    else
      parts(fields, file.files);
    row(json.key(base::name_of(split)), fields);
  }
  json.end_object();
}

void cells(JsonWriter& json, const Tally& tally) {
  json.key("counts").begin_array();
  for (const auto& [key, amount] : tally.cells()) {
    const auto& [split, origin, category] = key;
    JsonWriter fields;
    fields.begin_object()
        .member("split", split)
        .member("origin", origin)
        .member("category", category)
        .member("examples", amount.examples)
        .member("verified", amount.verified);
    row(json, fields);
  }
  json.end_array();
}

void licences(JsonWriter& json, const Tally& tally) {
  json.key("licences").begin_object();
  for (const auto& [licence, examples] : tally.licences()) json.member(licence, examples);
  json.end_object().member("without_licence", tally.without_licence());
}

// Programs that know only the default need not look for it.
void spelling(JsonWriter& json, const Spelling& spelling) {
  if (spelling == Spelling()) return;
  JsonWriter fields;
  fields.begin_object()
      .member("arguments", spelling.arguments)
      .member("tools", spelling.tools)
      .member("metadata", spelling.metadata);
  row(json.key("spelling"), fields);
}

void dropped(JsonWriter& json, const Card& card) {
  json.key("dropped").begin_array();
  for (const Dropped& drop : card.dropped) {
    JsonWriter fields;
    fields.begin_object().member("reason", drop.reason).member("examples", drop.examples);
    row(json, fields);
  }
  json.end_array();
}

void range(JsonWriter& json, std::string_view name, const Range& range) {
  json.key(name).begin_array().any(range.least).any(range.most).end_array();
}

void targets(JsonWriter& json, const Targets& targets) {
  if (targets.empty()) return;
  JsonWriter fields;
  fields.begin_object();
  for (const auto& [origin, one] : targets.origins) range(fields, base::name_of(origin), one);
  if (targets.examples) range(fields, "examples", *targets.examples);
  if (targets.tokens) fields.member("tokens", *targets.tokens);
  row(json.key("targets"), fields);
}

void lengths(JsonWriter& json, const Tally& tally) {
  json.key("lengths").begin_object();
  for (const auto& [origin, of_origin] : tally.lengths_by_origin()) {
    JsonWriter fields;
    fields.begin_object().member("examples", of_origin.count());
    for (const auto& [name, share] : {std::pair{"least", 0.0}, {"median", 0.5}, {"p90", 0.9}, {"most", 1.0}})
      fields.member(name, of_origin.quantile(share));
    row(json.key(base::name_of(origin)), fields);
  }
  json.end_object();
}

template <typename Counts>
void by_name(JsonWriter& json, std::string_view name, const Counts& counts) {
  json.key(name).begin_object();
  for (const auto& [one, count] : counts) json.member(one, count);
  json.end_object();
}

void repositories(JsonWriter& json, const Tally& tally) {
  json.key("repositories").begin_array();
  for (const auto& [repository, by_licence] : tally.repositories()) {
    for (const auto& [licence, examples] : by_licence) {
      JsonWriter fields;
      fields.begin_object().member("repository", repository);
      if (!licence.empty()) fields.member("licence", licence);
      row(json, fields.member("examples", examples));
    }
  }
  json.end_array();
}

void stages(JsonWriter& json, const std::vector<FunnelStage>& funnel) {
  json.key("stages").begin_array();
  for (const FunnelStage& stage : funnel) {
    json.begin_object()
        .member("stage", stage.stage)
        .member("version", stage.version)
        .member("received", stage.received)
        .member("emitted", stage.emitted)
        .member("rejected", stage.rejected)
        .member("failed", stage.failed);
    by_name(json, "dropped", stage.dropped);
    by_name(json, "left_out", stage.left_out);
    json.member("rejected_parts", stage.rejected_parts);
    by_name(json, "records", stage.records);
    json.key("settings").raw(stage.settings).end_object();
  }
  json.end_array();
}

}  // namespace

bool tells_tokens(const Amount& total, const Card& card) {
  return card.tokenizer && card.doubt.empty() && total.examples > 0 && total.counted == total.examples;
}

std::string dataset_json(const Tally& tally, const SplitFiles& files, const Card& card) {
  const Amount total = tally.total();
  const bool tokens = tells_tokens(total, card);
  JsonWriter json(JsonWriter::Layout::indented);
  json.begin_object()
      .member("format", format_version)
      .member("examples", total.examples)
      .member("verified", total.verified);
  if (tokens) json.member("tokens", total.tokens).member("tokenizer", *card.tokenizer);
  splits(json, tally, files, card, tokens);
  counts(json, "origins", tally.by_origin());
  counts(json, "categories", tally.by_category());
  cells(json, tally);
  targets(json, card.targets);
  if (tokens) lengths(json, tally);
  licences(json, tally);
  repositories(json, tally);
  dropped(json, card);
  stages(json, card.funnel);
  spelling(json, card.spelling);
  json.key("settings").raw(card.settings).end_object();
  return json.text() + "\n";
}

}  // namespace jsonl_sink
