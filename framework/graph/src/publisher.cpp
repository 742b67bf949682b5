#include "publisher.hpp"

#include <system_error>
#include <utility>

#include <fmt/format.h>

#include <flow/json.hpp>
#include <store/durable_file.hpp>

#include "exchange.hpp"
#include "losses.hpp"

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

}  // namespace

Publisher::Publisher(RunState& run, std::size_t index)
    : run_(run),
      index_(index),
      published_(run.services.plan.publish[index]),
      intake_(*run.intake_of_published(index)) {
  report_ = {.name = published_.name, .path = run_.services.options.out / published_.file};
}

std::string Publisher::obstacle() const {
  const StageRun& stage = *run_.stages[published_.from.stage];
  if (stage.status() == StageStatus::held) return "held by " + stage.held_by();
  if (stage.status() == StageStatus::failed) return stage.plan.name + " failed";
  if (stage.status() == StageStatus::interrupted) return "interrupted";
  if (std::string cause = run_.bad_ancestor(stage.index); !cause.empty()) return cause + " failed";
  return {};
}

base::Result<void> Publisher::prepare(PublishedFiles& files) {
  if (!published_.allow_empty && is_empty()) return std::unexpected(empty_error());
  fs::create_directories(report_.path.parent_path());
  return is_artifact() ? prepare_object(files) : prepare_lines(files);
}

base::Result<void> Publisher::add_provenance(Origins& origins) const {
  if (comes_with_provenance_ || !fs::is_directory(aside())) return {};
  const auto written = store::replace_file(aside() / provenance_name, text_of(origins.of(index_)));
  if (!written) return std::unexpected(written.error().as_error());
  return {};
}

base::Result<void> Publisher::settle_provenance(Origins& origins) const {
  if (fs::is_symlink(report_.path)) return {};  // what it leads to is not flowrun's
  const fs::path place = provenance_place(report_.path, comes_with_provenance_);
  const auto standing = read_provenance(place);
  const Provenance made = origins.of(index_);
  if (standing && standing->digest == made.digest && standing->made_from == made.made_from) return {};
  return replace_provenance(run_.services.options.out, place, made);
}

void Publisher::give_up(std::string why, std::string what_to_do) {
  report_.why_not = std::move(why);
  report_.what_to_do = std::move(what_to_do);
}

void Publisher::give_up(const base::Error& error) {
  give_up(error.why.empty() ? error.problem : fmt::format("{}: {}", error.problem, error.why),
          error.what_to_do);
}

void Publisher::discard_aside() const {
  std::error_code ignored;  // the next run removes it
  fs::remove_all(aside(), ignored);
}

PublishReport Publisher::finish() {
  if (report_.why_not.empty()) {
    report_.is_published = true;
    report_.is_unchanged = !replacement_;
    report_.digest = digest_.hex();
    const fs::path previous = previous_of(run_.services.options.out, published_.file);
    if (replaces_ && is_there(previous)) report_.previous = previous;
  }
  return report_;
}

bool Publisher::is_artifact() const {
  return run_.stages[published_.from.stage]->plan.about().outputs[published_.from.port].is_artifact;
}

// An artifact says nothing of records, but its stage does.
bool Publisher::is_empty() const {
  if (!is_artifact()) return intake_.count() == 0;
  const StageRun& stage = *run_.stages[published_.from.stage];
  return stage.plan.is_collector() && stage.counters.emitted == 0;
}

base::Error Publisher::empty_error() const {
  return {
      .problem = "there is no record in it",
      .why = losses_before(run_, published_.from.stage),
      .what_to_do = fmt::format(
          "where none is right, write `publish: {{{}: {{from: {}, allow_empty: true}}}}` in {}",
          published_.name, run_.services.plan.name_of(published_.from), run_.services.plan.file.string())};
}

base::Result<void> Publisher::prepare_object(PublishedFiles& files) {
  const auto digest = object();
  if (!digest) return std::unexpected(digest.error());
  digest_ = *digest;
  const store::Objects& objects = run_.services.store.objects();
  if (const auto place = objects.path_of(*digest))
    comes_with_provenance_ = is_there(*place / provenance_name);
  const auto standing = look(files);
  if (!standing) return std::unexpected(standing.error());
  if (*standing && (**standing).digest == *digest) return keep(files, **standing);
  if (auto checked = check(files, *standing); !checked) return checked;
  return wait_aside(write_object(objects, *digest, aside()), standing->has_value());
}

base::Result<void> Publisher::prepare_lines(PublishedFiles& files) {
  auto written = write_lines(*intake_.read(), aside());
  if (!written) return std::unexpected(written.error());
  digest_ = written->digest;
  const auto standing = look(files);
  if (!standing) return std::unexpected(standing.error());
  if (*standing && (**standing).digest == written->digest) return keep(files, **standing);
  if (auto checked = check(files, *standing); !checked) return checked;
  return wait_aside(std::move(written), standing->has_value());
}

base::Result<store::Digest> Publisher::object() {
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

base::Result<std::optional<Publisher::Standing>> Publisher::look(const PublishedFiles& files) const {
  if (!is_there(report_.path)) return std::nullopt;
  Standing standing;
  store::DigestOptions options{.memory = &run_.services.file_memory(), .contents = &standing.contents};
  const bool is_known = files.written(published_.file) != nullptr;
  if (!comes_with_provenance_ && (is_known || read_provenance(report_.path / provenance_name)))
    options.except = provenance_name;
  const auto digest = store::digest_path(report_.path, options);
  if (!digest) return base::failure(digest.error().problem, digest.error().why, std::string(move_away));
  standing.digest = *digest;
  // What a link leads to is not flowrun's, even where it is the same.
  if (fs::is_symlink(report_.path)) standing.contents = {{"", "link"}};
  return standing;
}

base::Result<void> Publisher::check(const PublishedFiles& files,
                                    const std::optional<Standing>& standing) const {
  return check_ours(files, published_.file, standing ? std::optional(standing->contents) : std::nullopt);
}

base::Result<void> Publisher::keep(PublishedFiles& files, const Standing& standing) {
  if (!fs::is_symlink(report_.path)) files.settle(published_.file, standing.contents);
  discard_aside();
  return {};
}

base::Result<void> Publisher::wait_aside(base::Result<WrittenAside> written, bool replaces) {
  if (!written) return std::unexpected(written.error());
  replaces_ = replaces;
  replacement_ = Replacement{.name = published_.file, .contents = std::move(written->contents)};
  return {};
}

fs::path Publisher::aside() const { return aside_of(run_.services.options.out, published_.file); }

}  // namespace flowrun::graph
