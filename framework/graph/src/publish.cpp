#include "publish.hpp"

#include <optional>
#include <system_error>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <flow/json.hpp>

#include "exchange.hpp"
#include "losses.hpp"
#include "replacement.hpp"
#include "write_aside.hpp"

namespace flowrun::graph {
namespace fs = std::filesystem;
namespace {

// The digest of the only object in the record, if it has the field `folder` or `file` of an artifact.
std::optional<store::Digest> object_in(std::string_view json) {
  std::optional<store::Digest> found;
  (void)flow::json::read_document(json, [&](flow::json::Cursor& in) {
    return in.each_member([&](std::string_view key, flow::json::Cursor& value) {
      std::string text;
      if ((key == "folder" || key == "file") && value.read(text)) found = store::Digest::from_hex(text);
      return true;
    });
  });
  return found;
}

// One result on its way to its place.
class Publisher {
 public:
  Publisher(RunState& run, std::size_t index)
      : run_(run), published_(run.services.plan.publish[index]), intake_(*run.intake_of_published(index)) {
    report_ = {.name = published_.name, .path = run.services.options.out / published_.file};
  }

  // "" or the stage because of which there is nothing to publish.
  [[nodiscard]] std::string obstacle() const {
    const StageRun& stage = *run_.stages[published_.from.stage];
    if (stage.status() == StageStatus::held) return "held by " + stage.held_by();
    if (stage.status() == StageStatus::failed) return stage.plan.name + " failed";
    if (stage.status() == StageStatus::interrupted) return "interrupted";
    if (std::string cause = run_.bad_ancestor(stage.index); !cause.empty()) return cause + " failed";
    return {};
  }

  // Writes the result aside, unless it stands there already; `replacement` tells which. Throws std::filesystem's errors.
  base::Result<void> prepare(PublishedFiles& files) {
    if (!published_.allow_empty && is_empty()) return std::unexpected(empty_error());
    fs::create_directories(report_.path.parent_path());
    return is_artifact() ? prepare_object(files) : prepare_lines(files);
  }
  [[nodiscard]] const std::optional<Replacement>& replacement() const { return replacement_; }
  [[nodiscard]] const std::string& name() const { return report_.name; }

  void give_up(std::string why, std::string what_to_do = {}) {
    report_.why_not = std::move(why);
    report_.what_to_do = std::move(what_to_do);
  }
  void give_up(const base::Error& error) {
    give_up(error.why.empty() ? error.problem : fmt::format("{}: {}", error.problem, error.why),
            error.what_to_do);
  }
  // Of what this run wrote. Before finish_interrupted a killed run's result waits there, which may be completed.
  void discard_aside() const {
    std::error_code ignored;  // the next run removes it
    fs::remove_all(aside(), ignored);
  }
  // It stands in its place now, or did before.
  PublishReport finish() {
    if (report_.why_not.empty()) {
      report_.is_published = true;
      report_.is_unchanged = !replacement_;
    }
    return report_;
  }

 private:
  struct Standing {
    store::Digest digest;
    store::Contents contents;
  };

  [[nodiscard]] bool is_artifact() const {
    return run_.stages[published_.from.stage]->plan.about().outputs[published_.from.port].is_artifact;
  }

  // An artifact says nothing of records, but its stage does.
  [[nodiscard]] bool is_empty() const {
    if (!is_artifact()) return intake_.count() == 0;
    const StageRun& stage = *run_.stages[published_.from.stage];
    return stage.plan.is_collector() && stage.counters.emitted == 0;
  }

  [[nodiscard]] base::Error empty_error() const {
    return {
        .problem = "there is no record in it",
        .why = losses_before(run_, published_.from.stage),
        .what_to_do = fmt::format(
            "where none is right, write `publish: {{{}: {{from: {}, allow_empty: true}}}}` in {}",
            published_.name, run_.services.plan.name_of(published_.from), run_.services.plan.file.string())};
  }

  base::Result<void> prepare_object(PublishedFiles& files) {
    const auto digest = object();
    if (!digest) return std::unexpected(digest.error());
    const auto standing = look();
    if (!standing) return std::unexpected(standing.error());
    if (*standing && (**standing).digest == *digest) return keep(files, **standing);
    if (auto checked = check(files, *standing); !checked) return checked;
    return wait_aside(write_object(run_.services.store.objects(), *digest, aside()));
  }

