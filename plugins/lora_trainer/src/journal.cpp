#include <fmt/format.h>
#include <json_text/quoted.hpp>

#include <lora_trainer/journal.hpp>

namespace lora_trainer {

std::string step_line(const StepReport& report, double epoch, Sequences sequences) {
  std::string ids;
  for (const Sequence* sequence : sequences)
    ids += (ids.empty() ? "" : ",") + json_text::quoted(sequence->id);
  return fmt::format(
      R"({{"kind":"step","step":{},"epoch":{},"loss":{},"grad_norm":{},"learning_rate":{},"loss_tokens":{},"examples":[{}]}})",
      report.step, epoch, report.loss, report.gradient_norm, report.learning_rate, report.loss_tokens, ids);
}

std::string validation_line(std::int64_t step, const qwen35::Loss& loss, std::size_t examples) {
  return fmt::format(R"({{"kind":"validation","step":{},"loss":{},"loss_tokens":{},"examples":{}}})", step,
                     loss.mean(), loss.tokens, examples);
}

std::string settings_line(const std::string& settings) {
  return R"({"kind":"settings",)" + settings.substr(1);
}

}  // namespace lora_trainer
