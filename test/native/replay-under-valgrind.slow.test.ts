/** Reads of uninitialised memory and accesses out of bounds, which a benchmark would not notice. */

import { beforeEach, describe, expect, it } from 'vitest';
import { replay } from './support/command.js';
import { needs } from './support/needs.js';

beforeEach(needs('valgrind', 'valgrind'));

const MEMCHECK = ['valgrind', '--quiet', '--error-exitcode=99', '--leak-check=full'];
const FEW = ['--state', 'hot', '--resets', '1'];

describe('memcheck finds nothing', () => {
  it.each([
    ['field-by-field', 'unpaged', []],
    ['memcpy-mov64', 'four-level', []],
    ['field-by-field', 'five-level', ['--scope', 'init', '--path', 'shadow']],
  ])('%s, %s %j', (strategy, guest, more) => {
    const { end, stdout, stderr } = replay(
      [...FEW, '--strategy', strategy, '--guest', guest, ...more],
      MEMCHECK,
    );
    expect(stderr).toBe('');
    expect(end).toBe(0);
    expect(stdout).toContain(`v5.17 ${strategy} hot overlapped ${guest}: 256 resets`);
  });
});
