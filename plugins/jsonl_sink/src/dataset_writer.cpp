#include <system_error>
#include <unordered_map>
#include <utility>

#include <fmt/format.h>
#include <simdjson.h>

#include <jsonl_sink/dataset_writer.hpp>

#include "descriptions.hpp"
#include "output_file.hpp"
#include "split_writer.hpp"
#include "tally.hpp"

namespace jsonl_sink {
namespace {

using Done = base::Result<void>;

base::Error not_an_object(const std::string& whose) {
  return {.problem = "cannot write dataset.json",
          .why = fmt::format("the settings{} are not one JSON object", whose),
          .what_to_do = "hand in its text"};
}

// The settings on one line, numbers spelled as they were. Errors: they are no object.
Done compact(std::string& settings, const std::string& whose) {
  simdjson::dom::parser parser;
  simdjson::dom::element root;
  if (parser.parse(settings).get(root) != simdjson::SUCCESS || !root.is_object())
    return std::unexpected(not_an_object(whose));
  std::string text(settings.size() + simdjson::SIMDJSON_PADDING, '\0');
  std::size_t size = 0;
  if (simdjson::minify(settings.data(), settings.size(), text.data(), size) != simdjson::SUCCESS) return {};
  text.resize(size);
  settings = std::move(text);
  return {};
}

// Numbers of tokens come with the examples, maybe from another model's tokenizer; what is rendered anyway shows it.
std::string doubt_of(const std::vector<Sample>& samples) {
  for (const Sample& sample : samples) {
    const chat::Metadata& metadata = sample.example->metadata;
    if (!metadata.tokens || !sample.rendering || !*sample.rendering) continue;
    const std::size_t counted = (*sample.rendering)->tokens;
    if (std::cmp_not_equal(counted, *metadata.tokens))
      return fmt::format("{} came with {} tokens and has {}", metadata.id, *metadata.tokens, counted);
  }
  return {};
}

}  // namespace

LineFacts facts_of(const chat::Metadata& metadata) {
  return {.split = metadata.split.value_or(chat::Split::train),
          .origin = metadata.origin,
          .category = metadata.category,
          .licence = metadata.licence,
          .verified = metadata.verified,
          .tokens = metadata.tokens,
          .group = metadata.group,
          .repository = metadata.git ? metadata.git->repository : "",
          .outcome = metadata.session ? metadata.session->outcome : std::nullopt,
          .verification = metadata.verification};
}

struct DatasetWriter::State {
  std::filesystem::path folder;
  Storage storage;
  std::map<chat::Split, SplitWriter> files;
  std::unordered_map<std::string, chat::Split> split_of;  // group -> its split
  std::map<chat::Split, std::uint64_t> groups;            // how many are in the split
  Tally tally;
  Samples samples;
  bool finished = false;

  // Closes the files of the splits.
  base::Result<SplitFiles> close_files() {
    SplitFiles result;
    for (auto& [split, writer] : files) {
      auto written = writer.close();
      if (!written) return std::unexpected(written.error());
      result[split] = {*std::move(written), groups[split]};
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

base::Result<DatasetWriter> DatasetWriter::create(const std::filesystem::path& folder, Storage storage) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) {
    return base::failure(fmt::format("cannot create the folder {}", folder.string()), error.message(),
                         "check its parents and their permissions");
  }
  auto state = std::make_unique<State>();
  state->folder = folder;
  state->storage = storage;
  for (const chat::Split split : {chat::Split::train, chat::Split::valid}) {
    auto writer = SplitWriter::create(folder, std::string(base::name_of(split)), storage);
    if (!writer) return std::unexpected(writer.error());
    state->files.emplace(split, *std::move(writer));
  }
  return DatasetWriter(std::move(state));
}

Done DatasetWriter::add(std::string_view line, const LineFacts& facts, const chat::Example* example) {
  if (state_->finished) return base::failure("cannot add a line", "the data set is finished");
  if (line.empty() || line.find_first_of("\n\r") != std::string_view::npos) {
    return base::failure("cannot write a line", "it is empty or holds a line break",
                         "hand in JSON text on one line");
  }
  const auto group = state_->split_of.find(facts.group);
  if (group != state_->split_of.end() && group->second != facts.split) {
    return base::failure(
        fmt::format("cannot write an example of group \"{}\" to {}", facts.group, base::name_of(facts.split)),
        fmt::format("others of it are in {}", base::name_of(group->second)), "a group stands in one split");
  }
  if (Done written = state_->files.at(facts.split).add(line); !written) return written;
  if (group == state_->split_of.end()) {
    state_->split_of.emplace(facts.group, facts.split);
    ++state_->groups[facts.split];
  }
  state_->tally.add(facts);
  if (example) state_->samples.add(*example);
  return {};
}

Done DatasetWriter::finish(const Card& card, const Render& render) {
  if (std::exchange(state_->finished, true))
    return base::failure("cannot finish the data set", "it is finished");
  Card written = card;
  if (Done made = compact(written.settings, ""); !made) return made;
  for (FunnelStage& stage : written.funnel)
    if (Done made = compact(stage.settings, " of " + stage.stage); !made) return made;
  written.storage = state_->storage;
  const auto files = state_->close_files();
  if (!files) return std::unexpected(files.error());
  const std::vector<Sample> samples = state_->samples.chosen(render);
  written.doubt = doubt_of(samples);
  if (Done json = state_->write_text("dataset.json", dataset_json(state_->tally, *files, written)); !json)
    return json;
  if (!samples.empty()) {
    if (Done page = state_->write_text("samples.html", samples_page(written.title, samples)); !page)
      return page;
  }
  return state_->write_text("README.md", dataset_card(state_->tally, *files, written));
}

}  // namespace jsonl_sink
