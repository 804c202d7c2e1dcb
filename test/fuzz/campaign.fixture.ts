/** Parsers that do what none may, to see that a campaign survives and tells it. */

import { UsageError } from '../../src/errors.js';
import { defineParser } from './parser.js';

const seeds = ['test/fixtures/traces/perf-script.txt'];
const check = () => {};

function* forEver(): Generator<number> {
  for (;;) yield 1;
}

export const PARSERS = [
  defineParser({ name: 'good', seeds, parse: (bytes) => bytes.length, check }),
  defineParser({
    name: 'hangs',
    seeds,
    parse: (bytes) => (bytes.length % 2 === 0 ? 0 : [...forEver()].length),
    check,
  }),
  defineParser({
    name: 'hangs without memory',
    seeds,
    parse: () => {
      let sum = 0;
      for (const each of forEver()) sum += each;
      return sum;
    },
    check,
  }),
  defineParser({
    name: 'takes memory',
    seeds,
    parse: () => Buffer.alloc(300 * 1024 * 1024, 1).length,
    check,
  }),
  defineParser({
    name: 'throws',
    seeds,
    parse: () => {
      throw new TypeError('of undefined');
    },
    check,
  }),
  defineParser({
    name: 'talks too much',
    seeds,
    parse: () => {
      throw new UsageError('x'.repeat(400));
    },
    check,
  }),
  defineParser({
    name: 'does not print',
    seeds,
    parse: () => {
      throw new UsageError('two\nlines');
    },
    check,
  }),
  defineParser({
    name: 'reads wrongly',
    seeds,
    parse: () => -1,
    check: (count) => {
      if (count < 0) throw new RangeError(`count ${count}`);
    },
  }),
];
