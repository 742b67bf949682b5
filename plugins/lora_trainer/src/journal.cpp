#include <utility>

#include <base/json_writer.hpp>
#include <lora_trainer/journal.hpp>

#include "spelling.hpp"

namespace lora_trainer {

std::string step_line(const StepReport& report, double epoch, Sequences sequences) {
  base::JsonWriter json;
  json.begin_object().member("kind", "step").member("step", report.step);
  json.key("epoch").raw(spelled(epoch));
  json.key("loss").raw(spelled(report.loss));
  json.key("grad_norm").raw(spelled(report.gradient_norm));
  json.key("learning_rate").raw(spelled(report.learning_rate));
  json.member("loss_tokens", report.loss_tokens);
  json.key("examples").begin_array();
  for (const Sequence* sequence : sequences) json.string(sequence->id);
  json.end_array().end_object();
  return std::move(json).take();
}

std::string validation_line(std::int64_t step, const qwen35::Loss& loss, std::size_t examples) {
  base::JsonWriter json;
  json.begin_object().member("kind", "validation").member("step", step);
  json.key("loss").raw(spelled(loss.mean()));
  json.member("loss_tokens", loss.tokens).member("examples", examples).end_object();
  return std::move(json).take();
}

bool is_step(const std::string& line) { return line.starts_with(R"({"kind":"step")"); }

bool is_validation(const std::string& line) { return line.starts_with(R"({"kind":"validation")"); }

std::string baselines_line(const Baselines& baselines) {
  base::JsonWriter json;
  json.begin_object().member("kind", "baselines");
  json.key("uniform").raw(spelled(baselines.uniform));
  json.key("unigram").raw(spelled(baselines.unigram));
  json.key("bigram").raw(spelled(baselines.bigram));
  json.end_object();
  return std::move(json).take();
}

std::string settings_line(const std::string& settings) {
  return R"({"kind":"settings",)" + settings.substr(1);
}

std::string text_of(const std::vector<std::string>& journal) {
  std::string text;
  for (const std::string& line : journal) text += line + '\n';
  return text;
}

}  // namespace lora_trainer
