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
#include <vector>

#include <base/error.hpp>
#include <chat/example.hpp>
#include <jsonl_sink/samples_page.hpp>
#include <jsonl_sink/spelling.hpp>
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
  std::string group;       // stands in one split only
  std::string repository;  // whose history the example comes from; "" for none
};

// An example without a split trains.
LineFacts facts_of(const chat::Metadata& metadata);

struct Dropped {
  std::string reason;
  std::uint64_t examples = 0;
};

// What the writer cannot see in the lines.
struct Card {
  std::string title = "Data set";
  std::string summary;                   // a paragraph of Markdown for the card; "" for none
  std::optional<std::string> tokenizer;  // whose tokens were counted
  std::string settings = "{}";           // text of one JSON object, written to dataset.json on one line
  std::string split_rule;                // a sentence or two for the card; "" for none
  std::vector<Dropped> dropped;          // listed in this order
  std::string review;                    // what became of a review, for the card; "" for none
  Spelling spelling;                     // of the lines
  Storage storage;                       // filled in by the writer
};

// Errors name the file. Not for several threads at once.
class DatasetWriter {
 public:
  // Makes the folder where it is missing, and empty files for train and valid. Files of an earlier data set
  // with the same names are overwritten.
  static base::Result<DatasetWriter> create(const std::filesystem::path& folder, Storage storage = {});

  DatasetWriter(DatasetWriter&&) noexcept;
  DatasetWriter& operator=(DatasetWriter&&) noexcept;
  ~DatasetWriter();  // without finish, the folder stays incomplete

  // `line` is the JSON text of one example, without a line break; `sample` shows it as the model will see it.
  base::Result<void> add(std::string_view line, const LineFacts& facts, std::optional<Sample> sample = {});

  // Writes what is buffered, dataset.json, README.md and, where there were samples, samples.html with the first of each
  // origin and category. Once, as the last call.
  base::Result<void> finish(const Card& card);

 private:
  struct State;
  explicit DatasetWriter(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace jsonl_sink
