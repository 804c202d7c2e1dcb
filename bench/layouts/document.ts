/** The whole of docs/layouts.md, made of what the compiled code is seen to write. */

import type { NativeAddon, NativeRegistry } from '../../src/host/native.js';
import { builtInLayouts } from '../../src/layout/built-in.js';
import { lineCount } from '../../src/layout/lines/line-rows.js';
import { linesByStrategy } from '../../src/layout/lines/line-writes.js';
import { type MappedLayout, mapLayout } from '../../src/layout/lines/map-layout.js';
import type { Layout } from '../../src/layout/types.js';
import { layoutMapText } from '../../src/report/layout-map.js';
import { code, heading, literal, paragraph, table } from '../findings/markdown.js';
import { ABOUT } from './about.js';

const TEXT = { columns: 80, colour: false };

interface DocumentedLayout {
  layout: Layout;
  description: string;
  mapped: MappedLayout;
}

/** The same on every host: strategies that it cannot run are described by their programs. */
export function layoutsPage(
  addon: Pick<NativeAddon, 'registry' | 'probeWrites' | 'probeProgram'>,
): string {
  const registry = addon.registry();
  const documented = builtInLayouts(registry).map((layout, index) => ({
    layout,
    description: registry.layouts[index]?.description ?? '',
    mapped: mapLayout(addon, registry, layout),
  }));
  const blocks = [
    heading(1, 'Layouts'),
    ...ABOUT,
    heading(2, 'Lines that a full reset dirties'),
    paragraph(
      'Of an unpaged guest on EPT, each layout at its own phase. A number in brackets: that many lines are ' +
        `fewer than ${literal(registry.baseline)} dirties.`,
    ),
    linesTable(documented, registry),
    ...documented.flatMap((each) => layoutBlocks(each, registry)),
  ];
  return `${blocks.join('\n\n')}\n`;
}

function linesTable(
  documented: readonly DocumentedLayout[],
  { baseline }: Pick<NativeRegistry, 'baseline'>,
): string {
  const written = documented.map(({ mapped }) => linesByStrategy(mapped.map, baseline));
  const strategies = [...new Set(written.flatMap((all) => all.map(({ strategy }) => strategy)))];
  const rows = strategies.map((name) => [
    literal(name),
    ...written.map((all) => {
      const found = all.find(({ strategy }) => strategy === name);
      if (found === undefined) return 'n/a';
      const { lines, compared } = found;
      const fewer = (compared?.spared.length ?? 0) - (compared?.added.length ?? 0);
      return fewer === 0 ? `${lines.length}` : `${lines.length} (${fewer})`;
    }),
  ]);
  const about = documented.map(({ layout }) => layout);
  return table(
    [{ title: 'strategy' }, ...about.map(({ name }) => ({ title: literal(name), numeric: true }))],
    [
      ['*bytes*', ...about.map(({ sizeBytes }) => `${sizeBytes}`)],
      ['*phase*', ...about.map(({ phase }) => `${phase}`)],
      ['*lines*', ...about.map((layout) => `${lineCount(layout)}`)],
      ...rows,
    ],
  );
}

function layoutBlocks(
  { layout, description, mapped }: DocumentedLayout,
  { baseline }: Pick<NativeRegistry, 'baseline'>,
): string[] {
  const text = layoutMapText(layout, mapped, { baseline, notes: [] }, TEXT);
  return [
    heading(2, literal(layout.name)),
    paragraph(`${literal(description)}.`),
    code(text.split('\n')).replace(/^ +$/gm, ''),
  ];
}
