// How samples.html looks; follows the styles of all pages and of conversations.
#pragma once

namespace jsonl_sink {

inline constexpr const char* samples_style = R"(body { max-width: 60rem; counter-reset: shown; }
.example {
  counter-increment: shown; background: var(--card); border: 1px solid var(--line); border-radius: 10px;
  margin: .75rem 0; padding: .65rem .8rem;
}
.example > summary:hover .title { text-decoration: underline; }
.title { font-weight: 600; }
.tags { display: block; font-size: .82rem; color: var(--mute); margin-top: .4rem; line-height: 1.9; }
.tags b { font-weight: 500; border: 1px solid var(--line); border-radius: 999px; padding: .05rem .5rem; white-space: nowrap; }
.tags .verified { color: var(--good); border-color: currentColor; }
.tags .unverified { color: var(--warn); border-color: currentColor; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .1rem .8rem; font-size: .85rem; margin: .75rem 0; }
dt { color: var(--mute); }
dd { margin: 0; min-width: 0; }
mark { background: var(--good-page); color: inherit; }
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
.filters input:focus-visible + span { outline: 2px solid var(--good); outline-offset: 2px; }
.shown { color: var(--mute); text-align: center; }
.shown::before { content: counter(shown) " of " attr(data-of) " shown"; }
@media print { .filters, .shown { display: none; } }
@media (max-width: 480px) {
  fieldset { padding: 0; }
  legend { position: static; margin-bottom: .2rem; }
  .example { padding: .55rem .6rem; }
}
)";

}  // namespace jsonl_sink
