// jsonl_sink: examples in, a data set folder out.
#pragma once

#include <dataset/dataset_writer.hpp>

#include <chat/curation_record.hpp>
#include <chat/dataset_record.hpp>
#include <chat/record.hpp>
#include <flow/stage.hpp>

class JsonlSink
    : public flow::Collector<flow::Inputs<flow::Each<chat::Example, "examples">,
                                          flow::Once<chat::CurationSummary, "summary", flow::optional>>,
                             chat::DataSet> {
 public:
  struct Params {
    std::string title = "Data set";
    std::string summary;
  };
  static constexpr flow::StageInfo info{.name = "jsonl_sink",
                                        .version = 2,
                                        .summary = "Writes examples as a JSONL data set with a card",
                                        .traits = flow::deterministic};
  static constexpr auto params =
      flow::params<Params>(flow::param("title", &Params::title, "heading of the data set's card"),
                           flow::param("summary", &Params::summary, "a paragraph of Markdown for the card"));

  explicit JsonlSink(Params params) : params_(std::move(params)) {}

  flow::Result open(flow::Context&, const chat::CurationSummary* summary) {
    if (summary) summary_ = *summary;
    return flow::ok();
  }

  flow::Result collect(Input& in, Emit& out, flow::Context& context) const {
    const auto folder = context.scratch() / "dataset";
    auto writer = dataset::DatasetWriter::create(folder);
    if (!writer) return flow::failed(writer.error());
    chat::DataSet result;
    while (auto record = in.next()) {
      const chat::Metadata& about = record->value().metadata;
      const std::string split = about.split.value_or("train");
      ++(split == "valid" ? result.valid : result.train);
      // The line is the record's own bytes: nothing is written anew.
      const auto added = writer->add(record->json(), {.split = split,
                                                      .origin = about.origin,
                                                      .category = about.category,
                                                      .licence = about.licence,
                                                      .verified = about.verified,
                                                      .tokens = about.tokens,
                                                      .group = about.group,
                                                      .repository = about.git ? about.git->repository : ""});
      if (!added) return flow::failed(added.error());
    }
    dataset::Card card{.title = params_.title, .summary = params_.summary, .split_rule = summary_.split_rule};
    if (!summary_.settings.empty()) card.settings = summary_.settings;
    for (const auto& dropped : summary_.dropped) {
      card.dropped.push_back({dropped.reason, static_cast<std::uint64_t>(dropped.examples)});
    }
    if (const auto finished = writer->finish(card); !finished) return flow::failed(finished.error());
    result.folder = flow::Object::at(folder);
    out(std::move(result));
    return flow::ok();
  }

 private:
  Params params_;
  chat::CurationSummary summary_;
};
