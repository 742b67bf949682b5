// Measures the engines on the store's shape of work: many units, each with its record and one payload of 2 KB.
//
//   store_engines ENGINE FOLDER [UNITS]    ENGINE: sqlite, sqlite_and_file, rocksdb, lmdb
#include <cstdlib>
#include <deque>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <random>
#include <vector>

#include <fmt/format.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "engine.hpp"

namespace fs = std::filesystem;
using flowrun::store::digest_of;
using flowrun::store::Hasher;
using Open = std::unique_ptr<Engine> (*)(const fs::path&, Engine::Access);

namespace {

constexpr std::size_t payload_size = 2048;
constexpr int units_at_once = 1900;  // some 4 MB

Digest key_of(int number) { return Hasher().field("unit").number(static_cast<unsigned>(number)).finish(); }

std::string payload_of(int number) {
  std::string bytes(payload_size, 'x');
  return bytes.replace(0, 8, fmt::format("{:08}", number));
}

// Units whose texts live as long as this.
struct Batch {
  Batch(int first, int count) {
    for (int number = first; number < first + count; ++number) {
      auto& payload = texts.emplace_back(payload_of(number));
      const auto digest = digest_of(payload);
      auto& record = texts.emplace_back(std::string(bytes_of(digest)) + std::string(118, 'r'));
      units.push_back({key_of(number), digest, record, payload});
    }
  }
  std::deque<std::string> texts;
  std::vector<Unit> units;
};

double cpu_seconds() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

double written_bytes() {
  std::ifstream file("/proc/self/io");
  for (std::string name, value; file >> name >> value;)
    if (name == "write_bytes:") return std::stod(value);
  return 0;
}

double size_of(const fs::path& folder) {
  double size = 0;
  for (const auto& entry : fs::recursive_directory_iterator(folder))
    if (entry.is_regular_file()) size += static_cast<double>(entry.file_size());
  return size;
}

// Runs `body` in a process of its own; what it returns is the exit code, or the signal that ended it, negative.
int in_child(const std::function<int()>& body) {
  const pid_t child = ::fork();
  if (child == 0) ::_exit(body());
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
}

void store_all(Open open, const fs::path& folder, int count) {
  const auto written = written_bytes();
  double cpu = 0;
  {
    const auto engine = open(folder, Engine::Access::write);
    for (int first = 0; first < count; first += units_at_once) {
      const Batch batch(first, std::min(units_at_once, count - first));
      const auto before = cpu_seconds();
      engine->store(batch.units);
      cpu += cpu_seconds() - before;
    }
    const auto before = cpu_seconds();
    cpu -= before;
  }
  cpu += cpu_seconds();
  const double bytes = static_cast<double>(count) * payload_size;
  fmt::print("store    {:6.2f} us CPU a unit, {:.2f} x on disk, {:.2f} x written\n", cpu / count * 1e6,
             size_of(folder) / bytes, (written_bytes() - written) / bytes);
}

void restore_all(Open open, const fs::path& folder, int count) {
  const auto before_open = cpu_seconds();
  const auto engine = open(folder, Engine::Access::read);
  const auto before = cpu_seconds();
  std::vector<Digest> keys;
  for (int number = 0; number < count; ++number) keys.push_back(key_of(number));
  const auto start = cpu_seconds();
  std::size_t size = 0;
  for (const auto& key : keys) {
    const auto payload = engine->restore(key);
    size +=
        payload ? payload->size() + static_cast<std::size_t>(digest_of(*payload).bytes[0] & std::byte{0}) : 0;
  }
  fmt::print("restore  {:6.2f} us CPU a unit ({} found), open {:.2f} ms CPU\n",
             (cpu_seconds() - start) / count * 1e6, size / payload_size, (before - before_open) * 1e3);
}

// Whether a child that is killed leaves what it acknowledged.
void kill_one(Open open, const fs::path& folder) {
  int ends[2];
  if (::pipe(ends) != 0) std::abort();
  const pid_t child = ::fork();
  if (child == 0) {
    const auto engine = open(folder, Engine::Access::write);
    for (int first = 0;; first += 500) {
      engine->store(Batch(first, 500).units);
      const int done = first + 500;
      if (::write(ends[1], &done, sizeof done) != sizeof done) ::_exit(1);
    }
  }
  ::close(ends[1]);
  int done = 0;
  while (::read(ends[0], &done, sizeof done) == sizeof done)
    if (done >= 20'000) ::kill(child, SIGKILL);
  ::close(ends[0]);
  ::waitpid(child, nullptr, 0);
  const int lost = in_child([&] {
    const auto engine = open(folder, Engine::Access::write);
    int missing = 0;
    for (int number = 0; number < done; ++number)
      missing += engine->restore(key_of(number)) != payload_of(number);
    return std::min(missing, 255);
  });
  fmt::print("kill -9  {} acknowledged, {} lost\n", done, lost);
}

// Reads everything in a damaged copy: counts what is absent, and what is wrong without the engine saying so.
void damage(Open open, const fs::path& healthy, const fs::path& folder, int count, bool truncates) {
  std::map<std::string, int> outcomes;
  for (unsigned round = 0; round < 12; ++round) {
    fs::remove_all(folder);
    fs::copy(healthy, folder, fs::copy_options::recursive);
    std::mt19937 random(round);
    fs::path largest;
    std::uintmax_t size = 0;
    for (const auto& entry : fs::recursive_directory_iterator(folder))
      if (entry.is_regular_file() && entry.file_size() > size)
        largest = entry.path(), size = entry.file_size();
    const auto place = std::uniform_int_distribution<std::uintmax_t>(0, size - 1)(random);
    if (truncates) {
      fs::resize_file(largest, place);
    } else {
      std::fstream file(largest, std::ios::in | std::ios::out | std::ios::binary);
      for (int i = 0; i < 20; ++i) {
        file.seekp(
            static_cast<std::streamoff>(std::uniform_int_distribution<std::uintmax_t>(0, size - 1)(random)));
        file.put(static_cast<char>(random()));
      }
    }
    const int code = in_child([&] {
      try {
        const auto engine = open(folder, Engine::Access::write);
        for (int number = 0; number < count; ++number) {
          const auto payload = engine->restore(key_of(number));
          if (payload && *payload != payload_of(number)) return 3;
        }
      } catch (const std::exception&) {
        return 2;
      }
      return 0;
    });
    ++outcomes[code < 0    ? fmt::format("killed by signal {}", -code)
               : code == 3 ? "handed out unnoticed"
               : code == 2 ? "does not open"
                           : "noticed, or unhurt"];
  }
  fmt::print("{}", truncates ? "cut off  " : "20 flips ");
  for (const auto& [what, times] : outcomes) fmt::print("{} x {}; ", times, what);
  fmt::print("\n");
}

}  // namespace

int main(int argument_count, char** arguments) {
  const std::map<std::string, Open> engines = {{"sqlite", open_sqlite},
                                               {"sqlite_and_file", open_sqlite_and_file},
                                               {"rocksdb", open_rocksdb},
                                               {"lmdb", open_lmdb}};
  if (argument_count < 3 || !engines.contains(arguments[1])) {
    fmt::print(stderr, "store_engines sqlite|sqlite_and_file|rocksdb|lmdb FOLDER [UNITS]\n");
    return 2;
  }
  const auto open = engines.at(arguments[1]);
  const fs::path folder = arguments[2];
  const int count = argument_count > 3 ? std::stoi(arguments[3]) : 100'000;
  for (const auto* name : {"speed", "kill", "small", "damaged"}) {
    fs::remove_all(folder / name);
    fs::create_directories(folder / name);
  }
  store_all(open, folder / "speed", count);
  restore_all(open, folder / "speed", count);
  kill_one(open, folder / "kill");
  constexpr int few = 5'000;
  open(folder / "small", Engine::Access::write)->store(Batch(0, few).units);
  damage(open, folder / "small", folder / "damaged", few, false);
  damage(open, folder / "small", folder / "damaged", few, true);
}
