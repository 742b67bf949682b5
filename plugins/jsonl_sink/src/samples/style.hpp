// How samples.html looks, on a phone and on a screen, by day and by night.
#pragma once

namespace jsonl_sink {

inline constexpr const char* page_style = R"(:root {
  color-scheme: light dark;
  --page: #fff; --ink: #1c1e21; --mute: #5d6470; --line: #d8dce1; --card: #f6f7f9; --code: #eef0f3;
  --learnt: #1a7f37; --learnt-page: #f0f9f2; --warn: #9a4b00;
  --come: #d9f2df; --gone: #fde3e1;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #16181b; --ink: #e4e6e9; --mute: #9aa2ad; --line: #363b42; --card: #1e2125; --code: #272b30;
    --learnt: #4cc26a; --learnt-page: #18241b; --warn: #e2a15c;
    --come: #173a22; --gone: #48201f;
  }
}
* { box-sizing: border-box; }
body {
  font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--page);
  max-width: 60rem; margin: 0 auto; padding: 1rem; counter-reset: shown; overflow-wrap: anywhere;
}
h1 { font-size: 1.5rem; line-height: 1.25; margin: .5rem 0; }
h3 { font-size: .8rem; letter-spacing: .04em; text-transform: uppercase; color: var(--mute); margin: 0 0 .35rem; }
pre, code { font: 13px/1.45 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
pre {
  white-space: pre-wrap; overflow-wrap: anywhere; background: var(--code); border-radius: 6px;
  margin: .35rem 0; padding: .5rem .65rem; tab-size: 4;
}
summary { cursor: pointer; }
.example {
  counter-increment: shown; background: var(--card); border: 1px solid var(--line); border-radius: 10px;
  margin: .75rem 0; padding: .65rem .8rem;
}
.example > summary:hover .title { text-decoration: underline; }
.title { font-weight: 600; }
.tags { display: block; font-size: .82rem; color: var(--mute); margin-top: .4rem; line-height: 1.9; }
.tags b { font-weight: 500; border: 1px solid var(--line); border-radius: 999px; padding: .05rem .5rem; white-space: nowrap; }
.tags .verified { color: var(--learnt); border-color: currentColor; }
.tags .unverified { color: var(--warn); border-color: currentColor; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .1rem .8rem; font-size: .85rem; margin: .75rem 0; }
dt { color: var(--mute); }
dd { margin: 0; min-width: 0; }
.message { border-left: 4px solid var(--line); padding: .45rem 0 .45rem .75rem; margin: .6rem 0; }
.message.learnt { border-color: var(--learnt); background: var(--learnt-page); border-radius: 0 6px 6px 0; padding-right: .5rem; }
.message.user > pre { background: none; font: inherit; padding: 0; }
.message.assistant > pre { background: none; font: inherit; padding: 0; }
.mask { font-size: .72rem; letter-spacing: .02em; text-transform: none; border-radius: 4px; padding: .05rem .35rem; border: 1px solid var(--line); }
.message.learnt .mask, .mask.learnt { color: var(--learnt); border-color: currentColor; }
.call p { margin: .3rem 0 0; font-size: .9rem; }
.fold > summary { color: var(--mute); font-size: .88rem; }
.fold > summary code { overflow-wrap: anywhere; }
.diff span { display: block; padding: 0 .3rem; margin: 0 -.3rem; }
.diff .come { background: var(--come); }
.diff .gone { background: var(--gone); }
mark { background: var(--come); color: inherit; }
.filters { display: none; }
@supports selector(:has(*)) { .filters { display: grid; gap: .5rem; margin: 1rem 0; } }
fieldset { border: 0; padding: 0 0 0 5.2rem; margin: 0; position: relative; display: flex; flex-wrap: wrap; gap: .35rem; align-items: baseline; min-width: 0; }
legend { position: absolute; left: 0; top: .2rem; color: var(--mute); font-size: .85rem; padding: 0; }
.filters label { position: relative; }
.filters input { position: absolute; opacity: 0; inset: 0; margin: 0; cursor: pointer; }
.filters span { display: block; border: 1px solid var(--line); border-radius: 999px; padding: .15rem .65rem; font-size: .88rem; }
.filters small { color: var(--mute); }
.filters input:checked + span { background: var(--ink); color: var(--page); border-color: var(--ink); }
.filters input:checked + span small { color: inherit; }
.filters input:focus-visible + span { outline: 2px solid var(--learnt); outline-offset: 2px; }
.shown { color: var(--mute); text-align: center; }
.shown::before { content: counter(shown) " of " attr(data-of) " shown"; }
@media (max-width: 480px) {
  body { padding: .75rem .6rem; }
  fieldset { padding: 0; }
  legend { position: static; margin-bottom: .2rem; }
  .example { padding: .55rem .6rem; }
  .message { padding-left: .55rem; }
  pre, code { font-size: 12px; }
}
@media print { .filters, .shown { display: none; } }
)";

}  // namespace jsonl_sink
