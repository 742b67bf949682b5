#include "intake.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <queue>
#include <system_error>

#include <fcntl.h>
#include <unistd.h>

namespace flowrun::graph {
namespace {

base::Error disk_error(const std::string& what) {
  return {.problem = what,
          .why = std::strerror(errno),
          .what_to_do = "free disk space, or put the store elsewhere with --store"};
}

std::string encode(const IntakeEntry& entry) {
  std::string out;
  const auto number = [&](std::uint64_t value) {
    out.append(reinterpret_cast<const char*>(&value), sizeof value);
  };
  number(entry.order.bytes().size());
  number(entry.key.size());
  number(entry.bytes);
  out.append(entry.order.bytes());
  out.append(entry.key);
  out.append(reinterpret_cast<const char*>(entry.digest.bytes.data()), entry.digest.bytes.size());
  return out;
}

// Reads the entries of one run with a small buffer of its own; runs share the file descriptor.
class RunReader {
 public:
  RunReader(int file, std::int64_t begin, std::int64_t end) : file_(file), at_(begin), end_(end) {}

  base::Result<std::optional<IntakeEntry>> next() {
    if (at_ >= end_ && used_ >= buffer_.size()) return std::nullopt;
    std::uint64_t sizes[3];
    IntakeEntry entry;
    if (!take(reinterpret_cast<char*>(sizes), sizeof sizes))
      return std::unexpected(disk_error("cannot read back spilled records"));
    std::string order(sizes[0], '\0');
    entry.key.resize(sizes[1]);
    entry.bytes = sizes[2];
    if (!take(order.data(), order.size()) || !take(entry.key.data(), entry.key.size()) ||
        !take(reinterpret_cast<char*>(entry.digest.bytes.data()), entry.digest.bytes.size())) {
      return std::unexpected(disk_error("cannot read back spilled records"));
    }
    entry.order = Order::of_bytes(order);
    return entry;
  }

 private:
  bool take(char* out, std::size_t size) {
    while (size > 0) {
      if (used_ == buffer_.size() && !fill()) return false;
      const std::size_t n = std::min(size, buffer_.size() - used_);
      std::memcpy(out, buffer_.data() + used_, n);
      used_ += n, out += n, size -= n;
    }
    return true;
  }
  bool fill() {
    buffer_.resize(static_cast<std::size_t>(std::min<std::int64_t>(1 << 16, end_ - at_)));
    used_ = 0;
    const auto n = ::pread(file_, buffer_.data(), buffer_.size(), at_);
    if (n <= 0) return buffer_.clear(), false;
    buffer_.resize(static_cast<std::size_t>(n));
    at_ += n;
    return true;
  }

  int file_;
  std::int64_t at_, end_;
  std::string buffer_;
  std::size_t used_ = 0;
};

}  // namespace

class Intake::MemoryReader final : public IntakeReader {
 public:
  explicit MemoryReader(const std::vector<IntakeEntry>& entries) : entries_(entries) {}
  base::Result<std::optional<IntakeEntry>> next() override {
    if (at_ == entries_.size()) return std::nullopt;
    return entries_[at_++];
  }

 private:
  const std::vector<IntakeEntry>& entries_;
  std::size_t at_ = 0;
};

class Intake::MergeReader final : public IntakeReader {
 public:
  MergeReader(int file, const std::vector<Run>& runs, const std::vector<IntakeEntry>& rest,
              std::optional<base::Error> trouble)
      : rest_(rest), trouble_(std::move(trouble)) {
    for (const Run& run : runs) readers_.emplace_back(file, run.begin, run.end);
    for (std::size_t i = 0; i <= readers_.size() && !trouble_; ++i) advance(i);
  }

  base::Result<std::optional<IntakeEntry>> next() override {
    if (trouble_) return std::unexpected(*trouble_);
    if (heads_.empty()) return std::nullopt;
    Head head = heads_.top();
    heads_.pop();
    advance(head.reader);
    return std::move(head.entry);
  }

 private:
  struct Head {
    IntakeEntry entry;
    std::size_t reader;
    bool operator<(const Head& other) const { return other.entry < entry; }  // the smallest on top
  };
  // The entries that stayed in memory count as the last run.
  void advance(std::size_t reader) {
    if (reader == readers_.size()) {
      if (rest_at_ < rest_.size()) heads_.push({rest_[rest_at_++], reader});
      return;
    }
    auto entry = readers_[reader].next();
    if (!entry)
      trouble_ = entry.error();
    else if (*entry)
      heads_.push({std::move(**entry), reader});
  }

  std::vector<RunReader> readers_;
  const std::vector<IntakeEntry>& rest_;
  std::size_t rest_at_ = 0;
  std::priority_queue<Head> heads_;
  std::optional<base::Error> trouble_;
};

Intake::Intake(std::filesystem::path folder, std::size_t in_memory)
    : folder_(std::move(folder)), in_memory_(in_memory) {}

Intake::~Intake() {
  if (file_) std::fclose(file_);
}

void Intake::add(IntakeEntry entry) {
  const std::scoped_lock lock(mutex_);
  ++count_;
  is_sorted_ = is_sorted_ && (entries_.empty() || entries_.back() < entry);
  entries_.push_back(std::move(entry));
  if (entries_.size() >= in_memory_ && !trouble_) write_run();
}

std::uint64_t Intake::count() const {
  const std::scoped_lock lock(mutex_);
  return count_;
}

void Intake::sort_memory() {
  if (!is_sorted_) std::ranges::sort(entries_, [](const auto& a, const auto& b) { return a < b; });
  is_sorted_ = true;
}

void Intake::write_run() {
  if (!file_) {
    std::error_code error;
    std::filesystem::create_directories(folder_, error);
    const int descriptor = ::open(folder_.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    file_ = descriptor < 0 ? std::tmpfile() : ::fdopen(descriptor, "w+b");
    if (!file_)
      return void(trouble_ = disk_error("cannot make a file to spill records to in " + folder_.string()));
  }
  sort_memory();
  const std::int64_t begin = std::ftell(file_);
  for (const IntakeEntry& entry : entries_) {
    const std::string bytes = encode(entry);
    if (std::fwrite(bytes.data(), 1, bytes.size(), file_) != bytes.size()) {
      return void(trouble_ = disk_error("cannot spill records to " + folder_.string()));
    }
  }
  if (std::fflush(file_) != 0)
    return void(trouble_ = disk_error("cannot spill records to " + folder_.string()));
  runs_.push_back({begin, std::ftell(file_)});
  entries_.clear();
}

std::unique_ptr<IntakeReader> Intake::read() {
  const std::scoped_lock lock(mutex_);
  sort_memory();
  if (runs_.empty() && !trouble_) return std::make_unique<MemoryReader>(entries_);
  return std::make_unique<MergeReader>(file_ ? ::fileno(file_) : -1, runs_, entries_, trouble_);
}

}  // namespace flowrun::graph
