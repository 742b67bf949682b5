// How the score's report looks; follows the styles of all pages and of conversations.
#pragma once

namespace cargo_evaluator::score_page {

inline constexpr const char* style =
    R"(.headlines { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 15rem), 1fr)); gap: 1rem; margin: 1rem 0; }
.headline { border: 1px solid var(--line); border-radius: 10px; padding: .7rem 1rem; background: var(--card); }
.headline h2 { margin: 0; font-size: 1rem; }
.headline p { margin: .15rem 0; }
.figure { font-size: 1.8rem; line-height: 1.3; font-weight: 600; font-variant-numeric: tabular-nums; }
.headline .figure.mute { color: var(--ink); }
h4 { margin: .6rem 0 .2rem; }
.changes { margin: .2rem 0; padding-left: 1.2rem; }
td:not(.text) { white-space: nowrap; }
table { font-size: .86rem; }
th, td { padding: .25rem .4rem; }
th { white-space: normal; vertical-align: bottom; overflow-wrap: normal; }
details { border: 1px solid var(--line); border-radius: 8px; margin: .5rem 0; padding: .4rem .8rem; }
details.fold { border: 0; margin: 0; padding: 0; }
.chip { display: inline-block; border: 1px solid currentColor; border-radius: 999px; padding: 0 .5rem; font-size: .82rem; white-space: nowrap; }
.evidence { font-size: .92rem; padding-left: 1.2rem; }
@media (max-width: 480px) { details { padding: .35rem .5rem; } .chips { display: block; } }
)";

}  // namespace cargo_evaluator::score_page
