// Two threads write one variable without a lock: what ThreadSanitizer must report, or its silence elsewhere says nothing.
#include <thread>

int main() {
  int shared = 0;
  std::thread other([&shared] { ++shared; });
  ++shared;
  other.join();
  return shared == 2 ? 0 : 1;
}
