#include "publish.hpp"

#include <cstdio>
#include <fstream>
#include <system_error>

#include <fcntl.h>

#include <flow/json.hpp>

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

fs::path dotted(const fs::path& target, const char* ending) {
  return target.parent_path() / ("." + target.filename().string() + ending);
}

// Puts `aside` in the place of `target`, in one step where the file system can exchange two names.
void swap_in(const fs::path& aside, const fs::path& target) {
  if (!fs::exists(fs::symlink_status(target))) return fs::rename(aside, target);
  if (::renameat2(AT_FDCWD, aside.c_str(), AT_FDCWD, target.c_str(), RENAME_EXCHANGE) == 0) {
    fs::remove_all(aside);
    return;
  }
  const fs::path old = dotted(target, ".old");
  fs::rename(target, old);
  fs::rename(aside, target);
  fs::remove_all(old);
}

void make_writable(const fs::path& path) {
  fs::permissions(path, fs::perms::owner_write, fs::perm_options::add);
  if (!fs::is_directory(path)) return;
  for (const auto& entry : fs::recursive_directory_iterator(path)) {
    if (!entry.is_symlink()) fs::permissions(entry.path(), fs::perms::owner_write, fs::perm_options::add);
  }
}

class Publisher {
 public:
  Publisher(RunState& run, std::size_t index)
      : run_(run), published_(run.services.plan.publish[index]), intake_(*run.intake_of_published(index)) {
    report_ = {.name = published_.name, .path = run.services.options.out / published_.name};
  }

  PublishReport publish() {
    const std::string why_not = obstacle();
    if (!why_not.empty()) {
      report_.why_not = why_not;
      return report_;
    }
    try {
      put();
    } catch (const std::exception& error) {
      report_.why_not = error.what();
    }
    return report_;
  }

 private:
  std::string obstacle() {
    const StageRun& stage = *run_.stages[published_.from.stage];
    if (stage.status() == StageStatus::held) return "held by " + stage.held_by();
    if (stage.status() == StageStatus::failed) return stage.plan.name + " failed";
    if (stage.status() == StageStatus::interrupted) return "interrupted";
    if (std::string cause = run_.bad_ancestor(stage.index); !cause.empty()) return cause + " failed";
    return {};
  }

  void put() {
    auto reader = intake_.read();
    const auto& outputs = run_.stages[published_.from.stage]->plan.about().outputs;
    if (!outputs[published_.from.port].is_artifact) return put_lines(*reader);
    if (intake_.count() != 1) {
      throw std::runtime_error("an artifact needs exactly one record, and there are " +
                               std::to_string(intake_.count()));
    }
    const auto taken = reader->next();
    if (!taken) throw flow::Failure(taken.error());
    const auto json = (**taken).record->content->json();
    if (!json) throw flow::Failure(json.error());
    const auto object = object_in(*json);
    if (!object) throw std::runtime_error("its record names no object as `folder` or `file`");
    put_object(*object);
  }

  void put_object(const store::Digest& digest) {
    const auto place = run_.services.store.objects().path_of(digest);
    if (!place) throw std::runtime_error("the object " + digest.hex() + " is not in the store");
    if (stands_there(digest)) return done(true);
    const fs::path aside = new_aside();
    // What is copied is what is published, so it is what is checked: a damaged object is made anew by the next run.
    const auto copied = store::copy_with_digest(*place, aside);
    if (!copied) throw flow::Failure(copied.error().as_error());
    make_writable(aside);
    if (*copied != digest) {
      fs::remove_all(aside);
      (void)run_.services.store.objects().discard(digest);
      throw std::runtime_error("the object " + digest.hex() +
                               " in the store was damaged and is removed: run again to make it anew");
    }
    swap_in(aside, report_.path);
    done(false);
  }

  void put_lines(IntakeReader& reader) {
    report_.path += ".jsonl";
    const fs::path aside = new_aside();
    std::ofstream file(aside, std::ios::binary);
    store::Hasher hasher;
    while (true) {
      const auto taken = reader.next();
      if (!taken) throw flow::Failure(taken.error());
      if (!*taken) break;
      const auto json = (**taken).record->content->json();
      if (!json) throw flow::Failure(json.error());
      file << *json << '\n';
      hasher.update(*json).update("\n");
    }
    file.close();
    if (!file) throw std::runtime_error("cannot write " + aside.string());
    const store::Digest digest = hasher.finish();
    if (stands_there(digest)) {
      fs::remove(aside);
      return done(true);
    }
    swap_in(aside, report_.path);
    done(false);
  }

  bool stands_there(const store::Digest& digest) {
    std::error_code error;
    if (!fs::exists(report_.path, error)) return false;
    const auto there = store::digest_path(report_.path, {.memory = &run_.services.store.file_memory()});
    return there && *there == digest;
  }

  // A run that was killed may have left both behind.
  fs::path new_aside() {
    fs::create_directories(report_.path.parent_path());
    fs::remove_all(dotted(report_.path, ".old"));
    const fs::path aside = dotted(report_.path, ".new");
    fs::remove_all(aside);
    return aside;
  }

  void done(bool unchanged) {
    report_.is_published = true;
    report_.is_unchanged = unchanged;
  }

  RunState& run_;
  const PublishedPort& published_;
  Intake& intake_;
  PublishReport report_;
};

}  // namespace

std::vector<PublishReport> publish(RunState& run) {
  std::vector<PublishReport> reports;
  for (std::size_t i = 0; i < run.services.plan.publish.size(); ++i) {
    if (!run.stages[run.services.plan.publish[i].from.stage]->is_selected) continue;
    reports.push_back(Publisher(run, i).publish());
  }
  return reports;
}

}  // namespace flowrun::graph
