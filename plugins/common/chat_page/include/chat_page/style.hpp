// How conversations look; follows the style of all pages (base/html.hpp).
#pragma once

namespace chat_page {

inline constexpr const char* conversation_style =
    R"(.message { border-left: 4px solid var(--line); padding: .45rem 0 .45rem .75rem; margin: .6rem 0; }
.message h3 { font-size: .8rem; letter-spacing: .04em; text-transform: uppercase; color: var(--mute); margin: 0 0 .35rem; }
.message.learnt { border-color: var(--good); background: var(--learnt-page); border-radius: 0 6px 6px 0; padding-right: .5rem; }
.message.user > pre, .message.assistant > pre { background: none; font: inherit; padding: 0; }
:root { --learnt-page: #f0f9f2; }
@media (prefers-color-scheme: dark) { :root { --learnt-page: #18241b; } }
.mask { font-size: .72rem; letter-spacing: .02em; text-transform: none; border-radius: 4px; padding: .05rem .35rem; border: 1px solid var(--line); }
.message.learnt .mask, .mask.learnt { color: var(--good); border-color: currentColor; }
.call p { margin: .3rem 0 0; font-size: .9rem; }
.fold > summary { color: var(--mute); font-size: .88rem; }
.fold > summary code { overflow-wrap: anywhere; }
.diff span { display: block; padding: 0 .3rem; margin: 0 -.3rem; }
.diff .come { background: var(--good-page); }
.diff .gone { background: var(--bad-page); }
@media (max-width: 480px) { .message { padding-left: .55rem; } }
)";

}  // namespace chat_page
