// How report.html looks; follows the style of all pages (base/html.hpp).
#pragma once

namespace flowrun::report::page {

inline constexpr const char* style =
    R"(.state { border-radius: 999px; padding: .1rem .6rem; font-size: .9rem; vertical-align: middle; white-space: nowrap; }
.state.good { background: var(--good-page); } .state.bad { background: var(--bad-page); } .state.warn { background: var(--warn-page); }
.notes { list-style: none; padding: 0; }
.notes li { border-left: 4px solid currentColor; padding: .3rem .7rem; margin: .4rem 0; background: var(--card); white-space: pre-line; }
.facts { display: grid; grid-template-columns: max-content 1fr; gap: .1rem 1rem; margin: .75rem 0; }
.facts dt { color: var(--mute); }
.facts dd { margin: 0; min-width: 0; }
.result-facts { display: flex; flex-wrap: wrap; gap: .1rem 1.2rem; font-size: .85rem; margin-top: .2rem; }
.fact { color: var(--mute); } .fact b { color: var(--ink); font-weight: 600; }
@media (max-width: 480px) { .results tr { display: block; padding: .3rem 0; border-bottom: 1px solid var(--line); } .results td { display: inline-block; border: 0; padding: .1rem .6rem .1rem 0; } .results td:last-child { display: block; } }
.results td:not(:last-child), .ledger td { white-space: nowrap; overflow-wrap: normal; }
details { border: 1px solid var(--line); border-radius: 8px; margin: .5rem 0; padding: .4rem .8rem; }
.reasons { width: 100%; table-layout: fixed; }
.reasons td:first-child { width: 5.5rem; text-align: right; }
.reasons td { text-align: left; }
.bar { display: block; height: 4px; border-radius: 2px; background: var(--kept); margin-top: .2rem; }
svg { display: block; }
.graph.down { display: none; }
@media (max-width: 700px) { .graph.across { display: none; } .graph.down { display: block; } }
svg text { font: 12px system-ui, sans-serif; fill: var(--ink); }
svg .small { font-size: 10.5px; fill: var(--mute); }
svg .count { font-size: 10.5px; fill: var(--ink); paint-order: stroke; stroke: var(--page); stroke-width: 4px; }
.edge { fill: none; stroke: var(--mute); stroke-width: 1.2; }
.edge.none { stroke-dasharray: 3 4; opacity: .6; }
.node rect { fill: var(--card); stroke: var(--line); stroke-width: 1.5; }
.node.good rect { fill: var(--good-page); stroke: var(--good); } .node.kept rect { fill: var(--kept-page); stroke: var(--kept); }
.node.bad rect { fill: var(--bad-page); stroke: var(--bad); } .node.warn rect { fill: var(--warn-page); stroke: var(--warn); }
.node.none { opacity: .65; }
.legend span { display: inline-block; margin-right: 1rem; }
.swatch { display: inline-block; width: .75rem; height: .75rem; border-radius: 3px; margin-right: .35rem; border: 1.5px solid var(--line); background: var(--card); vertical-align: -.08rem; }
.swatch.good { background: var(--good-page); border-color: var(--good); } .swatch.kept { background: var(--kept-page); border-color: var(--kept); }
.swatch.bad { background: var(--bad-page); border-color: var(--bad); } .swatch.warn { background: var(--warn-page); border-color: var(--warn); }
.plots { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 20rem), 1fr)); gap: 1rem; align-items: end; }
figure { margin: 0; min-width: 0; }
figcaption { font-size: .9rem; }
figure svg { width: 100%; height: auto; }
.axis { stroke: var(--line); fill: none; }
.curve { fill: none; stroke: currentColor; stroke-width: 1.8; stroke-linejoin: round; }
.curve.earlier { stroke-width: 1.2; opacity: .6; }
.earlier { color: var(--mute); }
.curve.level { stroke-width: 1.2; stroke-dasharray: 5 4; }
.dot.level { display: none; }
.dot { fill: currentColor; }
.busy { fill: var(--kept); } .waits { fill: var(--warn); }
.c0 { color: var(--kept); } .c1 { color: var(--warn); } .c2 { color: var(--good); } .c3 { color: var(--bad); } .c4 { color: #8f6ae0; }
)";

}  // namespace flowrun::report::page
