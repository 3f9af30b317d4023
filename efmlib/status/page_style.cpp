#include "page_style.hpp"

namespace efm {

const char* const page_style = R"(
:root { color-scheme: light dark; --ground: #f3f5f8; --card: #ffffff; --ink: #161b22; --soft: #5a6673; --line: #dde2e9;
  --first: #3556d4; --first-pale: #e7ecfd; --good: #11805a; --good-pale: #e0f4ec; --warn: #9a5200; --warn-pale: #fcefdc;
  --bad: #c4262d; --bad-pale: #fde8e8; --watch: #8250df; --code: #eef1f5; }
@media (prefers-color-scheme: dark) { :root { --ground: #0d1117; --card: #161b23; --ink: #e7ecf2; --soft: #9aa6b4;
  --line: #2a323d; --first: #8ea6ff; --first-pale: #1d2749; --good: #4ac48c; --good-pale: #12301f; --warn: #f0a24b;
  --warn-pale: #35240f; --bad: #ff7f83; --bad-pale: #3b1719; --watch: #bc95ff; --code: #202833; } }
* { box-sizing: border-box }
html { -webkit-text-size-adjust: 100% }
body { margin: 0; background: var(--ground); color: var(--ink); line-height: 1.5;
  font: 15px/1.5 system-ui, -apple-system, 'Segoe UI', 'DejaVu Sans', sans-serif }
main { max-width: 1120px; margin: 0 auto; padding: 28px 16px 40px }
h1, h2, h3, p, ol, ul, figure { margin: 0; padding: 0 } ul, ol { list-style: none }
h1 { font-size: 30px; line-height: 1.15; letter-spacing: -.02em } h2 { font-size: 17px; margin: 34px 0 12px }
h3 { font-size: 15px; overflow-wrap: anywhere }
p, li, td, code { overflow-wrap: anywhere } .soft, footer { color: var(--soft); font-size: 13px }
code { background: var(--code); border-radius: 6px; padding: 2px 7px;
  font: 12.5px ui-monospace, 'SF Mono', 'DejaVu Sans Mono', monospace }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 14px; padding: 16px 18px }
.verdict { border-left: 6px solid var(--tone); background: linear-gradient(100deg, var(--pale), var(--card) 70%) }
.verdict .eyebrow { color: var(--tone); font-size: 12px; font-weight: 700; letter-spacing: .08em;
  text-transform: uppercase } .verdict .lede { font-size: 16px; margin: 6px 0 10px }
.well { --tone: var(--good); --pale: var(--good-pale) } .unseen { --tone: var(--warn); --pale: var(--warn-pale) }
.disagreement { --tone: var(--bad); --pale: var(--bad-pale) } .remark { --tone: var(--first); --pale: var(--first-pale) }
.facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)); gap: 10px; margin-top: 12px }
.facts li { padding: 10px 14px } .facts b { display: block; font-size: 17px } .facts .trouble b { color: var(--bad) }
.chip { display: inline-block; border-radius: 99px; padding: 1px 10px; font-size: 12px; font-weight: 650;
  color: var(--tone); background: var(--pale); white-space: nowrap }
.findings li { display: grid; grid-template-columns: auto 1fr; gap: 2px 12px; margin-bottom: 10px; align-items: start }
.findings .remedy { grid-column: 2 } .findings em { color: var(--soft); font-style: normal; font-size: 14px } .findings .remedy code { display: inline-block; margin-top: 4px }
.picture { display: block; width: 100%; height: auto; overflow: visible } .narrow { display: none }
.picture text { fill: var(--ink); font: 12px system-ui, 'DejaVu Sans', sans-serif }
.picture .name { font: 600 13px ui-monospace, 'DejaVu Sans Mono', monospace } .picture .small { font-size: 11px }
.picture .kind { font-size: 10px; font-weight: 700; letter-spacing: .1em; fill: var(--soft) }
.picture .word { fill: var(--soft); font-size: 11.5px }
.picture .frame { fill: var(--card); stroke: var(--line); stroke-width: 1.5 }
.view .frame { fill: var(--ground) } .pool .kind { fill: var(--first) } .manager .kind { fill: var(--watch) }
.lost .frame { stroke: var(--bad); stroke-dasharray: 5 4 } .picture .lost .word { fill: var(--bad) }
.server { --tone: var(--good); --pale: var(--good-pale) } .first { --tone: var(--first); --pale: var(--first-pale) }
.dead { --tone: var(--bad); --pale: var(--bad-pale) } .witness { --tone: var(--soft); --pale: var(--code) }
.first .frame { stroke: var(--first) } .server.wrong .frame { stroke: var(--bad); stroke-width: 2 }
.badge { fill: var(--pale) } .picture .badge-word { fill: var(--tone); font-size: 10px; font-weight: 700;
  letter-spacing: .05em; text-anchor: middle }
