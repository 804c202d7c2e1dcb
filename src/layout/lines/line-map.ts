/** Which bytes of a layout's struct each strategy writes: what a map of its cache lines is drawn from. */

import type { NativeAddon, NativeField, NativeRegistry } from '../../host/native.js';
import type { GuestMode, MmuPath } from '../../host/native-subject.js';
import type { Layout } from '../types.js';
import { probeOf } from './probe.js';

export interface LineMap {
  layout: string;
  phase: number;
  sizeBytes: number;
  path: MmuPath;
  guest: GuestMode;
  fields: MappedField[];
  strategies: { strategy: string; ranges: ByteRange[] }[];
}

export type MappedField = Pick<NativeField, 'name' | 'offset' | 'sizeBytes' | 'role'>;

/** First byte from the struct's start, and how many. */
export type ByteRange = [offset: number, bytes: number];

export interface MappedPlace {
  layout: string;
  phase: number;
  path: MmuPath;
  guest: GuestMode;
  strategies: readonly string[];
}

/**
 * One map for each layout and phase, of the first place's path and guest; cells of other guests write other bytes.
 *
 * @param made layouts that were not compiled
 */
export function mapLines(
  addon: Pick<NativeAddon, 'probeWrites' | 'probeProgram'>,
  registry: Pick<NativeRegistry, 'layouts' | 'strategies' | 'programSteps'>,
  places: readonly MappedPlace[],
  made: readonly Layout[] = [],
): LineMap[] {
  const maps = new Map<string, LineMap>();
  const probe = probeOf(addon, registry, made);
  for (const { layout, phase, path, guest, strategies } of places) {
    const key = `${layout}@${phase}`;
    const found = [...made, ...registry.layouts].find(({ name }) => name === layout);
    if (found === undefined) continue;
    const { sizeBytes, fields } = found;
    const map = maps.get(key) ?? {
      ...{ layout, phase, sizeBytes, path, guest, fields: fields.map(mappedField) },
      strategies: [],
    };
    maps.set(key, map);
    for (const strategy of strategies) {
      if (map.strategies.some((known) => known.strategy === strategy)) continue;
      const { path, guest } = map;
      const ranges = rangesOf(probe({ layout, path, guest }, strategy));
      map.strategies.push({ strategy, ranges });
    }
  }
  return [...maps.values()];
}

function mappedField({ name, offset, sizeBytes, role }: MappedField): MappedField {
  return { name, offset, sizeBytes, role };
}

/** @param offsets ascending */
export function rangesOf(offsets: ArrayLike<number>): ByteRange[] {
  const ranges: ByteRange[] = [];
  for (const offset of Array.from(offsets)) {
    const last = ranges.at(-1);
    if (last !== undefined && last[0] + last[1] === offset) last[1] += 1;
    else ranges.push([offset, 1]);
  }
  return ranges;
}
