#include <fstream>
#include <iterator>
#include <utility>

#include <fmt/format.h>
#include <simdjson.h>

#include <agent_rollout/model_agent.hpp>
#include <agent_tools/schemas.hpp>
#include <qwen35/adapter_files.hpp>
#include <qwen35/device.hpp>

namespace agent_rollout {
namespace {

namespace fs = std::filesystem;

std::unexpected<base::Error> unusable(std::string why) {
  return base::failure("the model folder cannot be used", std::move(why),
                       "name the folder of a complete Qwen3.5 checkpoint with `model`");
}

// eos_token_id is one id or a list; a folder without generation_config.json ends texts by <|im_end|> alone.
base::Result<std::vector<std::int64_t>> read_stop_ids(const fs::path& folder,
                                                      const hf::Tokenizer& tokenizer) {
  std::vector<std::int64_t> ids;
  if (const auto end = tokenizer.id_of("<|im_end|>")) ids.push_back(*end);
  const fs::path file = folder / "generation_config.json";
  std::error_code error;
  if (fs::exists(file, error)) {
    simdjson::dom::parser parser;
    simdjson::dom::element root, eos;
    if (parser.load(file.string()).get(root) != simdjson::SUCCESS)
      return unusable("generation_config.json is no JSON");
    std::int64_t one = 0;
    simdjson::dom::array several;
    const bool given = root["eos_token_id"].get(eos) == simdjson::SUCCESS;
    if (given && eos.get(one) == simdjson::SUCCESS) {
      ids.push_back(one);
    } else if (given && eos.get(several) == simdjson::SUCCESS) {
      for (const simdjson::dom::element id : several) {
        if (id.get(one) == simdjson::SUCCESS) ids.push_back(one);
      }
    }
  }
  if (ids.empty())
    return unusable("neither its tokenizer nor generation_config.json names a token that ends a text");
  return ids;
}

class ModelAgents : public Agents {
 public:
  explicit ModelAgents(LoadedModel model) : model_(std::move(model)) {}
  std::unique_ptr<Agent> start(const rust_tasks::Task&, std::uint64_t seed) const override {
    return std::make_unique<ModelAgent>(model_, seed);
  }

 private:
  LoadedModel model_;
};

}  // namespace

base::Result<LoadedModel> LoadedModel::open(const ModelSettings& settings) {
  auto tokenizer = hf::Tokenizer::open(settings.folder);
  if (!tokenizer) return unusable(tokenizer.error().text());
  auto chat_template = hf::ChatTemplate::open(settings.folder);
  if (!chat_template) return unusable(chat_template.error().text());
  auto stop_ids = read_stop_ids(settings.folder, *tokenizer);
  if (!stop_ids) return std::unexpected(std::move(stop_ids.error()));
  const auto device = qwen35::open_device(settings.device);
  if (!device) return std::unexpected(device.error());
  auto model = qwen35::Model::load(settings.folder, qwen35::dtype_of(settings.precision), *device);
  if (!model) return std::unexpected(std::move(model.error()));
  if (const std::int64_t rows = model->config().vocabulary;
      rows < static_cast<std::int64_t>(tokenizer->size())) {
    return unusable(
        fmt::format("its tokenizer has {} tokens, but the model only {}", tokenizer->size(), rows));
  }
  std::optional<qwen35::Adapter> adapter;
  if (!settings.adapter.empty()) {
    auto read = qwen35::read_adapter(settings.adapter, model->config(), *device);
    if (!read) return std::unexpected(std::move(read.error()));
    adapter = std::move(*read);
  }
  return LoadedModel{.tokenizer = *std::move(tokenizer),
                     .chat_template = *std::move(chat_template),
                     .model = *std::move(model),
                     .adapter = std::move(adapter),
                     .stop_ids = *std::move(stop_ids),
                     .tools = agent_tools::tool_schemas(),
                     .settings = settings};
}

base::Result<std::unique_ptr<const Agents>> open_model(const ModelSettings& settings) {
  auto model = LoadedModel::open(settings);
  if (!model) return std::unexpected(std::move(model.error()));
  return std::make_unique<const ModelAgents>(*std::move(model));
}

}  // namespace agent_rollout
