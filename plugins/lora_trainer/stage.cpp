// lora_trainer: a data set in, an adapter out.
#include <chrono>
#include <filesystem>
#include <new>
#include <optional>
#include <utility>

#include <ATen/Parallel.h>
#include <fmt/format.h>

#include <base/flush.hpp>
#include <chat/dataset_record.hpp>
#include <chat/record.hpp>
#include <flow/codec.hpp>
#include <flow/plugin.hpp>
#include <lora/adapter_record.hpp>
#include <lora_trainer/first_adapter.hpp>
#include <lora_trainer/journal.hpp>
#include <lora_trainer/model_card.hpp>
#include <lora_trainer/run.hpp>
#include <lora_trainer/settings.hpp>
#include <lora_trainer/split.hpp>
#include <qwen35/adapter_files.hpp>
#include <qwen35/adapter_gguf.hpp>
#include <qwen35/device.hpp>
#include <qwen35/merge.hpp>

namespace {

namespace fs = std::filesystem;

struct Params : lora_trainer::Settings {
  flow::Path model;
  std::optional<flow::Path> init_adapter;
};

constexpr auto telling_pause = std::chrono::seconds(30);

template <class Value>
Value value_of(base::Result<Value> result) {
  if (!result) throw flow::Failure(std::move(result.error()));
  return std::move(*result);
}

void write_text(const fs::path& path, const std::string& text) {
  if (const auto error = base::write_flushed(path, text))
    throw flow::Failure(
        {"cannot write " + path.filename().string(), error.message(), "free disk space", true});
}

class LoraTrainer
    : public flow::Transform<flow::Inputs<flow::Each<chat::DataSet, "dataset">>, lora::Adapter> {
 public:
  static constexpr flow::StageInfo info{.name = "lora_trainer",
                                        .version = 3,
                                        .summary = "Trains a LoRA adapter for Qwen3.5 on a data set",
                                        .traits = flow::deterministic | flow::blocking | flow::at_most_one,
                                        .concurrency = 1,
                                        .needs = {{{"gpu", 1}}}};
  static constexpr auto params = flow::params<Params>(
      flow::param("model", &Params::model, "folder of the base model, in Hugging Face's format").required(),
      flow::param("base_model", &Params::base_model, "the base model's name for the adapter's files")
          .required(),
      flow::param("max_seq", &Params::max_seq, "tokens of an example; a longer one is cut at a message")
          .range(16, 262144)
          .agrees_on(chat::most_tokens),
      flow::param("epochs", &Params::epochs, "how often each example is learnt from").range(1, 1000),
      flow::param("max_steps", &Params::max_steps, "of the optimizer; 0 = as many as the epochs have")
          .at_least(0),
      flow::param("batch_size", &Params::batch_size, "examples of one step of the optimizer").range(1, 4096),
      flow::param("learning_rate", &Params::learning_rate, "highest rate of the schedule").range(1e-12, 1),
      flow::param("warmup", &Params::warmup, "share of the steps in which the rate rises from 0").range(0, 1),
      flow::param("schedule", &Params::schedule, "how the rate falls after the warm-up"),
      flow::param("weight_decay", &Params::weight_decay, "of AdamW, decoupled").range(0, 1),
      flow::param("max_grad_norm", &Params::max_grad_norm,
                  "gradients are scaled down to this norm; 0 = never")
          .range(0, 1e9),
      flow::param("rank", &Params::rank, "of the adapter's matrices").range(1, 4096),
      flow::param("alpha", &Params::alpha, "what is added is scaled by alpha / rank").range(1e-6, 1e6),
      flow::param("rslora", &Params::rslora, "scale by alpha / √rank instead, which high ranks need"),
      flow::param(
          "targets", &Params::targets,
          "projections that get LoRA: those of attention and MLP, which every server loads, or also those of "
          "Gated DeltaNet"),
      flow::param("first_layer", &Params::first_layer, "of those that get LoRA, from 0").at_least(0),
      flow::param("last_layer", &Params::last_layer, "of those that get LoRA; default: the model's last")
          .at_least(0),
      flow::param("dropout", &Params::dropout, "share of LoRA's inputs that each step leaves out")
          .range(0, 0.95),
      flow::param("init_adapter", &Params::init_adapter,
                  "folder of an adapter whose training goes on, with the same rank, alpha, targets and "
                  "layers; default: a "
                  "new one"),
      flow::param("precision", &Params::precision, "of weights and products; the adapter is always fp32"),
      flow::param(
          "recompute", &Params::recompute,
          "run layers again in the backward pass, a third more time: as many as do not fit into memory "
          "(auto), all (true), or none (false)"),
      flow::param("validate_every", &Params::validate_every,
                  "steps between validations; 0 = after each epoch")
          .range(0, 1000000),
      flow::param("patience", &Params::patience,
                  "validations that may be no better than the best before the training ends; 0 = any number")
          .at_least(0),
      flow::param("device", &Params::device, "where to compute"),
      flow::param("threads", &Params::threads, "of the CPU; their number can change the last digits")
          .range(1, 1024),
      flow::param("keys", &Params::keys,
                  "tensor names for the class of transformers that is to load them: "
                  "Qwen3_5ForConditionalGeneration or "
                  "Qwen3_5ForCausalLM; default: that of the base model, by its config.json"),
      flow::param("adapter_dtype", &Params::adapter_dtype, "of the written tensors"),
      flow::param("publish", &Params::publish,
                  "the adapter with the lowest validation loss, or that of the last step"),
      flow::param("merge", &Params::merge,
                  "also write the base model with the adapter in its weights, in the folder `merged`: as "
                  "large as the base"));

  explicit LoraTrainer(Params params) : params_(std::move(params)) {}

  flow::Result open(flow::Context&) {
    at::set_num_threads(static_cast<int>(params_.threads));
    encoder_ = value_of(lora_trainer::Encoder::open(params_.model.path()));
    const at::Device device = value_of(qwen35::open_device(params_.device));
    model_ = value_of(qwen35::Model::load(params_.model.path(), qwen35::dtype_of(params_.precision), device));
    if (std::cmp_less(model_->config().vocabulary, encoder_->vocabulary()))
      return flow::failed("the model cannot be used",
                          "its tokenizer has more tokens than its embedding has rows",
                          "name a folder whose files belong together");
    return flow::ok();
  }

  flow::Result process(const chat::DataSet& dataset, Emit& out, flow::Context& context) const {
    try {
      return train(dataset, out, context);
    } catch (const c10::Error& error) {  // torch's, such as memory that is used up: another time it may work
      return std::unexpected(
          flow::Error{.problem = "the training failed",
                      .why = error.what_without_backtrace(),
                      .what_to_do = "lower max_seq or rank, or set recompute to true, if memory is short",
                      .is_transient = true});
    } catch (const std::bad_alloc&) {
      return std::unexpected(flow::Error{.problem = "the training failed",
                                         .why = "memory is used up",
                                         .what_to_do = "lower max_seq or rank, or set recompute to true",
                                         .is_transient = true});
    }
  }

 private:
  flow::Result train(const chat::DataSet& dataset, Emit& out, flow::Context& context) const {
    at::set_num_threads(static_cast<int>(params_.threads));
    const fs::path data = value_of(context.path_of(dataset.folder));
    const lora_trainer::Identity identity{
        .base_digest = value_of(context.content_digest(params_.model.path())),
        .train_digest = value_of(context.content_digest(data / "train.jsonl")),
        .valid_digest = value_of(context.content_digest(data / "valid.jsonl")),
        .init_digest =
            params_.init_adapter ? value_of(context.content_digest(params_.init_adapter->path())) : "",
        .seed = context.seed()};
    lora_trainer::Course course = course_of(data, identity, out, context);
    const auto total = static_cast<std::int64_t>(course.steps.size());
    if (!course.is_judged && total > 0)
      context.log(
          flow::LogLevel::info,
          fmt::format(
              "{} validation examples are too few to choose an adapter or to end early: the last step is "
              "published",
              course.valid.sequences.size()));
    if (course.baselines) tell(*course.baselines, context);
    std::optional<fs::path> from;
    if (params_.init_adapter) from = params_.init_adapter->path();
    lora_trainer::Trainer trainer(
        *model_, value_of(lora_trainer::first_adapter(*model_, params_, context.seed(), from)),
        lora_trainer::recipe_of(params_, total, context.seed(),
                                qwen35::free_memory(model_->options().device())));
    const std::stop_token stop = context.stop_token();
    const auto trained =
        lora_trainer::run(trainer, course, watcher(context, total), [&] { return stop.stop_requested(); });
    if (!trained) return std::unexpected(trained.error());
    if (trained->loss_before && trained->loss_after >= trained->loss_before)
      context.log(flow::LogLevel::warning, "nothing was learnt that helps: the validation loss did not fall");
    const fs::path folder = context.scratch() / "adapter";
    write_folder(folder, identity, course, trainer, *trained);
    out({.folder = flow::Object::at(folder),
         .base_model = params_.base_model,
         .base_digest = identity.base_digest,
         .steps = trained->published,
         .examples = static_cast<std::int64_t>(course.train.sequences.size()),
         .loss_before = trained->loss_before,
         .loss_after = trained->loss_after},
        "adapter");
    return flow::ok();
  }

  // What the validation loss is to be compared with; plots draw them with it, by their names.
  static void tell(const lora_trainer::Baselines& baselines, flow::Context& context) {
    context.metric("validation loss by pairs of tokens", baselines.bigram);
    context.metric("validation loss by tokens", baselines.unigram);
    context.metric("validation loss at random", baselines.uniform);
    context.log(flow::LogLevel::info, fmt::format("validation loss without a model: {:.2f} by pairs of "
                                                  "tokens, {:.2f} by tokens, {:.2f} at random",
                                                  baselines.bigram, baselines.unigram, baselines.uniform));
  }

  lora_trainer::Course course_of(const fs::path& data, const lora_trainer::Identity& identity, Emit& out,
                                 flow::Context& context) const {
    const auto split = [&](const std::string& name) {
      auto read = value_of(lora_trainer::read_split(
          data / (name + ".jsonl"), *encoder_, static_cast<std::size_t>(params_.max_seq),
          [](std::string_view line) { return flow::codec::from_json<chat::Example>(line); }));
      if (const std::string note = lora_trainer::cut_note(name, read); !note.empty())
        context.log(flow::LogLevel::warning, note);
      for (const lora_trainer::Rejected& one : read.rejected) out.reject(one.place, one.error);
      return read;
    };
    auto train = split("train");
    return value_of(lora_trainer::course_of(std::move(train), split("valid"), encoder_->vocabulary(), params_,
                                            identity, context.working_folder()));
  }

  static lora_trainer::Watcher watcher(flow::Context& context, std::int64_t total) {
    return {.stepped =
                [&context, total, told = std::chrono::steady_clock::now()](
                    const lora_trainer::StepReport& report, double seconds) mutable {
                  if (const auto now = std::chrono::steady_clock::now(); now - told > telling_pause) {
                    told = now;
                    context.log(flow::LogLevel::info, "step " + std::to_string(report.step) + " of " +
                                                          std::to_string(total) + ", loss " +
                                                          std::to_string(report.loss));
                  }
                  context.progress(static_cast<std::uint64_t>(report.step), static_cast<std::uint64_t>(total),
                                   fmt::format("training step, loss {:.2f}, {:.0f} tokens/s", report.loss,
                                               static_cast<double>(report.tokens) / seconds));
                  context.metric("loss", report.loss);
                  context.metric("gradient norm", report.gradient_norm);
                  context.metric("learning rate", report.learning_rate);
                  context.metric("tokens per second", static_cast<double>(report.tokens) / seconds);
                },
            .validated =
                [&context](std::int64_t step, const qwen35::Loss& loss) {
                  context.metric("validation loss", loss.mean());
                  context.log(flow::LogLevel::info, "validation loss " + std::to_string(loss.mean()) +
                                                        " after step " + std::to_string(step));
                },
            .resumed =
                [&context](std::int64_t step) {
                  context.log(flow::LogLevel::info, "goes on after step " + std::to_string(step));
                },
            .begun_anew =
                [&context](const std::string& why) {
                  context.log(flow::LogLevel::warning,
                              "begins anew, since the checkpoint is not of this training: " + why);
                },
            .not_saved =
                [&context](const base::Error& error) { context.log(flow::LogLevel::warning, error.text()); }};
  }

  qwen35::ModelClass keys() const { return params_.keys.value_or(model_->config().model_class); }

  void write_folder(const fs::path& folder, const lora_trainer::Identity& identity,
                    const lora_trainer::Course& course, const lora_trainer::Trainer& trainer,
                    const lora_trainer::Trained& trained) const {
    auto written = qwen35::write_adapter(folder, trainer.adapter(),
                                         {.base_model = params_.base_model,
                                          .keys = keys(),
                                          .dtype = qwen35::dtype_of(params_.adapter_dtype),
                                          .dropout = params_.dropout});
    if (written)
      written = qwen35::write_adapter_gguf(folder / "adapter.gguf", trainer.adapter(), model_->config());
    if (written && params_.merge)
      written = qwen35::write_merged(params_.model.path(), trainer.adapter(), folder / "merged");
    if (!written) {
      written.error().is_transient = true;  // a full disk can be emptied
      throw flow::Failure(std::move(written.error()));
    }
    write_text(folder / "training.jsonl", lora_trainer::text_of(trained.journal));
    write_text(folder / "README.md",
               lora_trainer::model_card({.settings = params_,
                                         .keys = keys(),
                                         .settings_json = course.settings,
                                         .train = course.train,
                                         .valid = course.valid,
                                         .train_digest = identity.train_digest,
                                         .valid_digest = identity.valid_digest,
                                         .trained = trained,
                                         .baselines = course.baselines,
                                         .steps = trainer.steps(),
                                         .parameters = trainer.adapter().values().numel()}));
  }

  Params params_;
  std::optional<lora_trainer::Encoder> encoder_;
  std::optional<qwen35::Model> model_;
};

}  // namespace

FLOW_PLUGIN(LoraTrainer)
