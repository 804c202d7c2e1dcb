/** H7's curves: what a copy takes by its size, for each way of copying. */

import type { Curve } from '../../../explain/explanation.js';
import { formatBytes } from '../../../format.js';
import { formatExact } from '../../explain-details.js';
import { groupBy } from '../../groups.js';
import type { Result } from '../../result.js';
import { type Chart, chartFigure } from '../chart.js';
import type { DataTable } from '../data-table.js';
import { type Html, html } from '../html.js';
import { notes } from '../marks.js';
import type { Section } from '../section.js';
import { switcher } from '../switcher.js';
import { type Copier, copyDrawing, type StructSize } from './copy-chart.js';
import { COPY_HYPOTHESIS, curvesMissing, curvesOf, findingOf } from './finding-curves.js';
import { listOf, measured } from './interval-text.js';
import { LOG_AXIS_LEAST } from './log-axis.js';

interface Alignment {
  name: string;
  copiers: Copier[];
}

export const COPY_COST: Section = {
  id: 'copy-cost',
  title: 'What a copy costs',
  render(result) {
    const alignments = byAlignment(curvesOf(result, COPY_HYPOTHESIS));
    if (alignments.length === 0) {
      return { missing: curvesMissing(result, COPY_HYPOTHESIS, 'copies of many sizes') };
    }
    const structs = structSizes(result);
    return html`<p>ns per copy, both sides hot, against its size; both axes are logarithmic. What a copy takes
before the first byte is moved decides at the sizes of these structs.</p>
${switcher(
  'alignment',
  alignments.map((each) => ({ name: each.name, body: chartFigure(copyChart(each, structs)) })),
)}
${belowAxis(alignments)}${structNote(structs)}${listOf(findingOf(result, COPY_HYPOTHESIS)?.notes ?? [])}`;
  },
};

/** A curve's name: `copy, rep-movsb, aligned`; what lies between may have commas too. */
function byAlignment(curves: readonly Curve[]): Alignment[] {
  const named = curves.map(({ name, points }) => {
    const parts = name.split(', ');
    return { alignment: parts.at(-1) ?? '', name: parts.slice(1, -1).join(', '), points };
  });
  return groupBy(named, ({ alignment }) => alignment).map((copiers) => ({
    name: copiers[0].alignment,
    copiers,
  }));
}

/** By size, those of the same one together. */
function structSizes({ lineMaps }: Result): StructSize[] {
  const bySize = groupBy(lineMaps, ({ sizeBytes }) => sizeBytes).map((maps) => ({
    bytes: maps[0].sizeBytes,
    layouts: [...new Set(maps.map(({ layout }) => layout))],
  }));
  return bySize.sort((one, other) => one.bytes - other.bytes);
}

function copyChart({ name, copiers }: Alignment, structs: readonly StructSize[]): Chart {
  const ends = copiers.map(({ name: copier, points }) => {
    const [first, last] = [points[0], points.at(-1)];
    if (first === undefined || last === undefined) return copier;
    return (
      `${copier} ${measured(first.nsPerReset)} ns for ${formatBytes(first.x)}, ` +
      `${measured(last.nsPerReset)} ns for ${formatBytes(last.x)}`
    );
  });
  return {
    label: `ns per copy against bytes, ${name}: ${ends.join('; ')}.`,
    ...copyDrawing(copiers, structs),
    table: copyTable(name, copiers),
  };
}

function copyTable(name: string, copiers: readonly Copier[]): DataTable {
  const sizes = [...new Set(copiers.flatMap(({ points }) => points.map(({ x }) => x)))];
  return {
    caption: `ns per copy, ${name}`,
    columns: [
      { title: 'bytes', numeric: true },
      ...copiers.map((copier) => ({ title: copier.name, numeric: true })),
    ],
    rows: sizes
      .sort((one, other) => one - other)
      .map((bytes) => [
        formatExact(bytes),
        ...copiers.map(({ points }) =>
          measured(points.find(({ x }) => x === bytes)?.nsPerReset ?? null),
        ),
      ]),
  };
}

function structNote(structs: readonly StructSize[]): Html[] {
  if (structs.length === 0) return notes(["The structs' sizes are not in the result."]);
  const sizes = structs.map(({ bytes, layouts }) => `${layouts.join(', ')} ${bytes} bytes`);
  return notes([`The structs: ${sizes.join('; ')}.`]);
}

/** A logarithmic axis has no place for them. */
function belowAxis(alignments: readonly Alignment[]): Html[] {
  const below = alignments.flatMap(({ name, copiers }) =>
    copiers.flatMap((copier) => {
      const count = copier.points.filter(
        ({ nsPerReset }) => nsPerReset.estimate < LOG_AXIS_LEAST,
      ).length;
      return count === 0 ? [] : [`${count} of ${copier.name}, ${name}`];
    }),
  );
  if (below.length === 0) return [];
  return notes([`Below ${LOG_AXIS_LEAST} ns, and drawn on the lower edge: ${below.join('; ')}.`]);
}
