// Reads the files named on the command line and prints how fast they were scanned, and what was found.
#include <chrono>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include <secrets/scanner.hpp>

int main(int count, char** arguments) {
  std::vector<std::string> texts;
  std::size_t bytes = 0;
  for (int i = 1; i < count; ++i) {
    std::ifstream file(arguments[i], std::ios::binary);
    texts.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
    bytes += texts.back().size();
  }
  const secrets::Scanner scanner;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    for (const secrets::Finding& finding : scanner.find(texts[i])) {
      const std::string value = texts[i].substr(finding.begin, finding.end - finding.begin);
      std::printf("%s: %s: %s\n", arguments[i + 1], finding.rule.c_str(), value.c_str());
    }
  }
  constexpr int rounds = 10;
  const auto start = std::chrono::steady_clock::now();
  for (int round = 0; round < rounds; ++round) {
    for (const std::string& text : texts) scanner.find(text);
  }
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
  std::printf("%.1f MB, %.0f MB/s\n", static_cast<double>(bytes) / 1e6,
              rounds * static_cast<double>(bytes) / 1e6 / took.count());
}
