#include <algorithm>
#include <cstring>
#include <fstream>
#include <system_error>

#include <elf.h>

#include <plugins/library_file.hpp>

namespace flowrun::plugins {
namespace {

// No section that is read here comes near this size; a larger one is a damaged header.
constexpr std::uint64_t max_section_bytes = 64 << 20;

class ElfReader {
 public:
  explicit ElfReader(const std::filesystem::path& path) : in_(path, std::ios::binary) {
    std::error_code error;
    size_ = std::filesystem::file_size(path, error);
    if (error) size_ = 0;
  }

  // The error says why the file is not a library for this machine.
  base::Result<void> open() {
    if (!in_) return base::failure("the file cannot be opened");
    if (!read_at(0, header_) || std::memcmp(header_.e_ident, ELFMAG, SELFMAG) != 0)
      return base::failure("not an ELF library");
    if (header_.e_ident[EI_CLASS] != ELFCLASS64 || header_.e_ident[EI_DATA] != ELFDATA2LSB) {
      return base::failure("not a 64-bit little-endian ELF library");
    }
    if (header_.e_type != ET_DYN) return base::failure("not a shared library");
    if (header_.e_shentsize != sizeof(Elf64_Shdr)) return base::failure("its section table is damaged");
    sections_.resize(header_.e_shnum);
    for (std::size_t i = 0; i < sections_.size(); ++i) {
      if (!read_at(header_.e_shoff + i * sizeof(Elf64_Shdr), sections_[i]))
        return base::failure("its section table is cut off");
    }
    if (header_.e_shstrndx >= sections_.size()) return base::failure("it has no section names");
    names_ = content(sections_[header_.e_shstrndx]);
    return {};
  }

  const Elf64_Shdr* find(std::string_view name) const {
    for (const Elf64_Shdr& section : sections_) {
      if (text_at(names_, section.sh_name) == name) return &section;
    }
    return nullptr;
  }
  const Elf64_Shdr* at(std::size_t index) const {
    return index < sections_.size() ? &sections_[index] : nullptr;
  }

  // The section's bytes; "" when they do not lie within the file.
  std::string content(const Elf64_Shdr& section) {
    if (section.sh_type == SHT_NOBITS || section.sh_size > max_section_bytes || section.sh_offset > size_ ||
        section.sh_size > size_ - section.sh_offset) {
      return {};
    }
    std::string bytes(section.sh_size, '\0');
    in_.clear();
    in_.seekg(static_cast<std::streamoff>(section.sh_offset));
    return in_.read(bytes.data(), static_cast<std::streamsize>(bytes.size())) ? bytes : std::string{};
  }

  static std::string_view text_at(std::string_view table, std::size_t offset) {
    if (offset >= table.size()) return {};
    return table.substr(offset, table.find('\0', offset) - offset);
  }

 private:
  template <class T>
  bool read_at(std::uint64_t offset, T& out) {
    if (offset > size_ || sizeof(T) > size_ - offset) return false;
    in_.clear();
    in_.seekg(static_cast<std::streamoff>(offset));
    return static_cast<bool>(in_.read(reinterpret_cast<char*>(&out), sizeof(T)));
  }

  std::ifstream in_;
  std::uint64_t size_ = 0;
  Elf64_Ehdr header_{};
  std::vector<Elf64_Shdr> sections_;
  std::string names_;
};

std::vector<std::string> exported_symbols(ElfReader& elf) {
  std::vector<std::string> names;
  const Elf64_Shdr* section = elf.find(".dynsym");
  const Elf64_Shdr* strings = section ? elf.at(section->sh_link) : nullptr;
  if (!strings) return names;
  const std::string symbols = elf.content(*section);
  const std::string text = elf.content(*strings);
  for (std::size_t offset = 0; offset + sizeof(Elf64_Sym) <= symbols.size(); offset += sizeof(Elf64_Sym)) {
    Elf64_Sym symbol;
    std::memcpy(&symbol, symbols.data() + offset, sizeof symbol);
    const bool is_defined = symbol.st_shndx != SHN_UNDEF;
    const bool is_local = ELF64_ST_BIND(symbol.st_info) == STB_LOCAL;
    const auto visibility = ELF64_ST_VISIBILITY(symbol.st_other);
    const bool is_visible = visibility == STV_DEFAULT || visibility == STV_PROTECTED;
    if (is_defined && !is_local && is_visible) names.emplace_back(ElfReader::text_at(text, symbol.st_name));
  }
  std::ranges::sort(names);
  return names;
}

std::string build_id(ElfReader& elf) {
  const Elf64_Shdr* section = elf.find(".note.gnu.build-id");
  if (!section) return {};
  const std::string note = elf.content(*section);
  Elf64_Nhdr header;
  if (note.size() < sizeof header) return {};
  std::memcpy(&header, note.data(), sizeof header);
  const std::size_t start = sizeof header + ((std::size_t{header.n_namesz} + 3) & ~std::size_t{3});
  if (start > note.size() || header.n_descsz > note.size() - start) return {};
  std::string hex;
  for (const char c : note.substr(start, header.n_descsz)) {
    static constexpr char digits[] = "0123456789abcdef";
    const auto byte = static_cast<unsigned char>(c);
    hex += {digits[byte >> 4], digits[byte & 15]};
  }
  return hex;
}

}  // namespace

base::Result<LibraryFile> read_library_file(const std::filesystem::path& path) {
  std::error_code error;
  if (!std::filesystem::is_regular_file(path, error)) return base::failure("not a file");
  ElfReader elf(path);
  if (auto opened = elf.open(); !opened) return std::unexpected(opened.error());
  const Elf64_Shdr* section = elf.find(".flowrun.manifest");
  if (!section) return base::failure("it has no section .flowrun.manifest, so it is not a flowrun plugin");
  LibraryFile file{
      .manifest = elf.content(*section), .build_id = build_id(elf), .exports = exported_symbols(elf)};
  if (file.manifest.empty()) return base::failure("its section .flowrun.manifest is empty or cut off");
  return file;
}

}  // namespace flowrun::plugins
