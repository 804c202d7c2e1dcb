/** The core's own test, as the compiled code is measured; npm run test:sanitize has it with sanitizers. */

import { expect, it } from 'vitest';
import { replay } from './support/command.js';

it('kvm-mmu-replay --self-test finds nothing wrong', () => {
  const { end, stdout, stderr } = replay(['--self-test']);
  expect(stderr).toBe('');
  expect(end).toBe(0);
  const parts = ['resets', 'calls', 'copies', 'programs', 'jobs', 'experiments'];
  for (const part of parts) expect(stdout).toMatch(new RegExp(`^${part}: \\d+ checks$`, 'm'));
  expect(stdout).toMatch(/^\d{5,} checks, 0 failed; /m);
});
