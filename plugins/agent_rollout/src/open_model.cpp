#include <fstream>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>

#include <fmt/format.h>
#include <simdjson.h>

#include <agent_rollout/model_agent.hpp>
#include <agent_tools/schemas.hpp>
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
  explicit ModelAgents(ModelFiles files) : files_(std::move(files)) {}

  base::Result<std::unique_ptr<Agent>> start(const rust_tasks::Task&, std::uint64_t seed,
                                             const Means& means) const override {
    auto model = loaded(means);
    if (!model) return std::unexpected(model.error());
    auto seat = (*model)->server().sit(means.stop);
    if (!seat) return std::unexpected(seat.error());
    return std::make_unique<ModelAgent>(files_, *std::move(model), *std::move(seat), seed);
  }

 private:
  // One loads, and the others wait for it. What cannot be loaded is not tried again by each.
  base::Result<std::shared_ptr<LoadedModel>> loaded(const Means& means) const {
    const std::scoped_lock lock(mutex_);
    if (auto model = model_.lock()) return model;
    if (broken_) return std::unexpected(*broken_);
    std::shared_ptr<const void> device;
    if (means.take_device) {
      auto taken = means.take_device();
      if (!taken) return std::unexpected(taken.error());
      device = *std::move(taken);
    }
    auto made = LoadedModel::load(files_.settings, std::move(device));
    if (!made) return std::unexpected(broken_.emplace(made.error()));
    std::shared_ptr<LoadedModel> model = *std::move(made);
    if (means.say) {
      means.say(fmt::format("the model is loaded; memory holds the caches of {} rollouts of {} tokens",
                            model->seats(), files_.settings.max_context));
    }
    model_ = model;
    if (!means.take_device) kept_ = model;
    return model;
  }

  ModelFiles files_;
  mutable std::mutex mutex_;
  mutable std::weak_ptr<LoadedModel> model_;
  mutable std::shared_ptr<LoadedModel> kept_;  // where nobody else waits for the device
  mutable std::optional<base::Error> broken_;
};

}  // namespace

base::Result<ModelFiles> ModelFiles::open(const ModelSettings& settings) {
  auto tokenizer = hf::Tokenizer::open(settings.folder);
  if (!tokenizer) return unusable(tokenizer.error().text());
  auto chat_template = hf::ChatTemplate::open(settings.folder);
  if (!chat_template) return unusable(chat_template.error().text());
  auto stop_ids = read_stop_ids(settings.folder, *tokenizer);
  if (!stop_ids) return std::unexpected(std::move(stop_ids.error()));
  if (const auto device = qwen35::open_device(settings.device); !device)
    return std::unexpected(device.error());
  const auto config = qwen35::read_config(settings.folder / "config.json");
  if (!config) return std::unexpected(config.error());
  if (const auto weights = qwen35::Checkpoint::open(settings.folder); !weights)
    return std::unexpected(weights.error());
  if (const std::int64_t rows = config->vocabulary; rows < static_cast<std::int64_t>(tokenizer->size())) {
    return unusable(
        fmt::format("its tokenizer has {} tokens, but the model only {}", tokenizer->size(), rows));
  }
  return ModelFiles{.tokenizer = *std::move(tokenizer),
                    .chat_template = *std::move(chat_template),
                    .stop_ids = *std::move(stop_ids),
                    .tools = agent_tools::tool_schemas(),
                    .settings = settings};
}

base::Result<std::unique_ptr<const Agents>> open_model(const ModelSettings& settings) {
  auto files = ModelFiles::open(settings);
  if (!files) return std::unexpected(std::move(files.error()));
  return std::make_unique<const ModelAgents>(*std::move(files));
}

}  // namespace agent_rollout
