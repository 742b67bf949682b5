// usage: session_read_speed STORE SCRATCH
// Prints the seconds of listing a store anew, of listing it unchanged, and of reading its sessions, without what is made of them.
#include <chrono>
#include <cstddef>
#include <filesystem>

#include <fmt/format.h>

#include <session_classifier/listing_memory.hpp>
#include <session_classifier/store.hpp>

namespace {

using namespace session_classifier;

template <typename Work>
double seconds_of(const Work& work) {
  const auto begin = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 3) {
    fmt::print(stderr, "usage: session_read_speed STORE SCRATCH\n");
    return 64;
  }
  const std::filesystem::path store = arguments[1], scratch = arguments[2];
  StoreListing listing;
  ListingMemory memory;
  const auto list = [&] { listing = list_sessions(store, scratch, memory); };
  const double anew = seconds_of(list), unchanged = seconds_of(list);
  std::size_t bytes = 0;
  const double reading = seconds_of([&] {
    for (const SessionRef& ref : listing.sessions)
      if (const auto session = read_session(ref)) bytes += bytes_of(*session);
  });
  fmt::print("{} sessions: listed in {:.2f} s, unchanged in {:.2f} s, read in {:.2f} s ({:.0f} MB of text)\n",
             listing.sessions.size(), anew, unchanged, reading, static_cast<double>(bytes) / 1e6);
}
