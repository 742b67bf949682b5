#include <base/html.hpp>

namespace base {
namespace {

constexpr std::string_view page_style = R"(:root {
  color-scheme: light dark;
  --page: #fff; --ink: #1c1e21; --mute: #5d6470; --line: #d8dce1; --card: #f6f7f9; --code: #eef0f3;
  --good: #1a7f37; --kept: #2f6fb3; --bad: #b42318; --warn: #9a4b00;
  --good-page: #e6f5ea; --kept-page: #e5eff9; --bad-page: #fde8e6; --warn-page: #fbeedd;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #16181b; --ink: #e4e6e9; --mute: #9aa2ad; --line: #363b42; --card: #1e2125; --code: #272b30;
    --good: #4cc26a; --kept: #6aa9ea; --bad: #ff8078; --warn: #e2a15c;
    --good-page: #173a22; --kept-page: #16304b; --bad-page: #48201f; --warn-page: #3d2b16;
  }
}
* { box-sizing: border-box; }
body {
  font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--page);
  max-width: 72rem; margin: 0 auto; padding: 1rem; overflow-wrap: anywhere;
}
h1 { font-size: 1.5rem; line-height: 1.25; margin: .5rem 0; }
h2 { font-size: 1.15rem; margin: 2rem 0 .5rem; }
h3 { font-size: .95rem; margin: 1rem 0 .25rem; }
p { margin: .4rem 0; }
a { color: var(--kept); }
code, pre { font: 13px/1.45 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
pre {
  white-space: pre-wrap; overflow-wrap: anywhere; background: var(--code); border-radius: 6px;
  margin: .35rem 0; padding: .5rem .65rem; tab-size: 4;
}
summary { cursor: pointer; }
.good { color: var(--good); } .bad { color: var(--bad); } .warn { color: var(--warn); } .kept { color: var(--kept); }
.mute { color: var(--mute); }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; font-size: .92rem; font-variant-numeric: tabular-nums; }
th, td { border-bottom: 1px solid var(--line); padding: .25rem .6rem; text-align: right; vertical-align: top; }
th { color: var(--mute); font-weight: 500; white-space: nowrap; }
th:first-child, td:first-child, .text { text-align: left; }
@media (max-width: 480px) {
  body { padding: .75rem .6rem; }
  pre, code { font-size: 12px; }
}
)";

}  // namespace

std::string html_page(std::string_view title, std::string_view style, std::string_view body) {
  std::string page =
      "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>";
  page += html_text(title);
  page += "</title>\n<style>\n";
  page += page_style;
  page += style;
  page += "</style>\n</head>\n<body>\n";
  page += body;
  page += "</body>\n</html>\n";
  return page;
}

}  // namespace base
