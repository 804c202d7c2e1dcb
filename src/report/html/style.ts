/** The page's style: a phone, a screen, dark, paper. */

/** After Okabe and Ito 2008; the dark page has them lighter, where they would not stand out. */
const LIGHT = {
  ink: '#1a1a1a',
  faint: '#6b6b6b',
  grid: '#d9d9d9',
  paper: '#ffffff',
  claim: '#a8201a',
  'series-1': '#0072b2',
  'series-2': '#e69f00',
  'series-3': '#009e73',
  'series-4': '#cc79a7',
  'series-5': '#56b4e9',
  'series-6': '#d55e00',
  'series-7': '#8a8a00',
  'series-8': '#555555',
};

const DARK = {
  ...LIGHT,
  ink: '#ececec',
  faint: '#a0a0a0',
  grid: '#3a3a3a',
  paper: '#16181c',
  claim: '#ff8a80',
  'series-1': '#4aa8e0',
  'series-7': '#f0e442',
  'series-8': '#bbbbbb',
};

function variables(colours: Readonly<Record<string, string>>): string {
  return Object.entries(colours)
    .map(([name, value]) => `--${name}: ${value};`)
    .join(' ');
}

export const STYLE = `
:root { ${variables(LIGHT)} color-scheme: light dark; }
@media screen and (prefers-color-scheme: dark) { :root { ${variables(DARK)} } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1rem; max-width: 62rem; font: 1rem/1.5 system-ui, sans-serif;
  color: var(--ink); background: var(--paper); }
h1, h2, h3 { line-height: 1.2; }
a { color: inherit; }
.results { display: grid; gap: 1rem; grid-template-columns: repeat(auto-fit, minmax(min(100%, 28rem), 1fr)); }
.results > * { min-width: 0; }
.scroll { overflow-x: auto; }
.chart { margin: 0 0 1rem; }
.chart svg { width: 100%; min-width: 34rem; height: auto; display: block; }
table { border-collapse: collapse; font-size: 0.875rem; }
caption { text-align: left; color: var(--faint); padding: 0.25rem 0; }
th, td { padding: 0.15rem 0.75rem 0.15rem 0; text-align: left; border-bottom: 1px solid var(--grid); }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.missing { color: var(--faint); font-style: italic; }
.buttons { display: flex; flex-wrap: wrap; gap: 0.5rem; margin: 0.5rem 0; }
button { font: inherit; padding: 0.25rem 0.75rem; color: var(--ink); background: var(--paper);
  border: 1px solid var(--faint); border-radius: 0.25rem; cursor: pointer; }
button[aria-pressed="true"] { color: var(--paper); background: var(--ink); }
@media screen { .unchosen { display: none; } }
@media print { .buttons { display: none; } figure, tr { break-inside: avoid; } }
`;
