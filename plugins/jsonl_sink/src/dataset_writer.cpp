#include <algorithm>
#include <system_error>
#include <unordered_map>
#include <utility>

#include <fmt/format.h>
#include <simdjson.h>

#include <jsonl_sink/dataset_writer.hpp>

#include "descriptions.hpp"
#include "output_file.hpp"
#include "tally.hpp"

namespace jsonl_sink {
namespace {

using Done = base::Result<void>;

bool is_split_name(std::string_view name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
  });
}

// The settings on one line, numbers spelled as they were, or why they are no object.
base::Result<std::string> compact_settings(const std::string& settings) {
  simdjson::dom::parser parser;
  simdjson::dom::element root;
  if (parser.parse(settings).get(root) != simdjson::SUCCESS || !root.is_object()) {
    return base::failure(
        "cannot write dataset.json (the settings are not one JSON object): hand in its text");
  }
  std::string compact(settings.size() + simdjson::SIMDJSON_PADDING, '\0');
  std::size_t size = 0;
  if (simdjson::minify(settings.data(), settings.size(), compact.data(), size) != simdjson::SUCCESS)
    return settings;
  compact.resize(size);
  return compact;
}

}  // namespace

struct DatasetWriter::State {
  std::filesystem::path folder;
  std::map<std::string, OutputFile> files;                // split -> its file
  std::unordered_map<std::string, std::string> split_of;  // group -> its split
  std::map<std::string, std::uint64_t> groups;            // split -> number of groups
  Tally tally;
  bool finished = false;

  base::Result<OutputFile*> file_of(const std::string& split) {
    if (const auto known = files.find(split); known != files.end()) return &known->second;
    if (!is_split_name(split)) {
      return base::failure(
          fmt::format("cannot write split \"{}\" (it names a file): use a-z, 0-9, _ and -", split));
    }
    auto file = OutputFile::create(folder / (split + ".jsonl"));
    if (!file) return std::unexpected(file.error());
    return &files.emplace(split, *std::move(file)).first->second;
  }

  // Closes the files of the splits.
  base::Result<SplitFiles> close_files() {
    SplitFiles result;
    for (auto& [split, file] : files) {
      if (Done closed = file.close(); !closed) return std::unexpected(closed.error());
      result[split] = {split + ".jsonl", file.size(), groups[split], file.sha256()};
    }
    return result;
  }

  Done write_text(const std::string& name, const std::string& text) const {
    auto file = OutputFile::create(folder / name);
    if (!file) return std::unexpected(file.error());
    if (Done written = file->write(text); !written) return written;
    return file->close();
  }
};

DatasetWriter::DatasetWriter(std::unique_ptr<State> state) : state_(std::move(state)) {}
DatasetWriter::DatasetWriter(DatasetWriter&&) noexcept = default;
DatasetWriter& DatasetWriter::operator=(DatasetWriter&&) noexcept = default;
DatasetWriter::~DatasetWriter() = default;

base::Result<DatasetWriter> DatasetWriter::create(const std::filesystem::path& folder) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) {
    return base::failure(
        fmt::format("cannot create the folder {} ({}): check its parents and their permissions",
                    folder.string(), error.message()));
  }
  auto state = std::make_unique<State>();
  state->folder = folder;
  for (const char* split : {"train", "valid"}) {
    if (auto file = state->file_of(split); !file) return std::unexpected(file.error());
  }
  return DatasetWriter(std::move(state));
}

Done DatasetWriter::add(std::string_view line, const LineFacts& facts) {
  if (state_->finished) return base::failure("cannot add a line: the data set is finished");
  if (line.empty() || line.find_first_of("\n\r") != std::string_view::npos) {
    return base::failure(
        "cannot write a line (it is empty or holds a line break): hand in JSON text on one line");
  }
  const auto group = state_->split_of.find(facts.group);
  if (group != state_->split_of.end() && group->second != facts.split) {
    return base::failure(
        fmt::format("cannot write an example of group \"{}\" to {} (others of it are in {}): a group "
                    "stands in one split",
                    facts.group, facts.split, group->second));
  }
  const auto file = state_->file_of(facts.split);
  if (!file) return std::unexpected(file.error());
  for (std::string_view bytes : {line, std::string_view("\n")}) {
    if (Done written = (*file)->write(bytes); !written) return written;
  }
  if (group == state_->split_of.end()) {
    state_->split_of.emplace(facts.group, facts.split);
    ++state_->groups[facts.split];
  }
  state_->tally.add(facts);
  return {};
}

Done DatasetWriter::finish(const Card& card) {
  if (std::exchange(state_->finished, true))
    return base::failure("cannot finish the data set: it is finished");
  Card written = card;
  auto settings = compact_settings(card.settings);
  if (!settings) return std::unexpected(settings.error());
  written.settings = *settings;
  const auto files = state_->close_files();
  if (!files) return std::unexpected(files.error());
  if (Done json = state_->write_text("dataset.json", dataset_json(state_->tally, *files, written)); !json)
    return json;
  if (!written.samples.empty()) {
    if (Done page = state_->write_text("samples.html", samples_page(written.title, written.samples)); !page)
      return page;
  }
  return state_->write_text("README.md", dataset_card(state_->tally, *files, written));
}

}  // namespace jsonl_sink
