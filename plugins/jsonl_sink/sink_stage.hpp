// jsonl_sink: examples in, a data set folder out.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include <chat/curation_record.hpp>
#include <chat/dataset_record.hpp>
#include <chat/record.hpp>
#include <flow/stage.hpp>
#include <jsonl_sink/dataset_writer.hpp>

#include "line_form.hpp"
#include "rendering.hpp"

class JsonlSink
    : public flow::Collector<flow::Inputs<flow::Each<chat::Example, "examples">,
                                          flow::Once<chat::CurationSummary, "summary", flow::optional>>,
                             chat::DataSet> {
 public:
  struct Params {
    std::string title = "Data set";
    std::string summary;
    std::optional<flow::Path> model;
    std::string model_name;
    jsonl_sink::Arguments arguments = jsonl_sink::Arguments::object;
    jsonl_sink::Column tools = jsonl_sink::Column::column;
    jsonl_sink::MetadataColumn metadata = jsonl_sink::MetadataColumn::column;
    jsonl_sink::Compression compression = jsonl_sink::Compression::none;
    std::int64_t part_bytes = 0;
    std::vector<std::int64_t> target_session, target_git, target_synthetic, target_examples;
    std::int64_t target_tokens = 0;
  };
  static constexpr flow::StageInfo info{
      .name = "jsonl_sink",
      .version = 8,
      .summary = "Writes examples as a JSONL data set with a card",
      .traits = flow::deterministic | flow::streaming | flow::reads_accounts};
  static constexpr auto params = flow::params<Params>(
      flow::param("title", &Params::title, "heading of the data set's card"),
      flow::param("summary", &Params::summary, "a paragraph of Markdown for the card"),
      flow::param("model", &Params::model,
                  "folder of the model that will learn: counts the tokens of examples that come without a "
                  "number, and shows "
                  "those of samples.html with its chat template")
          .reads_only(chat::files_of_text),
      flow::param("model_name", &Params::model_name, "the model's name for the card"),
      flow::param(
          "arguments", &Params::arguments,
          "of tool calls: an object, or its JSON text as in OpenAI's form; lora_trainer reads objects"),
      flow::param(
          "tools", &Params::tools,
          "tool schemas: a column of objects, or their list as one JSON text; lora_trainer reads a column"),
      flow::param(
          "metadata", &Params::metadata,
          "where an example comes from: a column of objects, one JSON text, or none; lora_trainer and "
          "`flowrun lineage` need the column"),
      flow::param("compression", &Params::compression,
                  "of train and valid: none or zstd; lora_trainer reads plain files"),
      flow::param(
          "part_bytes", &Params::part_bytes,
          "most bytes of lines in a file, before compression: train-00000.jsonl, train-00001.jsonl, ...; "
          "0 = one file of each split, which lora_trainer reads")
          .at_least(0),
      flow::param("target_session", &Params::target_session,
                  "least and most examples of sessions that there should be, for the card")
          .at_least(0),
      flow::param("target_git", &Params::target_git, "likewise of git histories").at_least(0),
      flow::param("target_synthetic", &Params::target_synthetic, "likewise generated ones").at_least(0),
      flow::param("target_examples", &Params::target_examples, "likewise in all").at_least(0),
      flow::param("target_tokens", &Params::target_tokens,
                  "about how many tokens there should be, for the card; 0 = not said")
          .at_least(0));

  explicit JsonlSink(Params params) : params_(std::move(params)), targets_(targets_of(params_)) {}

  flow::Result open(flow::Context&, const chat::CurationSummary* summary) {
    if (summary) summary_ = *summary;
    if (!params_.model) return flow::ok();
    auto renderer = open_renderer(params_.model->path());
    if (!renderer) return flow::failed(renderer.error());
    render_ = std::move(*renderer);
    return flow::ok();
  }

  flow::Result collect(Input& in, Emit& out, flow::Context& context) const {
    const auto folder = context.scratch() / "dataset";
    auto writer = jsonl_sink::DatasetWriter::create(
        folder, {params_.compression, static_cast<std::uint64_t>(params_.part_bytes)});
    if (!writer) return flow::failed(writer.error());
    jsonl_sink::Card card{.title = params_.title,
                          .summary = params_.summary,
                          .split_rule = summary_.split_rule,
                          .targets = targets_,
                          .spelling = spelling()};
    if (render_) card.tokenizer = params_.model_name;
    chat::DataSet result;
    Counts counts;
    while (auto record = in.next()) {
      const auto example = record->checked_value();
      if (!example) {
        in.reject(example.error());
        continue;
      }
      const bool is_counted = !render_ || (*example)->metadata.tokens;
      const auto added = is_counted
                             ? add(*writer, **example, is_plain() ? record->json() : std::string_view())
                             : add_counted(*writer, **example);
      if (!added && added.error().is_rejection) {
        in.reject(added.error());
        continue;
      }
      if (!added) return flow::failed(added.error());
      ++((*example)->metadata.split == chat::Split::valid ? result.valid : result.train);
      ++counts.by_origin[(*example)->metadata.origin];
      counts.verified += (*example)->metadata.verified ? 1 : 0;
    }
    for (const flow::Account& account : in.accounts()) card.funnel.push_back(funnel_stage(account));
    if (!summary_.settings.empty()) card.settings = summary_.settings;
    if (summary_.review) card.review = summary_.review->told;
    for (const auto& dropped : summary_.dropped) {
      card.dropped.push_back({dropped.reason, static_cast<std::uint64_t>(dropped.examples)});
    }
    if (const auto finished = writer->finish(card, render_); !finished) return flow::failed(finished.error());
    tell(result, counts, context);
    result.folder = flow::Object::at(folder);
    out(std::move(result), "dataset");
    return flow::ok();
  }

 private:
  struct Counts {
    std::map<chat::Origin, std::int64_t> by_origin;
    std::int64_t verified = 0;
  };

  // What runs are compared by: the card's numbers of examples.
  static void tell(const chat::DataSet& set, const Counts& counts, flow::Context& context) {
    const auto metric = [&](const std::string& name, std::int64_t count) {
      context.metric(name, static_cast<double>(count));
    };
    metric("train examples", set.train);
    metric("valid examples", set.valid);
    metric("verified examples", counts.verified);
    for (const auto& [origin, count] : counts.by_origin)
      metric(std::string(base::name_of(origin)) + " examples", count);
  }

  // `line` is the example's JSON as it is to be written; "": it is spelled here.
  base::Result<void> add(jsonl_sink::DatasetWriter& writer, const chat::Example& example,
                         std::string_view line) const {
    const jsonl_sink::LineFacts facts = jsonl_sink::facts_of(example.metadata);
    if (!line.empty()) return writer.add(line, facts, &example);
    return writer.add(line_form::written(example, spelling()), facts, &example);
  }

  // One that nobody before has counted. What the chat template refuses is a rejection.
  base::Result<void> add_counted(jsonl_sink::DatasetWriter& writer, const chat::Example& example) const {
    const auto rendering = render_(example);
    if (!rendering)
      return std::unexpected(rendering.error().is_transient ? rendering.error()
                                                            : flow::rejection(rendering.error()));
    chat::Example counted = example;
    counted.metadata.tokens = static_cast<std::int64_t>(rendering->tokens);
    return add(writer, counted, {});
  }

  static jsonl_sink::FunnelStage funnel_stage(const flow::Account& account) {
    return {.stage = account.stage,
            .version = account.version,
            .received = account.received,
            .emitted = account.emitted,
            .rejected = account.rejected,
            .failed = account.failed,
            .dropped = account.dropped,
            .left_out = account.left_out,
            .rejected_parts = account.rejected_parts,
            .records = account.records,
            .settings = account.settings};
  }

  static std::optional<jsonl_sink::Range> range_of(const char* name, const std::vector<std::int64_t>& ends) {
    if (ends.empty()) return std::nullopt;
    if (ends.size() != 2 || ends[0] > ends[1])
      throw flow::Failure({.problem = std::string(name) + " is no range",
                           .why = "it needs the least and the most number",
                           .what_to_do = "write two numbers: [150, 250]"});
    return jsonl_sink::Range{static_cast<std::uint64_t>(ends[0]), static_cast<std::uint64_t>(ends[1])};
  }

  static jsonl_sink::Targets targets_of(const Params& params) {
    jsonl_sink::Targets targets{.examples = range_of("target_examples", params.target_examples)};
    const auto add = [&](chat::Origin origin, const char* name, const std::vector<std::int64_t>& ends) {
      if (const auto range = range_of(name, ends)) targets.origins.emplace(origin, *range);
    };
    add(chat::Origin::session, "target_session", params.target_session);
    add(chat::Origin::git, "target_git", params.target_git);
    add(chat::Origin::synthetic, "target_synthetic", params.target_synthetic);
    if (params.target_tokens > 0) targets.tokens = static_cast<std::uint64_t>(params.target_tokens);
    return targets;
  }

  jsonl_sink::Spelling spelling() const { return {params_.arguments, params_.tools, params_.metadata}; }
  // Then a record's bytes are a line.
  bool is_plain() const { return spelling() == jsonl_sink::Spelling(); }

  Params params_;
  jsonl_sink::Targets targets_;
  chat::CurationSummary summary_;
  jsonl_sink::Render render_;
};
