import { beforeEach, describe, expect, it } from 'vitest';
import { displayWidth } from '../../src/report/text.js';
import { run, skipWithoutAddon } from './command.js';

const WHERE = '--quick --layout v5.16,v5.17 --strategy init-flag,memcpy-rep-movsb';
const WORKLOADS = 'thread-600,q35-ovmf-secboot-kernel';

beforeEach(skipWithoutAddon);

describe.concurrent('text in a pipe', () => {
  it.each<[string, RegExp, Record<string, string>]>([
    [`run --full ${WHERE} --guest all --state hot,dram`, /^Answer$/m, {}],
    [`boot ${WHERE} --state hot --workload ${WORKLOADS}`, /^Answer$/m, {}],
    ['list', /^layouts$/m, { NO_COLOR: '1' }],
    // What wants colours everywhere does not mean the files that pipes end in.
    ['host', /^clocks {4}TSC [\d.]+ GHz in steps of [\d.]+ ns/m, { FORCE_COLOR: '1' }],
  ])('of `%s` has 80 columns at most and no escapes', async (line, expected, environment) => {
    const { code, stdout, stderr } = await run(line.split(' '), { environment });
    expect(code).toBe(0);
    expect(stdout).toMatch(expected);
    expect(stdout.endsWith('\n')).toBe(true);
    for (const each of `${stdout}${stderr}`.trimEnd().split('\n')) {
      expect(displayWidth(each), each).toBeLessThanOrEqual(80);
      expect(each).not.toMatch(/\p{Cc}/u);
    }
  });
});
