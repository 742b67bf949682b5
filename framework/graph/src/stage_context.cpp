#include "stage_context.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <system_error>
#include <utility>

#include <store/working_use.hpp>

#include "stage_run.hpp"

namespace flowrun::graph {
namespace fs = std::filesystem;
namespace {

// As much as can be: what is missing is made again, as where there was nothing. A run may change it meanwhile.
void copy_if_there(const fs::path& from, const fs::path& to) {
  std::error_code ignored;
  fs::copy(from, to, fs::copy_options::recursive | fs::copy_options::copy_symlinks, ignored);
}

}  // namespace

StageContext::StageContext(StageRun& stage, std::stop_token stop) : stage_(stage), stop_(std::move(stop)) {}

void StageContext::remove_scratch() {
  std::error_code ignored;  // what is left over goes when the store is opened next
  if (!folders_->scratch.empty()) fs::remove_all(folders_->scratch, ignored);
  if (record_) stage_.services.working_folders.give_back(folders_->working);
  folders_.reset();
}

void StageContext::remove_working_folder() {
  std::error_code ignored;
  if (folders_ && !folders_->working.empty()) store::remove_working(folders_->working, ignored);
}

StageContext::Folders& StageContext::folders() {
  if (!folders_) folders_ = std::make_unique<Folders>();
  return *folders_;
}

// Of `open` and `discover` the node's own; of a unit without a key one that its record has to itself.
store::Digest StageContext::working_place() const {
  if (place_) return *place_;
  if (!record_) return store::Hasher().field(stage_.plan.name).finish();
  return store::Hasher()
      .field(stage_.plan.name)
      .field(record_->key)
      .field(std::string(path_->bytes()) + std::string(record_->number))
      .finish();
}

// A dry run leaves the store as it is.
fs::path StageContext::root() const {
  return stage_.services.options.dry ? stage_.services.tmp : stage_.services.store_path;
}

void StageContext::log(flow::LogLevel level, std::string_view text) {
  if (is_muted_) return;
  stage_.services.tell(&Observer::logged, stage_.plan.name, record_key(), level, text);
}

const fs::path& StageContext::scratch() {
  static std::atomic<std::uint64_t> number = 0;
  const std::scoped_lock lock(mutex_);
  fs::path& scratch = folders().scratch;
  if (scratch.empty()) {
    scratch = stage_.services.tmp /
              (stage_.plan.name + "-" + std::to_string(stage_.services.run) + "-" + std::to_string(number++));
    fs::create_directories(scratch);
  }
  return scratch;
}

const fs::path& StageContext::working_folder() {
  const std::scoped_lock lock(mutex_);
  fs::path& working = folders().working;
  if (working.empty()) {
    const std::string place = working_place().hex();
    working = root() / "work" / place;
    if (record_) working = stage_.services.working_folders.take(working);
    fs::create_directories(working);
    if (stage_.services.options.dry)
      copy_if_there(stage_.services.store_path / "work" / place, working);
    else if (place_)  // those without a key are the same whatever the settings
      store::note_use(working, stage_.services.run, stage_.plan.name);
  }
  return working;
}

const fs::path& StageContext::shared_folder(std::string_view name) {
  const std::scoped_lock lock(mutex_);
  fs::path& folder = folders().shared[std::string(name)];
  if (folder.empty()) {
    folder = root() / "shared" / name;
    fs::create_directories(folder);
  }
  return folder;
}

base::Result<flow::Held> StageContext::hold() { return hold(0, stage_.plan.about().may_hold.size()); }

base::Result<flow::Held> StageContext::hold(std::string_view resource) {
  const auto& all = stage_.plan.about().may_hold;
  const auto found = std::ranges::find(all, resource, &flow::ResourceNeed::resource);
  return hold(static_cast<std::size_t>(found - all.begin()), found == all.end() ? 0 : 1);
}

base::Result<flow::Held> StageContext::hold(std::size_t first, std::size_t count) {
  const auto& all = stage_.plan.about().may_hold;
  const auto refused = [this](const char* why) {
    return base::failure(stage_.plan.name + " cannot hold anything", why, "mend the stage");
  };
  if (count == 0) return refused("its StageInfo does not name it in may_hold");
  const auto stands_behind = [&](const flow::ResourceNeed& held) {
    const auto place = std::ranges::find(all, held.resource, &flow::ResourceNeed::resource) - all.begin();
    return static_cast<std::size_t>(place) >= first;
  };
  {
    const std::scoped_lock lock(mutex_);
    for (const auto& one : holds_) {
      const auto held = one.lock();
      if (held && std::ranges::any_of(held->needs(), stands_behind))
        return refused("this unit holds it already, or what stands behind it in may_hold");
    }
  }
  const auto needs = std::span(all).subspan(first, count);
  const auto begin = stage_.span_begin();
  const auto hold = std::make_shared<Resources::Hold>(stage_.services.resources, stage_.plan.name,
                                                      std::vector(needs.begin(), needs.end()), stop_);
  stage_.note_wait(begin, needs);
  const std::scoped_lock lock(mutex_);
  if (!hold->has_all() || is_muted_)
    return std::unexpected(
        base::Error{"the unit waited for what it may hold", "it was stopped", "start it again", true});
  std::erase_if(holds_, [](const auto& one) { return one.expired(); });
  holds_.push_back(hold);
  return flow::Held(hold);
}

void StageContext::mute() {
  is_muted_ = true;
  const std::scoped_lock lock(mutex_);
  for (const auto& one : holds_) {
    if (const auto hold = one.lock()) hold->release();
  }
}

void StageContext::progress(std::uint64_t done, std::uint64_t total, std::string_view unit) {
  if (is_muted_) return;
  stage_.services.progress_calls.fetch_add(1, std::memory_order_relaxed);
  stage_.services.tell(&Observer::unit_progressed, stage_.plan.name, record_key(), done, total, unit);
}

void StageContext::metric(std::string_view name, double value) {
  if (is_muted_) return;
  const auto since = std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - metrics_begin_);
  stage_.services.tell(&Observer::metric, stage_.plan.name, record_key(), name, value, since);
  if (!record_ || !stage_.plan.is_cached) return;
  const std::scoped_lock lock(mutex_);
  has_metrics_ = true;
  metrics_.add({std::string(name), value, since.count()});
}

std::vector<store::MetricPoint> StageContext::take_metrics() {
  if (!has_metrics_.exchange(false)) return {};
  const std::scoped_lock lock(mutex_);
  return std::exchange(metrics_, {}).take();
}

std::uint64_t StageContext::seed() const {
  return stage_.seed_of(record_ ? record_->key : std::string_view{});
}

base::Result<std::string> StageContext::content_digest(const fs::path& path) {
  const auto digest = store::digest_path(path, {.memory = &stage_.services.file_memory()});
  if (!digest) return std::unexpected(digest.error().as_error());
  return digest->hex();
}

base::Result<fs::path> StageContext::path_of(const flow::Object& object) const {
  if (!object.local_path.empty()) return object.local_path;
  const auto digest = store::Digest::from_hex(object.digest);
  const auto place = digest ? stage_.services.store.objects().path_of(*digest) : std::nullopt;
  if (place) return *place;
  if (stage_.services.options.dry && digest) {
    fs::path aside = stage_.services.tmp / "objects" / digest->hex();
    if (std::error_code unknown; fs::exists(aside, unknown)) return aside;
  }
  return base::failure("the object " + object.digest + " is not in the store",
                       "it was removed, or the store was damaged", "run the stage that made it again");
}

}  // namespace flowrun::graph
