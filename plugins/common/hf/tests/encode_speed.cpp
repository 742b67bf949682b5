// Prints how many MB/s one thread encodes: the tokenizer's folder, then text files.
#include <chrono>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include <hf/tokenizer.hpp>

int main(int count, char** arguments) {
  if (count < 3) return std::puts("hf_encode_speed: name the tokenizer's folder and at least one file"), 2;
  const auto tokenizer = hf::Tokenizer::open(arguments[1]);
  if (!tokenizer) return std::puts(tokenizer.error().text().c_str()), 1;
  std::vector<std::string> texts;
  std::size_t bytes = 0;
  for (int i = 2; i < count; ++i) {
    std::ifstream file(arguments[i], std::ios::binary);
    texts.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
    bytes += texts.back().size();
  }
  std::size_t tokens = 0;
  const auto start = std::chrono::steady_clock::now();
  for (const std::string& text : texts) {
    const auto ids = tokenizer->encode(text);
    if (!ids) return std::puts(ids.error().text().c_str()), 1;
    tokens += ids->size();
  }
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
  std::printf("%.1f MB, %zu tokens, %.1f MB/s\n", static_cast<double>(bytes) / 1e6, tokens,
              static_cast<double>(bytes) / 1e6 / took.count());
}