  base::Result<void> prepare_lines(PublishedFiles& files) {
    auto written = write_lines(*intake_.read(), aside());
    if (!written) return std::unexpected(written.error());
    const auto standing = look();
    if (!standing) return std::unexpected(standing.error());
    if (*standing && (**standing).digest == written->digest) return keep(files, **standing);
    if (auto checked = check(files, *standing); !checked) return checked;
    return wait_aside(std::move(written));
  }

  base::Result<store::Digest> object() {
    if (intake_.count() != 1) {
      return base::failure("an artifact needs exactly one record, and there are " +
                           std::to_string(intake_.count()));
    }
    const auto taken = intake_.read()->next();
    if (!taken) return std::unexpected(taken.error());
    const auto json = (**taken).record->content->json();
    if (!json) return std::unexpected(json.error());
    const auto object = object_in(*json);
    if (!object) return base::failure("its record names no object as `folder` or `file`");
    return *object;
  }

  // What stands in the result's place.
  base::Result<std::optional<Standing>> look() const {
    if (!is_there(report_.path)) return std::nullopt;
    Standing standing;
    const auto digest = store::digest_path(
        report_.path, {.memory = &run_.services.file_memory(), .contents = &standing.contents});
    if (!digest) return base::failure(digest.error().problem, digest.error().why, std::string(move_away));
    standing.digest = *digest;
    // What a link leads to is not flowrun's, even where it is the same.
    if (fs::is_symlink(report_.path)) standing.contents = {{"", "link"}};
    return standing;
  }

  base::Result<void> check(const PublishedFiles& files, const std::optional<Standing>& standing) const {
    return check_ours(files, published_.file, standing ? std::optional(standing->contents) : std::nullopt);
  }

  base::Result<void> keep(PublishedFiles& files, const Standing& standing) {
    if (!fs::is_symlink(report_.path)) files.settle(published_.file, standing.contents);
    discard_aside();
    return {};
  }

  base::Result<void> wait_aside(base::Result<WrittenAside> written) {
    if (!written) return std::unexpected(written.error());
    replacement_ = Replacement{.name = published_.file, .contents = std::move(written->contents)};
    return {};
  }

  [[nodiscard]] fs::path aside() const { return aside_of(run_.services.options.out, published_.file); }

  RunState& run_;
  const PublishedPort& published_;
  Intake& intake_;
  PublishReport report_;
  std::optional<Replacement> replacement_;
};

base::Result<void> prepare(Publisher& result, PublishedFiles& files) {
  try {
    return result.prepare(files);
  } catch (const std::exception& error) {
    return base::failure(error.what());
  }
}

// Replaces what is due, or nothing of it.
void put_in_place(const RunServices& services, const std::vector<Publisher*>& due) {
  const fs::path& folder = services.options.out;
  PublishedFiles files(folder);
  if (const auto finished = finish_interrupted(folder, files, services.file_memory()); !finished) {
    for (Publisher* result : due) result->give_up(finished.error());
    return;
  }
  std::vector<Publisher*> ready;
  std::vector<Replacement> replacements;
  std::string failed;
  for (Publisher* result : due) {
    if (const auto prepared = prepare(*result, files); !prepared) {
      result->give_up(prepared.error());
      result->discard_aside();
      if (failed.empty()) failed = result->name();
    } else if (result->replacement()) {
      ready.push_back(result);
      replacements.push_back(*result->replacement());
    }
  }
  base::Result<void> placed;
  if (!failed.empty()) {
    placed = base::failure(fmt::format("results are replaced together, and {} cannot be", failed));
    for (const Publisher* result : ready) result->discard_aside();
  } else if (!ready.empty()) {
    placed = replace_all(folder, replacements, files, services.file_memory());
  }
  if (!placed) {
    for (Publisher* result : ready) result->give_up(placed.error());
  }
  (void)files.save();  // of what stands there already: the next run would find the same
}

}  // namespace

std::vector<PublishReport> publish(RunState& run) {
  std::vector<Publisher> results;
  std::vector<Publisher*> due;
  results.reserve(run.services.plan.publish.size());
  for (std::size_t i = 0; i < run.services.plan.publish.size(); ++i) {
    if (!run.stages[run.services.plan.publish[i].from.stage]->is_selected) continue;
    Publisher& result = results.emplace_back(run, i);
    if (std::string why_not = result.obstacle(); !why_not.empty())
      result.give_up(std::move(why_not));
    else
      due.push_back(&result);
  }
  put_in_place(run.services, due);
  std::vector<PublishReport> reports;
  for (Publisher& result : results) reports.push_back(result.finish());
  return reports;
}

}  // namespace flowrun::graph
