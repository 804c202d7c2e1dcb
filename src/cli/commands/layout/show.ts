/** `layout show`: a struct as its cache lines, and who dirties them. */

import type { Command } from 'commander';
import { loadAddon } from '../../../host/addon.js';
import { layoutDocument } from '../../../layout/files/layout-file.js';
import { layoutNotes } from '../../../layout/layout-notes.js';
import { lineRows } from '../../../layout/lines/line-rows.js';
import { linesByStrategy } from '../../../layout/lines/line-writes.js';
import { type MappedLayout, mapLayout } from '../../../layout/lines/map-layout.js';
import type { Layout } from '../../../layout/types.js';
import { pickPhase } from '../../../plan/options.js';
import { layoutMapText } from '../../../report/layout-map.js';
import { textOptions } from '../../../report/tables.js';
import { printJson, printText, runCommand, wantsColour } from '../../output.js';
import { LAYOUT_ARGUMENT, namedLayout } from './argument.js';

interface Options {
  phase?: string;
  json?: true;
}

export function addShow(layout: Command): void {
  layout
    .command('show')
    .argument('<layout>', LAYOUT_ARGUMENT)
    .description('the struct line by line: fields, holes, which strategy writes which bytes')
    .option('--phase <bytes>', 'elsewhere in its first line: 0 to 56 in steps of 8')
    .option('--json', 'print JSON and nothing else')
    .action(runCommand(show));
}

function show(name: string, options: Options) {
  const phase = pickPhase(options.phase);
  const addon = loadAddon();
  const registry = addon.registry();
  const found = namedLayout(name, registry);
  const layout = phase === null ? found : atPhase(found, phase);
  const mapped = mapLayout(addon, registry, layout);
  const about = { baseline: registry.baseline, notes: layoutNotes(layout, mapped.map) };
  if (options.json) {
    printJson(mapDocument(layout, mapped, about));
  } else {
    const text = textOptions(process.stdout.columns, wantsColour(process.stdout));
    printText(layoutMapText(layout, mapped, about, text));
  }
  return undefined;
}

/** Elsewhere than where the kernel has it. */
function atPhase(layout: Layout, phase: number): Layout {
  return phase === layout.phase ? layout : { ...layout, phase, rootMmuOffset: null };
}

function mapDocument(
  layout: Layout,
  { map, skipped }: MappedLayout,
  { baseline, notes }: { baseline: string; notes: readonly string[] },
) {
  const { path, guest } = map;
  return {
    /** As a file has it. */
    layout: layoutDocument(layout),
    origin: layout.origin,
    ...{ path, guest, baseline, notes, skipped },
    strategies: linesByStrategy(map, baseline),
    lines: lineRows(map).map(({ line, offset, segments }) => ({
      ...{ line, offset },
      segments: segments.map(({ kind, from, bytes, field, continued }) => ({
        ...{ kind, from, bytes, continued },
        field: field?.name ?? null,
      })),
    })),
  };
}
