import { describe, expect, it } from 'vitest';
import { answerOf, boot, interval, sentenceOf } from './evidence.js';

function bootSentence(...boots: NonNullable<Parameters<typeof answerOf>[1]>): string {
  return sentenceOf(answerOf([], boots), 'boot');
}

describe('a replayed boot', () => {
  it('is told with its resets and its place', () => {
    expect(bootSentence(boot())).toBe(
      "Replayed as a boot, the patch's saving is 4.0 [3.5, 4.5] µs of thread-600 (400 full and 200 early " +
        'resets, v5.17 at phase 16, hot, drained).',
    );
  });

  it('counts what the replay counted', () => {
    const sentence = bootSentence(
      boot({ workload: 'pc-kernel', fullResets: 6, earlyResets: 3, state: 'dram' }),
    );
    expect(sentence).toContain('of pc-kernel (6 full and 3 early resets');
    expect(sentence).toContain('dram, drained)');
  });

  it('is the one where the patch saves most, of each workload', () => {
    const sentence = bootSentence(
      boot({ savingMicrosecondsPerBoot: interval(2, 0.5) }),
      boot({ savingMicrosecondsPerBoot: interval(9, 0.5), layout: 'v5.16', phase: 40 }),
      boot({ workload: 'pc-kernel', savingMicrosecondsPerBoot: interval(1, 0.5) }),
    );
    expect(sentence).toContain('saving is 9.0 [8.5, 9.5] µs of thread-600');
    expect(sentence).toContain('v5.16 at phase 40');
    expect(sentence).toContain('and 1.0 [0.5, 1.5] µs of pc-kernel');
    expect(sentence).not.toContain('2.0');
  });

  it('within the noise says so', () => {
    expect(bootSentence(boot())).not.toContain('noise');
    expect(bootSentence(boot({ resolved: false }))).toContain('hot, drained; within the noise).');
  });
});
