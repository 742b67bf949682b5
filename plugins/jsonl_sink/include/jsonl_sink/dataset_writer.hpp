// Writes a data set as a folder: `train.jsonl` and `valid.jsonl`, or their parts, `dataset.json` with counts, digests and
// settings, and `README.md`, a data set card with the YAML header that Hugging Face's hub reads
// (https://huggingface.co/docs/hub/datasets-cards).
//
// The same lines and card give the same bytes: no times, hosts, paths or run ids are written but those that
// the caller hands in. Lines are streamed; memory grows with the number of groups, not of lines.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <base/error.hpp>
#include <chat/example.hpp>
#include <jsonl_sink/card.hpp>
#include <jsonl_sink/samples.hpp>
#include <jsonl_sink/storage.hpp>

namespace jsonl_sink {

// What the counts need to know of a line.
struct LineFacts {
  chat::Split split = chat::Split::train;
  chat::Origin origin = chat::Origin::session;
  chat::Category category = chat::Category::other;
  std::optional<std::string> licence;  // SPDX expression
  bool verified = false;
  std::optional<std::int64_t> tokens;
  std::string group;                     // stands in one split only
  std::string repository;                // whose history the example comes from; "" for none
  std::optional<chat::Outcome> outcome;  // of a turn of a session
  std::optional<chat::Verification> verification;
};

// An example without a split trains.
LineFacts facts_of(const chat::Metadata& metadata);

// Errors name the file. Not for several threads at once.
class DatasetWriter {
 public:
  // Makes the folder where it is missing, and empty files for train and valid. Files of an earlier data set
  // with the same names are overwritten.
  static base::Result<DatasetWriter> create(const std::filesystem::path& folder, Storage storage = {});

  DatasetWriter(DatasetWriter&&) noexcept;
  DatasetWriter& operator=(DatasetWriter&&) noexcept;
  ~DatasetWriter();  // without finish, the folder stays incomplete

  // `line` is the JSON text of one example, without a line break; where `example` is given, it may be shown in samples.html.
  base::Result<void> add(std::string_view line, const LineFacts& facts,
                         const chat::Example* example = nullptr);

  // Writes what is buffered, dataset.json, README.md and, where there were examples, samples.html. Once, as the last call.
  base::Result<void> finish(const Card& card, const Render& render = {});

 private:
  struct State;
  explicit DatasetWriter(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace jsonl_sink
