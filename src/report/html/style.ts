/** The page's style: a phone, a screen, dark, paper. */

import { cssVariables, DARK_COLOURS, LIGHT_COLOURS } from './palette.js';

const COLOURS = `
:root { ${cssVariables(LIGHT_COLOURS)} color-scheme: light; }
@media screen and (prefers-color-scheme: dark) {
  :root { ${cssVariables(DARK_COLOURS)} color-scheme: dark; }
}`;

const PAGE = `
* { box-sizing: border-box; }
html { font: 1rem/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper);
  text-size-adjust: 100%; overflow-wrap: anywhere; }
body { margin: 0 auto; padding: 1rem; max-width: 62rem; }
body.several { max-width: 112rem; }
h1, h2, h3 { line-height: 1.2; text-wrap: balance; }
h1 { font-size: 1.6rem; margin: 0.5rem 0; }
h2 { font-size: 1.3rem; margin: 0 0 0.75rem; }
h3 { font-size: 1.05rem; margin: 1rem 0 0.5rem; }
p, li { max-width: 46rem; }
a { color: inherit; text-underline-offset: 0.15em; }
code { font-family: ui-monospace, monospace; font-size: 0.9em; }
:focus-visible { outline: 0.1875rem solid var(--series-1); outline-offset: 0.125rem; }
main > section { border-top: 1px solid var(--grid); padding-top: 1.25rem; margin-top: 2rem; }
.subtitle { font-size: 1.1rem; margin: 0 0 1rem; }
.about { padding: 0; margin: 0 0 1rem; list-style: none; }
.about li { max-width: none; margin: 0.25rem 0; }
.contents { padding: 0.75rem 1rem; background: var(--surface); border-radius: 0.25rem; }
.contents h2 { font-size: 1rem; margin: 0 0 0.25rem; }
.contents ol { margin: 0; padding-left: 1.5rem; columns: 17rem; column-gap: 3rem; }
.source, footer { color: var(--faint); font-size: 0.875rem; }
footer { border-top: 1px solid var(--grid); margin-top: 2rem; }
.missing { color: var(--faint); font-style: italic; }
.results { display: grid; gap: 1rem 2rem; grid-template-columns: repeat(auto-fit, minmax(min(100%, 28rem), 1fr)); }
.results > * { min-width: 0; }
.results > * > :first-child { margin-top: 0; }`;

const PARTS = `
.scroll { overflow-x: auto; overflow-wrap: normal; }
.chart { margin: 0 0 1.25rem; }
.chart svg { width: 100%; min-width: 34rem; height: auto; display: block; }
table { border-collapse: collapse; font-size: 0.875rem; }
caption { text-align: left; color: var(--faint); padding: 0.25rem 0; }
th, td { padding: 0.2rem 0.75rem 0.2rem 0; text-align: left; vertical-align: baseline;
  border-bottom: 1px solid var(--grid); }
thead th { border-bottom-color: var(--faint); }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
td:first-child:has(+ .number) { white-space: nowrap; }
details { margin: 0.5rem 0; }
summary { cursor: pointer; width: fit-content; }
.buttons { display: flex; flex-wrap: wrap; gap: 0.5rem; margin: 0.5rem 0; }
html:not(.scripted) .buttons { display: none; }
button { font: inherit; font-size: 0.9375rem; padding: 0.25rem 0.75rem; max-width: 100%;
  color: var(--ink); background: var(--paper); border: 1px solid var(--faint);
  border-radius: 0.25rem; cursor: pointer; }
button[aria-pressed="true"] { color: var(--paper); background: var(--ink); border-color: var(--ink); }
.swatches { list-style: none; padding: 0; margin: 0.75rem 0; columns: 22rem; font-size: 0.875rem; }
.swatches li { break-inside: avoid; padding: 0.1rem 0 0.1rem 2em; text-indent: -2em; }
.swatch { display: inline-block; width: 1.5em; text-align: center; text-indent: 0; font-weight: bold;
  border: 1px solid var(--faint); box-shadow: inset 0 -0.3em var(--swatch, transparent); }
.line-map svg { min-width: 45rem; }
.layers .unchosen { display: none; }
@media screen {
  .unchosen { display: none; }
  .scripted [data-view] > h3:first-child { display: none; }
}`;

/** What scrolls on a screen has to fit, and what is closed has to be open. */
const PAPER = `
@page { margin: 14mm 12mm; }
@media print {
  html { font-size: 9.5pt; background: none; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  body, body.several { padding: 0; max-width: none; }
  .results { display: block; }
  .buttons, figure summary { display: none; }
  summary { list-style: none; font-weight: bold; }
  details::details-content { content-visibility: visible; block-size: auto; }
  h2, h3, h3 + p, caption { break-after: avoid; }
  figure > .scroll, tr, .about, .contents { break-inside: avoid; }
  .scroll { overflow: visible; }
  .chart svg { min-width: 0; max-height: 24cm; }
  table { max-width: 100%; font-size: 8pt; }
  th, td { padding-right: 0.5rem; overflow-wrap: break-word; }
  .number, td:first-child:has(+ .number) { white-space: normal; }
}`;

export const STYLE = `${COLOURS}${PAGE}${PARTS}${PAPER}\n`;
