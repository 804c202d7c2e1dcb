/** What is wrong with BTF, or with the file that holds it, and at which byte. */

import { excerpt, UsageError } from '../../errors.js';

/** Where a buffer's bytes come from. */
export interface Origin {
  file: string;
  /** `its BTF`, `its ELF header`: what offsets are counted from the start of. */
  part: string;
}

const LONGEST_FILE = 120;

export class BtfError extends UsageError {
  readonly origin: Origin;
  /** In bytes from the start of the part. */
  readonly offset: number;

  constructor(origin: Origin, offset: number, found: string, expected: string) {
    super(
      `${fileName(origin.file)}: byte ${offset} of ${origin.part}: ${found}, expected ${expected}`,
    );
    this.origin = origin;
    this.offset = offset;
  }
}

/** The file is fine, or foreign, but has no BTF. */
export class NoBtfError extends UsageError {
  readonly file: string;
  /** DWARF, of which another program can make BTF. */
  readonly hasDwarf: boolean;

  constructor(file: string, reason: string, hasDwarf = false) {
    super(`${fileName(file)}: ${reason}`);
    this.file = file;
    this.hasDwarf = hasDwarf;
  }
}

/** For messages: one line, whatever characters a path has. */
export function fileName(file: string): string {
  const quoted = excerpt(file, LONGEST_FILE);
  return quoted === `"${file}"` ? file : quoted;
}
