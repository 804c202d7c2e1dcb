/** Which accesses fault: asked of the architecture's rules, case by case. */

import type { Paging, Protection } from './guest-state.js';

/** How memory is accessed: bits 1 to 4 of a page fault's error code, as an index. */
interface Access {
  write: boolean;
  user: boolean;
  fetch: boolean;
  /** Error code bit 3, which no access has: the two arrays give it a meaning of their own. */
  bit3: boolean;
}

const INDICES = 16;

function accessOf(index: number): Access {
  return {
    write: (index & 1) !== 0,
    user: (index & 2) !== 0,
    bit3: (index & 4) !== 0,
    fetch: (index & 8) !== 0,
  };
}

/** What all entries on the way to a page allow. */
interface Page {
  executable: boolean;
  writable: boolean;
  user: boolean;
}

const PAGES: readonly Page[] = Array.from({ length: 8 }, (_, allowed) => ({
  executable: (allowed & 1) !== 0,
  writable: (allowed & 2) !== 0,
  user: (allowed & 4) !== 0,
}));

/** Bit 3 of the error code: RFLAGS.AC lifts SMAP. */
function faults({ write, user, fetch, bit3 }: Access, page: Page, on: Protection): boolean {
  if (fetch && on.nx && !page.executable) return true;
  if (user) return !page.user || (write && !page.writable);
  if (page.user && fetch && on.smep) return true;
  if (page.user && !fetch && on.smap && !bit3) return true;
  return write && on.wp && !page.writable;
}

/** 16 bytes by access; bit n of each: it faults on a page that allows n (execute, write, user). */
export function permissions(on: Protection): Uint8Array {
  return Uint8Array.from({ length: INDICES }, (_, index) => {
    const access = accessOf(index);
    return PAGES.reduce((byte, page, n) => byte | (faults(access, page, on) ? 1 << n : 0), 0);
  });
}

/**
 * Two bits by access: whether the key's access-disable and its write-disable bit are heeded. Bit 3
 * of the error code: the page is a user page, as only those have keys.
 */
export function pkruMask({ pke, wp }: Pick<Paging, 'pke' | 'wp'>): number {
  if (!pke) return 0;
  let mask = 0;
  for (let index = 0; index < INDICES; index++) {
    const { write, user, fetch, bit3: userPage } = accessOf(index);
    if (fetch || !userPage) continue;
    const heedsWriteDisable = write && (user || wp);
    mask += (heedsWriteDisable ? 0b11 : 0b01) * 2 ** (2 * index);
  }
  return mask;
}
