// jsonl_sink: examples in, a data set folder out.
#pragma once

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
  };
  static constexpr flow::StageInfo info{.name = "jsonl_sink",
                                        .version = 6,
                                        .summary = "Writes examples as a JSONL data set with a card",
                                        .traits = flow::deterministic | flow::streaming};
  static constexpr auto params = flow::params<Params>(
      flow::param("title", &Params::title, "heading of the data set's card"),
      flow::param("summary", &Params::summary, "a paragraph of Markdown for the card"),
      flow::param(
          "model", &Params::model,
          "folder of the model that will learn: counts tokens with its tokenizer, and writes samples.html "
          "with its chat template"),
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
          .at_least(0));

  explicit JsonlSink(Params params) : params_(std::move(params)) {}

  flow::Result open(flow::Context&, const chat::CurationSummary* summary) {
    if (summary) summary_ = *summary;
    if (!params_.model) return flow::ok();
    auto renderer = open_renderer(params_.model->path());
    if (!renderer) return flow::failed(renderer.error());
    renderer_ = std::move(*renderer);
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
                          .spelling = spelling()};
    if (renderer_) card.tokenizer = params_.model_name;
    chat::DataSet result;
    while (auto record = in.next()) {
      const auto example = record->checked_value();
      if (!example) {
        in.reject(example.error());
        continue;
      }
      const jsonl_sink::LineFacts facts = jsonl_sink::facts_of((*example)->metadata);
      const auto added = renderer_    ? add_rendered(*writer, **example, facts)
                         : is_plain() ? writer->add(record->json(), facts)
                                      : writer->add(line_form::written(**example, spelling()), facts);
      if (!added && added.error().is_rejection) {
        in.reject(added.error());
        continue;
      }
      if (!added) return flow::failed(added.error());
      ++(facts.split == chat::Split::valid ? result.valid : result.train);
    }
    if (!summary_.settings.empty()) card.settings = summary_.settings;
    if (summary_.review) card.review = summary_.review->told;
    for (const auto& dropped : summary_.dropped) {
      card.dropped.push_back({dropped.reason, static_cast<std::uint64_t>(dropped.examples)});
    }
    if (const auto finished = writer->finish(card); !finished) return flow::failed(finished.error());
    result.folder = flow::Object::at(folder);
    out(std::move(result), "dataset");
    return flow::ok();
  }

 private:
  // With its tokens counted and a sample. What the chat template refuses is a rejection.
  base::Result<void> add_rendered(jsonl_sink::DatasetWriter& writer, const chat::Example& example,
                                  jsonl_sink::LineFacts facts) const {
    auto sample = renderer_(example);
    if (!sample) {
      return std::unexpected(sample.error().is_transient ? sample.error() : flow::rejection(sample.error()));
    }
    chat::Example counted = example;
    facts.tokens = counted.metadata.tokens = static_cast<std::int64_t>(sample->tokens);
    return writer.add(line_form::written(std::move(counted), spelling()), facts, std::move(*sample));
  }

  jsonl_sink::Spelling spelling() const { return {params_.arguments, params_.tools, params_.metadata}; }
  // Then a record's bytes are a line.
  bool is_plain() const { return spelling() == jsonl_sink::Spelling(); }

  Params params_;
  chat::CurationSummary summary_;
  Renderer renderer_;
};
