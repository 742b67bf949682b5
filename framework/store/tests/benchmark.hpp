// What a measurement is made of: CPU and clock, bytes on disk, bytes written.
#pragma once

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <type_traits>

#include <fmt/format.h>
#include <sys/resource.h>

#include "store/error.hpp"

namespace flowrun::store::benchmark {

template <class T>
T must(Result<T> result) {
  if (!result) {
    fmt::print(stderr, "{}\n", result.error().text());
    std::exit(1);
  }
  if constexpr (!std::is_void_v<T>) return *std::move(result);
}

inline double cpu_seconds() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

struct Time {
  double cpu = 0;  // seconds
  double wall = 0;

  Time& operator+=(const Time& other) {
    cpu += other.cpu;
    wall += other.wall;
    return *this;
  }
  [[nodiscard]] std::string each(double count) const {
    return fmt::format("{:8.2f} us ({:.2f})", cpu / count * 1e6, wall / count * 1e6);
  }
  [[nodiscard]] std::string whole() const {
    return fmt::format("{:8.2f} ms ({:.2f})", cpu * 1e3, wall * 1e3);
  }
};

template <class Function>
Time time_of(Function&& function) {
  const auto cpu = cpu_seconds();
  const auto start = std::chrono::steady_clock::now();
  function();
  return {.cpu = cpu_seconds() - cpu,
          .wall = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count()};
}

// Bytes that this process made the disk write, so far.
inline double written_bytes() {
  std::ifstream file("/proc/self/io");
  for (std::string name, value; file >> name >> value;)
    if (name == "write_bytes:") return std::stod(value);
  return 0;
}

inline double size_of(const std::filesystem::path& folder) {
  double size = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder))
    if (entry.is_regular_file()) size += static_cast<double>(entry.file_size());
  return size;
}

}  // namespace flowrun::store::benchmark
