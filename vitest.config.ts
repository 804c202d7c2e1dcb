import { defineConfig } from 'vitest/config';

// Watch the instrument itself for a minute, or simulate for one: npm run test:slow.
const slow = 'test/**/*.slow.test.ts';
// Of these, what nothing is timed in.
const slowTogether = [
  'test/{stats,fuzz,report,layout,portability}/**/*.slow.test.ts',
  'test/perf/simulate.slow.test.ts',
  'test/places/old-cpu.slow.test.ts',
  'test/cli/{plain-text,perf-host-ways,perf-simulate,trace-record,run-layout-file}.slow.test.ts',
  'test/native/{addon-loads,random-calls-at-length,self-test,replay-command}.slow.test.ts',
  'test/native/{replay-under-valgrind,whole-call-instructions}.slow.test.ts',
];
// Compile everything once more: npm run test:nightly.
const nightly = 'test/**/*.nightly.test.ts';
// These run native code or whole commands: a neighbour on the same core would spoil what they time.
const alone = [
  'test/{measure,native,host,perf,bench,places}/**/*.test.ts',
  'test/cli/{run,boot,explain,resume,interrupt,selftest,perf}*.test.ts',
  'test/api/{measure,example}*.test.ts',
];
// Of these, what is the same however long it takes.
const together = [
  'test/native/{trace,model}-*.test.ts',
  'test/native/{equivalent-strategies,inequivalence-shows,stale-templates,nested-replays}.test.ts',
  'test/native/{addon-has-the-same-code,boots-by-path,code-shape,copy-instructions}.test.ts',
  'test/native/random-calls-survive.test.ts',
  'test/native/programs/{what-programs-do,like-compiled}.test.ts',
];

export default defineConfig({
  test: {
    watch: false,
    testTimeout: 30_000,
    hookTimeout: 30_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'parallel',
          include: ['test/**/*.test.ts'],
          exclude: [...alone, slow, nightly],
          // All cores: Vitest leaves one free by default, which is half of a small machine.
          maxWorkers: '100%',
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'together',
          include: together,
          maxWorkers: '100%',
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'alone',
          include: alone,
          exclude: [...together, slow, nightly],
          fileParallelism: false,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          name: 'slow-together',
          include: slowTogether,
          maxWorkers: '100%',
          sequence: { groupOrder: 2 },
        },
      },
      {
        extends: true,
        test: {
          name: 'slow',
          include: [slow],
          exclude: slowTogether,
          fileParallelism: false,
          sequence: { groupOrder: 3 },
        },
      },
      {
        extends: true,
        test: {
          name: 'nightly',
          include: [nightly],
          fileParallelism: false,
          sequence: { groupOrder: 4 },
        },
      },
    ],
  },
});
