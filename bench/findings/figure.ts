/** The report's main chart as a file of its own: for the README, where no page gives it its colours. */

import { CHART_WIDTH_PIXELS, type Chart, drawSvg } from '../../src/report/html/chart.js';
import { escapeHtml } from '../../src/report/html/html.js';
import { type ColourName, DARK_COLOURS, LIGHT_COLOURS } from '../../src/report/html/palette.js';
import { bootFigureChart } from '../../src/report/html/sections/boot-figures.js';
import type { Source } from './sources.js';

const FONT = 'system-ui, sans-serif';

/** Of the first source with cells, which readSources has seen to. @throws RangeError without any */
export function bootFigure(sources: readonly Source[]): string {
  const chart = sources.map(({ result }) => bootFigureChart(result)).find((each) => each !== null);
  if (chart === undefined || chart === null) throw new RangeError('a boot figure of no cells');
  return standalone(chart);
}

/**
 * Light colours as attributes, which every viewer knows; dark ones by a style. Both with a paper of
 * their own, because a site may be dark where the system is not.
 */
function standalone(chart: Chart): string {
  const used = new Set<string>();
  const [root = '', ...rest] = drawSvg(chart)
    .replace(/<[a-z]\w*[^>]*>/gi, (tag) => withColours(tag, used))
    .split('\n');
  const size = `width="${CHART_WIDTH_PIXELS}" height="${chart.heightPixels}"`;
  return [
    root.replace(/>$/, ` font-family="${FONT}" role="img">`),
    `<title>${escapeHtml(chart.label)}</title>`,
    `<style>@media (prefers-color-scheme: dark) { ${darkRules(['fill-paper', ...used])} }</style>`,
    `<rect ${size} fill="${LIGHT_COLOURS.paper}" class="fill-paper"></rect>`,
    ...rest,
    '',
  ].join('\n');
}

/** `fill="var(--ink)"` becomes the light colour and a class. */
function withColours(tag: string, used: Set<string>): string {
  const classes: string[] = [];
  const coloured = tag.replace(
    /(fill|stroke)="var\(--([\w-]+)\)"/g,
    (_, what: string, name: string) => {
      classes.push(`${what}-${name}`);
      return `${what}="${LIGHT_COLOURS[knownColour(name)]}"`;
    },
  );
  for (const each of classes) used.add(each);
  return classes.length === 0
    ? tag
    : coloured.replace(/(\/?)>$/, ` class="${classes.join(' ')}"$1>`);
}

function darkRules(classes: readonly string[]): string {
  return [...new Set(classes)]
    .sort()
    .map((each) => {
      const [what = '', name = ''] = each.split(/-(.*)/s);
      return `.${each} { ${what}: ${DARK_COLOURS[knownColour(name)]} }`;
    })
    .join(' ');
}

/** @throws RangeError for a colour that the page has no value of */
function knownColour(name: string): ColourName {
  const known = (Object.keys(LIGHT_COLOURS) as ColourName[]).find((each) => each === name);
  if (known === undefined) throw new RangeError(`a chart with the unknown colour ${name}`);
  return known;
}
