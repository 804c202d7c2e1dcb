/** The golden counts at every place: simulate.slow.test.ts has those of one layout. */

import { beforeEach, describe } from 'vitest';
import { toolVersion, VALGRIND } from '../../src/perf/tool.js';
import { countsAreGolden } from './counts-are-golden.js';

beforeEach(({ skip }) =>
  skip(toolVersion(VALGRIND) === null, 'valgrind is missing: install the Debian package valgrind'),
);

describe('counts are the golden ones, at every place', () => {
  countsAreGolden(() => true);
});
