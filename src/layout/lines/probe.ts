/** Which bytes one call writes, found by running its code, compiled or made at run time. */

import type { NativeAddon, NativeRegistry } from '../../host/native.js';
import type { ProbeRequest } from '../../host/native-subject.js';
import { structImages } from '../programs/images.js';
import { encodedProgram } from '../programs/programs.js';
import type { Layout } from '../types.js';

export type ProbedPlace = Pick<ProbeRequest, 'layout' | 'path' | 'guest' | 'calls'>;

/** Byte offsets from the struct's start, ascending. */
export type Probe = (place: ProbedPlace, strategy: string) => Uint32Array;

/** @param layouts those that were not compiled; the registry's are known */
export function probeOf(
  addon: Pick<NativeAddon, 'probeWrites' | 'probeProgram'>,
  registry: Pick<NativeRegistry, 'layouts' | 'strategies' | 'programSteps'>,
  layouts: readonly Layout[],
): Probe {
  return (place, strategy) => {
    const made = layouts.find(({ name }) => name === place.layout);
    if (made === undefined) return addon.probeWrites({ ...place, strategy }).writtenBytes;
    const { writtenBytes } = addon.probeProgram({
      structBytes: made.sizeBytes,
      steps: encodedProgram(made, strategy, registry),
      images: structImages(made, registry),
    });
    return writtenBytes;
  };
}