.drum { fill: var(--pale); stroke: var(--tone); stroke-width: 1.8 }
.mark { fill: var(--bad) } .picture .mark-word { fill: var(--card); font-weight: 800; text-anchor: middle }
.line path { fill: none; stroke: var(--tone); stroke-width: 2.2 } .line circle { fill: var(--tone) }
.picture .label { fill: var(--soft); font-size: 11px; text-anchor: end; paint-order: stroke; stroke: var(--card);
  stroke-width: 4px }
.line { --tone: var(--good) } .writes { --tone: var(--first) } .writes path { stroke-width: 3.6 }
.out { --tone: var(--soft) } .out path { stroke-dasharray: 7 6 } .line.wrong { --tone: var(--bad) }
.picture .line.wrong .label { fill: var(--bad); font-weight: 600 }
.watch { --tone: var(--watch) } .watch path { stroke-width: 1.3; stroke-dasharray: 2 4 }
.key { display: flex; flex-wrap: wrap; gap: 4px 18px; margin-top: 12px }
.key span::before { content: ''; display: inline-block; width: 22px; margin-right: 7px; vertical-align: middle;
  border-top: 3px solid var(--tone) } .key .out::before, .key .watch::before { border-top-style: dashed }
.key .watch::before { border-top-width: 2px } .key .wrong { --tone: var(--bad) }
.wrap { overflow-x: auto; padding: 4px 0 } table { border-collapse: collapse; width: 100%; font-size: 13px }
th { text-align: left; color: var(--soft); font-weight: 600 } th, td { padding: 8px 14px; white-space: nowrap }
tbody tr { border-top: 1px solid var(--line) } td:first-child { font-weight: 600 }
tr.wrong td:first-child { color: var(--bad) } td { font-variant-numeric: tabular-nums }
.event { margin-bottom: 12px; border-left: 5px solid var(--tone) } .event header { display: flex; flex-wrap: wrap;
  gap: 4px 12px; align-items: baseline } .event .sentence { margin-top: 6px }
.done { --tone: var(--good); --pale: var(--good-pale) } .late { --tone: var(--warn); --pale: var(--warn-pale) }
.refused { --tone: var(--bad); --pale: var(--bad-pale) } .open { --tone: var(--watch); --pale: var(--code) }
.other { --tone: var(--soft); --pale: var(--code) } .look { --tone: var(--first); --pale: var(--first-pale) }
.act { --tone: var(--ink); --pale: var(--code) } .wait { --tone: var(--warn); --pale: var(--warn-pale) }
.strip { display: block; margin: 8px 0 4px; overflow: visible } .strip .label { fill: var(--soft); font-size: 11px }
.strip .lane { stroke: var(--line); stroke-width: 3; stroke-linecap: round } .strip circle { fill: var(--tone);
  stroke: var(--card); stroke-width: 1.5 }
summary { cursor: pointer; color: var(--soft); font-size: 13px }
ol { margin-top: 8px; font-size: 13px } ol li { display: grid; grid-template-columns: 74px 72px 1fr; gap: 0 8px;
  padding: 3px 0; border-top: 1px solid var(--line) }
.after { color: var(--soft); font-variant-numeric: tabular-nums; text-align: right } .step { color: var(--tone);
  font-weight: 650 } .detail { overflow-wrap: anywhere; min-width: 0 }
footer { margin-top: 30px }
@media (max-width: 720px) { main { padding: 16px 16px 32px } .wide { display: none } .narrow { display: block }
  .figure { padding: 12px 6px } .key { padding: 0 8px } h1 { font-size: 25px }
  .facts { grid-template-columns: repeat(2, 1fr) }
  thead { position: absolute; clip-path: inset(50%); width: 1px; height: 1px; overflow: hidden }
  table, tbody, tr, td { display: block } tbody tr { padding: 10px 16px } td { display: flex; padding: 2px 0;
  justify-content: space-between; gap: 16px; white-space: normal; text-align: right }
  td::before { content: attr(data-label); color: var(--soft); font-weight: 400; text-align: left }
  td:first-child { font-size: 15px; text-align: left } td.none { display: none } td:first-child::before { content: none }
  .findings li { grid-template-columns: 1fr; justify-items: start } .findings .remedy { grid-column: 1 }
  ol li { grid-template-columns: 70px 1fr } .detail { grid-column: 1 / -1; padding-left: 2px } }
@media print { body { background: #fff } .card { break-inside: avoid } }
)";

}  // namespace efm
