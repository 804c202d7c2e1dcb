/** The map of any layout: every strategy that it can be reset by, also those that this CPU cannot run. */

import type { NativeAddon, NativeRegistry, NativeStrategy } from '../../host/native.js';
import { programSteps, RUN_TIME_PLACE } from '../programs/programs.js';
import type { Layout } from '../types.js';
import { type ByteRange, type LineMap, mapLines, rangesOf } from './line-map.js';

export interface MappedLayout {
  /** Of an unpaged guest's full reset on EPT; strategies in the registry's order, controls left out. */
  map: LineMap;
  /** Of which nothing can be said. */
  skipped: { strategy: string; reason: string }[];
}

type Registry = Pick<NativeRegistry, 'layouts' | 'strategies' | 'programSteps'>;

/** Where code can run here, what it was seen to write; else what its program says. */
export function mapLayout(
  addon: Pick<NativeAddon, 'probeWrites' | 'probeProgram'>,
  registry: Registry,
  layout: Layout,
): MappedLayout {
  const proposals = registry.strategies.filter(({ control }) => !control);
  const isBuiltIn = layout.origin.kind === 'built-in';
  const runs = ({ unavailable, recipe }: NativeStrategy) =>
    unavailable === null && (isBuiltIn || recipe !== undefined);
  const { name, sizeBytes, phase, fields } = layout;
  const { path, guest } = RUN_TIME_PLACE;
  const strategies = proposals.filter(runs).map((strategy) => strategy.name);
  const place = { ...{ layout: name, phase, path, guest }, strategies };
  const [seen] = mapLines(addon, registry, [place], isBuiltIn ? [] : [layout]);
  const map: LineMap = {
    ...{ layout: name, phase, sizeBytes, path, guest, strategies: [] },
    fields: seen?.fields ?? fields,
  };
  const skipped: MappedLayout['skipped'] = [];
  for (const strategy of proposals) {
    const ranges =
      seen?.strategies.find((each) => each.strategy === strategy.name)?.ranges ??
      rangesOfProgram(layout, strategy, registry);
    if (ranges !== null) map.strategies.push({ strategy: strategy.name, ranges });
    else skipped.push({ strategy: strategy.name, reason: reasonOf(strategy) });
  }
  return { map, skipped };
}

function reasonOf({ unavailable }: NativeStrategy): string {
  return unavailable ?? 'only measured as it is compiled, for built-in layouts';
}

/** Null for a strategy that has no program. */
function rangesOfProgram(
  layout: Layout,
  { recipe }: NativeStrategy,
  registry: Registry,
): ByteRange[] | null {
  if (recipe === undefined) return null;
  const bytes = new Set<number>();
  for (const step of programSteps(layout, recipe, registry)) {
    for (let at = step.offset; at < step.offset + step.bytes; at++) bytes.add(at);
  }
  return rangesOf([...bytes].sort((one, other) => one - other));
}
