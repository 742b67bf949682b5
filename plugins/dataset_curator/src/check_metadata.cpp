#include <array>
#include <utility>

#include <fmt/format.h>

#include <base/utf8.hpp>

#include "checks.hpp"

namespace dataset_curator {
namespace {

void check_origin(const chat::Metadata& metadata, std::vector<std::string>& problems) {
  const std::array<std::pair<chat::Origin, bool>, 4> origins = {
      {{chat::Origin::session, metadata.session.has_value()},
       {chat::Origin::git, metadata.git.has_value()},
       {chat::Origin::synthetic, metadata.synthetic.has_value()},
       {chat::Origin::file, metadata.file.has_value()}}};
  for (const auto& [origin, present] : origins) {
    const std::string_view name = base::name_of(origin);
    if (metadata.origin == origin && !present) {
      problems.push_back(fmt::format("metadata: origin is {0}, but the object {0} is missing", name));
    }
    if (metadata.origin != origin && present) {
      problems.push_back(fmt::format("metadata: has the object {}, which is not its origin", name));
    }
  }
}

void check_verification(const chat::Metadata& metadata, std::vector<std::string>& problems) {
  if (!metadata.verified) return;
  if (!metadata.verification || metadata.verification->commands.empty()) {
    problems.emplace_back("metadata: verified, but no command was run: set verified to false");
    return;
  }
  for (const chat::CommandRun& run : metadata.verification->commands) {
    if (run.exit_code == 0) continue;
    problems.push_back(fmt::format("metadata: verified, but a command exited with {}: set verified to false",
                                   run.exit_code));
  }
}

void check_utf8(const chat::Metadata& metadata, std::vector<std::string>& problems) {
  std::vector<std::string_view> texts = {metadata.id, metadata.group};
  const auto add = [&](const std::optional<std::string>& text) {
    if (text) texts.emplace_back(*text);
  };
  add(metadata.licence);
  add(metadata.edition);
  add(metadata.extra);
  if (const auto& s = metadata.session) {
    texts.insert(texts.end(), {s->id, s->version, s->agent, s->model});
    texts.insert(texts.end(), s->signals.begin(), s->signals.end());
  }
  if (const auto& g = metadata.git) texts.insert(texts.end(), {g->repository, g->commit, g->parent});
  if (const auto& s = metadata.synthetic) texts.emplace_back(s->skeleton);
  if (const auto& f = metadata.file) texts.insert(texts.end(), {f->name, f->form});
  if (const auto& v = metadata.verification) {
    texts.emplace_back(v->toolchain);
    for (const chat::CommandRun& run : v->commands) texts.emplace_back(run.command);
    for (const chat::OmittedCheck& check : v->left_out) texts.insert(texts.end(), {check.command, check.why});
  }
  for (std::string_view text : texts) {
    if (base::is_utf8(text)) continue;
    problems.emplace_back("metadata: a text is not UTF-8");
    return;
  }
}

}  // namespace

void check_metadata(const chat::Metadata& metadata, std::vector<std::string>& problems) {
  if (metadata.id.empty()) problems.emplace_back("metadata: id is empty");
  if (metadata.group.empty()) problems.emplace_back("metadata: group is empty: the split goes by groups");
  if (metadata.tokens && *metadata.tokens < 1)
    problems.emplace_back("metadata: tokens must be at least 1, or absent");
  check_origin(metadata, problems);
  check_verification(metadata, problems);
  check_utf8(metadata, problems);
}

}  // namespace dataset_curator
