/** The layouts that strategies are compiled for, as every other layout is described. */

import type { NativeLayout, NativeRegistry } from '../host/native.js';
import type { Layout } from './types.js';

/** In the registry's order. */
export function builtInLayouts({ layouts }: Pick<NativeRegistry, 'layouts'>): Layout[] {
  return layouts.map(builtInLayout);
}

function builtInLayout({ name, sizeBytes, phase, rootMmuOffset, fields }: NativeLayout): Layout {
  return {
    ...{ name, origin: { kind: 'built-in' }, sizeBytes, phase, rootMmuOffset, kernel: null },
    fields: fields.map(({ name, offset, sizeBytes, role }) => ({ name, offset, sizeBytes, role })),
  };
}
