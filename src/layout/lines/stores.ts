/** How many stores a reset is made of. */

import type { NativeLayout } from '../../host/native.js';

const WORD_BYTES = 8;

/**
 * Of a full reset of an unpaged guest on EPT: a store for each constant and role-dependent field,
 * and one for each word of shadow_zero_check (facts, 2.1; a test counts them in the compiled code).
 */
export function storesOfFullReset({ fields }: Pick<NativeLayout, 'fields'>): number {
  return fields.reduce((stores, { role, sizeBytes }) => {
    if (role === 'zero-check') return stores + sizeBytes / WORD_BYTES;
    return role === 'constant' || role === 'role-dependent' ? stores + 1 : stores;
  }, 0);
}
