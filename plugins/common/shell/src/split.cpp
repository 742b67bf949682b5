#include "split.hpp"

#include <algorithm>
#include <cctype>
#include <utility>

namespace shell::detail {
namespace {

class Splitter {
 public:
  explicit Splitter(std::string_view line) : line_(line) {}

  std::vector<Words> split() {
    while (at_ < line_.size()) step();
    end_command(Joint::sequence);
    if (!commands_.empty() && commands_.back().next != Joint::background) commands_.back().next = Joint::end;
    return std::move(commands_);
  }

 private:
  char peek(std::size_t ahead = 0) const { return at_ + ahead < line_.size() ? line_[at_ + ahead] : '\0'; }

  void step() {
    const char c = peek();
    switch (c) {
      case '\\':
        escape();
        break;
      case '\'':
        quoted('\'');
        break;
      case '"':
        quoted('"');
        break;
      case ' ':
      case '\t':
      case '\r':
        end_word();
        ++at_;
        break;
      case '\n':
        end_command(Joint::sequence);
        ++at_;
        skip_here_documents();
        break;
      case '#':
        if (in_word_)
          take();
        else
          skip_comment();
        break;
      case '<':
      case '>':
        redirect();
        break;
      case '&':
        if (peek(1) == '>')
          ++at_, redirect();
        else
          operator_of_two('&', Joint::and_then, Joint::background);
        break;
      case '$':
        if (peek(1) == '(' && peek(2) != '(')
          end_command(Joint::sequence), at_ += 2;
        else
          take();
        break;
      case '{':
      case '}':
        if (in_word_ || (peek(1) != ' ' && peek(1) != ';' && peek(1) != '\n' && peek(1) != '\0'))
          take();
        else
          end_command(Joint::sequence), ++at_;
        break;
      case '|':
        operator_of_two('|', Joint::or_else, Joint::pipe);
        break;
      case ';':
      case '(':
      case ')':
      case '`':
        end_command(Joint::sequence);
        ++at_;
        break;
      default:
        take();
    }
  }

  // `&&` or `&`, `||` or `|`.
  void operator_of_two(char sign, Joint doubled, Joint single) {
    const bool two = peek(1) == sign;
    end_command(two ? doubled : single);
    at_ += two ? 2 : 1;
  }

  void take() {
    word_ += line_[at_++];
    in_word_ = true;
  }

  void escape() {
    if (peek(1) == '\n')
      at_ += 2;  // the line goes on
    else if (++at_ < line_.size())
      take();
  }

  void quoted(char quote) {
    in_word_ = true;
    for (++at_; at_ < line_.size() && line_[at_] != quote; ++at_) {
      const bool escaped = quote == '"' && line_[at_] == '\\' && (peek(1) == '"' || peek(1) == '\\');
      if (escaped) ++at_;
      word_ += line_[at_];
    }
    if (at_ < line_.size()) ++at_;
  }

  void skip_comment() {
    while (at_ < line_.size() && line_[at_] != '\n') ++at_;
  }

  // `2>&1`, `> file`, `<<EOF`: neither the number before nor the word behind is an argument.
  void redirect() {
    const bool number =
        !word_.empty() && std::ranges::all_of(word_, [](unsigned char c) { return std::isdigit(c); });
    if (number) word_.clear(), in_word_ = false;
    end_word();
    std::string_view rest = line_.substr(at_);
    const bool here = rest.starts_with("<<") && !rest.starts_with("<<<");
    while (peek() == '<' || peek() == '>' || peek() == '&' || peek() == '|') ++at_;
    if (here && peek() == '-') ++at_;
    while (peek() == ' ' || peek() == '\t') ++at_;
    redirected_ = here ? Redirected::here_document : Redirected::file;
  }

  void end_word() {
    if (in_word_) {
      if (redirected_ == Redirected::no) words_.push_back(word_);
      if (redirected_ == Redirected::here_document) delimiters_.push_back(word_);
      redirected_ = Redirected::no;
    }
    word_.clear();
    in_word_ = false;
  }

  void end_command(Joint joint) {
    end_word();
    redirected_ = Redirected::no;
    if (!words_.empty())
      commands_.push_back({std::move(words_), joint});
    else if (!commands_.empty() && joint != Joint::sequence)
      commands_.back().next = joint;  // behind a bracket: `(cargo test) || true`
    words_.clear();
  }

  void skip_here_documents() {
    for (const std::string& delimiter : std::exchange(delimiters_, {})) {
      while (at_ < line_.size()) {
        const std::size_t end = std::min(line_.find('\n', at_), line_.size());
        std::string_view text = line_.substr(at_, end - at_);
        at_ = std::min(end + 1, line_.size());
        while (text.starts_with('\t')) text.remove_prefix(1);
        if (text == delimiter) break;
      }
    }
  }

  enum class Redirected { no, file, here_document };

  std::string_view line_;
  std::size_t at_ = 0;
  std::string word_;
  bool in_word_ = false;
  Redirected redirected_ = Redirected::no;
  std::vector<std::string> words_;
  std::vector<std::string> delimiters_;
  std::vector<Words> commands_;
};

}  // namespace

std::vector<Words> split_commands(std::string_view line) { return Splitter(line).split(); }

}  // namespace shell::detail
